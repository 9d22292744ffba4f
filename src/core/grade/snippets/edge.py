"""Caddy (Caddyfile directive "tls"), Traefik (dynamic configuration, TLS options), Cloudflare (zone settings API)."""

from core.grade.snippets.ciphers import HSTS_SECONDS, Goal
from core.model.grade import Snippet

_TRAEFIK_NAMES = {"x25519": "X25519", "secp256r1": "CurveP256", "secp384r1": "CurveP384"}


def caddy(goal: Goal) -> Snippet:
    lines = [
        "tls {",
        f"    protocols {'tls1.3' if goal.modern else 'tls1.2 tls1.3'}",
        *([] if goal.modern else [f"    ciphers {' '.join(goal.iana_ciphers)}"]),
        f"    curves {' '.join(goal.group_names).lower()}",
        "}",
        f'header Strict-Transport-Security "max-age={HSTS_SECONDS}"',
    ]
    return Snippet(
        software="Caddy",
        level=goal.level,
        where="the site block for this name in the Caddyfile",
        text="\n".join(lines),
        language="caddyfile",
        apply="caddy reload --config /etc/caddy/Caddyfile",
        notes=("without a tls block, current versions of Caddy already do as the intermediate level asks",),
    )


def traefik(goal: Goal) -> Snippet:
    ciphers = [] if goal.modern else ["      cipherSuites:", *(f"        - {name}" for name in goal.iana_ciphers)]
    lines = [
        "tls:",
        "  options:",
        "    default:",
        f"      minVersion: {'VersionTLS13' if goal.modern else 'VersionTLS12'}",
        *ciphers,
        "      curvePreferences:",
        *(f"        - {name}" for name in (_TRAEFIK_NAMES.get(n, n) for n in goal.group_names)),
        "http:",
        "  middlewares:",
        "    hsts:",
        "      headers:",
        f"        stsSeconds: {HSTS_SECONDS}",
    ]
    return Snippet(
        software="Traefik",
        level=goal.level,
        where="the dynamic configuration (file provider); name the middleware in the router",
        text="\n".join(lines),
        language="yaml",
        apply="nothing: Traefik watches the file",
    )


def cloudflare(goal: Goal) -> Snippet:
    lowest = "1.3" if goal.modern else "1.2"
    api = "https://api.cloudflare.com/client/v4/zones/$ZONE/settings"
    hsts = f'{{"value":{{"strict_transport_security":{{"enabled":true,"max_age":{HSTS_SECONDS}}}}}}}'
    lines = [
        f'curl -X PATCH {api}/min_tls_version -H "Authorization: Bearer $TOKEN" --json \'{{"value":"{lowest}"}}\'',
        f'curl -X PATCH {api}/tls_1_3 -H "Authorization: Bearer $TOKEN" --json \'{{"value":"on"}}\'',
        f"curl -X PATCH {api}/security_header -H \"Authorization: Bearer $TOKEN\" --json '{hsts}'",
    ]
    return Snippet(
        software="Cloudflare",
        level=goal.level,
        where="the zone, here by API; in the dashboard: SSL/TLS, Edge Certificates",
        text="\n".join(lines),
        language="sh",
        apply="nothing: it takes effect within a minute",
        notes=("cipher suites can be chosen with Advanced Certificate Manager only",),
    )
