"""API Gateway (payload 1.0 and 2.0) and function URL events of a browser ↔ what an installation needs of them. Parses,
decides nothing.
"""

from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any

INSTALL, BACK = "/slack/install", "/slack/oauth_redirect"
COOKIE = "__Host-tlscheck-install"  # browsers take it from this host alone, over HTTPS alone (RFC 6265bis §4.1.3.2)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "content-security-policy": _POLICY,
}


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser's GET. ``back``: where Slack is to send it back to, on the host that the gateway itself names."""

    path: str
    query: dict[str, str] = field(repr=False)
    cookie: str = field(repr=False)
    back: str


def read_visit(event: dict[str, Any]) -> Visit:
    """Total: what is missing is empty. Another method than GET has no path."""
    about = event.get("requestContext") or {}
    method = (about.get("http") or {}).get("method") or event.get("httpMethod")
    path = str(event.get("rawPath") or event.get("path") or "") if method == "GET" else ""
    query = {str(k): str(v) for k, v in (event.get("queryStringParameters") or {}).items()}
    return Visit(path, query, _cookie(event), f"https://{about.get('domainName', '')}{BACK}")


def _cookie(event: dict[str, Any]) -> str:
    headers = {str(k).lower(): str(v) for k, v in (event.get("headers") or {}).items()}
    for text in event.get("cookies") or [headers.get("cookie", "")]:
        try:
            jar = SimpleCookie(str(text))
        except CookieError:
            continue
        if COOKIE in jar:
            return jar[COOKIE].value
    return ""


def cookie(value: str, seconds: int) -> str:
    """``seconds`` 0: take it away."""
    return f"{COOKIE}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax"


def redirect(to: str, set_cookie: str) -> dict[str, Any]:
    headers = {**_HEADERS, "location": to, "set-cookie": set_cookie}
    return {"statusCode": 302, "headers": headers, "body": "", "isBase64Encoded": False}


def show(status: int, html: str, set_cookie: str = "") -> dict[str, Any]:
    headers = {**_HEADERS, "content-type": "text/html; charset=utf-8"}
    headers |= {"set-cookie": set_cookie} if set_cookie else {}
    return {"statusCode": status, "headers": headers, "body": html, "isBase64Encoded": False}
