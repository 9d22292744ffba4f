"""Caddy (Caddyfile directive "tls"), Traefik (dynamic configuration, TLS options), Cloudflare (zone settings API)."""

from core.grade.snippets.ciphers import HSTS_SECONDS, iana_ciphers
from core.model.grade import LevelName, Snippet

_GO_GROUPS = {"caddy": "x25519mlkem768 x25519 secp256r1 secp384r1"}


def caddy(level: LevelName) -> Snippet:
    modern = level is LevelName.MODERN
    lines = [
        "tls {",
        f"    protocols {'tls1.3' if modern else 'tls1.2 tls1.3'}",
        *([] if modern else [f"    ciphers {' '.join(iana_ciphers(level))}"]),
        f"    curves {_GO_GROUPS['caddy']}",
        "}",
        f'header Strict-Transport-Security "max-age={HSTS_SECONDS}"',
    ]
    return Snippet(
        software="Caddy",
        level=level,
        where="the site block for this name in the Caddyfile",
        text="\n".join(lines),
        language="caddyfile",
        apply="caddy reload --config /etc/caddy/Caddyfile",
        notes=("without a tls block, current versions of Caddy already do as the intermediate level asks",),
    )


def traefik(level: LevelName) -> Snippet:
    modern = level is LevelName.MODERN
    ciphers = [] if modern else ["      cipherSuites:", *(f"        - {name}" for name in iana_ciphers(level))]
    lines = [
        "tls:",
        "  options:",
        "    default:",
        f"      minVersion: {'VersionTLS13' if modern else 'VersionTLS12'}",
        *ciphers,
        "      curvePreferences:",
        *(f"        - {name}" for name in ("X25519MLKEM768", "X25519", "CurveP256", "CurveP384")),
        "http:",
        "  middlewares:",
        "    hsts:",
        "      headers:",
        f"        stsSeconds: {HSTS_SECONDS}",
    ]
    return Snippet(
        software="Traefik",
        level=level,
        where="the dynamic configuration (file provider); name the middleware in the router",
        text="\n".join(lines),
        language="yaml",
        apply="nothing: Traefik watches the file",
        notes=("X25519MLKEM768 needs a Traefik that is built with Go 1.24 or newer",),
    )


def cloudflare(level: LevelName) -> Snippet:
    lowest = "1.3" if level is LevelName.MODERN else "1.2"
    api = "https://api.cloudflare.com/client/v4/zones/$ZONE/settings"
    hsts = f'{{"value":{{"strict_transport_security":{{"enabled":true,"max_age":{HSTS_SECONDS}}}}}}}'
    lines = [
        f'curl -X PATCH {api}/min_tls_version -H "Authorization: Bearer $TOKEN" --json \'{{"value":"{lowest}"}}\'',
        f'curl -X PATCH {api}/tls_1_3 -H "Authorization: Bearer $TOKEN" --json \'{{"value":"on"}}\'',
        f"curl -X PATCH {api}/security_header -H \"Authorization: Bearer $TOKEN\" --json '{hsts}'",
    ]
    return Snippet(
        software="Cloudflare",
        level=level,
        where="the zone, here by API; in the dashboard: SSL/TLS, Edge Certificates",
        text="\n".join(lines),
        language="sh",
        apply="nothing: it takes effect within a minute",
        notes=("cipher suites can be chosen with Advanced Certificate Manager only",),
    )
