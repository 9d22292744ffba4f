"""nginx (ngx_http_ssl_module), Apache httpd (mod_ssl), HAProxy (configuration manual, "bind" and "global")."""

from core.grade.snippets.ciphers import HSTS_SECONDS, openssl_ciphers, openssl_groups
from core.model.grade import LevelName, Snippet

_OLD_OPENSSL = "X25519MLKEM768 needs OpenSSL 3.5; leave it out with an older one, or the server does not start"


def nginx(level: LevelName) -> Snippet:
    modern = level is LevelName.MODERN
    lines = [
        f"ssl_protocols {'TLSv1.3' if modern else 'TLSv1.2 TLSv1.3'};",
        *([] if modern else [f"ssl_ciphers {openssl_ciphers(level)};"]),
        "ssl_prefer_server_ciphers off;",
        f"ssl_ecdh_curve {openssl_groups(level)};",
        f'add_header Strict-Transport-Security "max-age={HSTS_SECONDS}" always;',
    ]
    return Snippet(
        software="nginx",
        level=level,
        where="the server block for this name; ssl_protocols of the default server counts for all of its addresses",
        text="\n".join(lines),
        language="nginx",
        apply="nginx -t && systemctl reload nginx",
        notes=(_OLD_OPENSSL, "an add_header in a location block hides those of the server block"),
    )


def apache(level: LevelName) -> Snippet:
    modern = level is LevelName.MODERN
    lines = [
        f"SSLProtocol {'-all +TLSv1.3' if modern else '-all +TLSv1.2 +TLSv1.3'}",
        *([] if modern else [f"SSLCipherSuite {openssl_ciphers(level)}"]),
        "SSLHonorCipherOrder off",
        f"SSLOpenSSLConfCmd Groups {openssl_groups(level)}",
        f'Header always set Strict-Transport-Security "max-age={HSTS_SECONDS}"',
    ]
    return Snippet(
        software="Apache httpd",
        level=level,
        where="the <VirtualHost *:443> for this name (mod_ssl and mod_headers)",
        text="\n".join(lines),
        language="apache",
        apply="apachectl configtest && systemctl reload apache2",
        notes=(_OLD_OPENSSL, "the first virtual host of an address sets the protocols for all names on it"),
    )


def haproxy(level: LevelName) -> Snippet:
    modern = level is LevelName.MODERN
    lines = [
        "global",
        *([] if modern else [f"    ssl-default-bind-ciphers {openssl_ciphers(level)}"]),
        f"    ssl-default-bind-options ssl-min-ver {'TLSv1.3' if modern else 'TLSv1.2'}",
        f"    ssl-default-bind-curves {openssl_groups(level)}",
        "",
        "# in the frontend:",
        f'http-response set-header Strict-Transport-Security "max-age={HSTS_SECONDS}"',
    ]
    return Snippet(
        software="HAProxy",
        level=level,
        where="haproxy.cfg, section global, and the frontend for this name",
        text="\n".join(lines),
        language="haproxy",
        apply="haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy",
        notes=(_OLD_OPENSSL, "ssl-default-bind-curves needs HAProxy 2.9; older ones take curves on the bind line"),
    )
