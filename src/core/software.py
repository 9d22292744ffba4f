"""Which software serves, as far as fix steps differ: by its own words, else by a certificate that it made itself.

Law: a guess that is not sure is `Software.UNKNOWN`, which gets generic steps.
"""

from collections.abc import Iterable
from typing import Final

from core.model.evidence import Presentation, Software
from core.model.observation import Negotiated, NotTls, Observation

_LIMIT: Final = 100
_BY_HEADER: Final = (
    ("nginx", Software.NGINX),
    ("openresty", Software.NGINX),
    ("tengine", Software.NGINX),
    ("apache", Software.APACHE),
    ("haproxy", Software.HAPROXY),
    ("caddy", Software.CADDY),
    ("microsoft-iis", Software.IIS),
    ("microsoft-httpapi", Software.IIS),
    ("awselb", Software.AWS_ALB),
    ("cloudfront", Software.CLOUDFRONT),
    ("traefik", Software.TRAEFIK),
    ("cloudflare", Software.CLOUDFLARE),
)
# In subject or issuer of the leaf. Kubernetes ingress-nginx, Traefik and Caddy write these themselves.
_BY_CERTIFICATE: Final = (
    ("kubernetes ingress controller fake certificate", Software.KUBERNETES_INGRESS),
    ("traefik default cert", Software.TRAEFIK),
    ("caddy local authority", Software.CADDY),
)


def software_seen(observation: Observation) -> str | None:
    """The server's own words about its software: the Server header, of TLS or of the plain answer."""
    for attempt in observation.attempts:
        match attempt.outcome:
            case Negotiated(ending=ending) if ending.http and ending.http.server:
                return ending.http.server
            case NotTls(what="http", first_bytes=first):
                for line in first.split(b"\r\n"):
                    name, _, value = line.partition(b":")
                    if name.strip().lower() == b"server":
                        return value.strip().decode("latin-1")[:_LIMIT]
            case _:
                continue
    return None


def software_of(seen: str | None, presentations: Iterable[Presentation]) -> Software:
    """``seen``: as of `software_seen`."""
    for presentation in presentations:
        leaf = presentation.leaf
        names = f"{leaf.subject}\n{leaf.issuer}".lower() if leaf else ""
        for mark, software in _BY_CERTIFICATE:
            if mark in names:
                return software
    header = (seen or "").lower()
    return next((software for mark, software in _BY_HEADER if mark in header), Software.UNKNOWN)
