"""nginx (ngx_http_ssl_module), Apache httpd (mod_ssl), HAProxy (configuration manual, "bind" and "global")."""

from core.grade.snippets.ciphers import HSTS_SECONDS, Goal
from core.model.grade import Snippet


def nginx(goal: Goal) -> Snippet:
    lines = [
        f"ssl_protocols {'TLSv1.3' if goal.modern else 'TLSv1.2 TLSv1.3'};",
        *([] if goal.modern else [f"ssl_ciphers {goal.ciphers};"]),
        "ssl_prefer_server_ciphers off;",
        f"ssl_ecdh_curve {goal.groups};",
        f'add_header Strict-Transport-Security "max-age={HSTS_SECONDS}" always;',
    ]
    return Snippet(
        software="nginx",
        level=goal.level,
        where="the server block for this name; ssl_protocols of the default server counts for all of its addresses",
        text="\n".join(lines),
        language="nginx",
        apply="nginx -t && systemctl reload nginx",
        notes=(*goal.group_notes, "an add_header in a location block hides those of the server block"),
    )


def apache(goal: Goal) -> Snippet:
    lines = [
        f"SSLProtocol {'-all +TLSv1.3' if goal.modern else '-all +TLSv1.2 +TLSv1.3'}",
        *([] if goal.modern else [f"SSLCipherSuite {goal.ciphers}"]),
        "SSLHonorCipherOrder off",
        f"SSLOpenSSLConfCmd Groups {goal.groups}",
        f'Header always set Strict-Transport-Security "max-age={HSTS_SECONDS}"',
    ]
    return Snippet(
        software="Apache httpd",
        level=goal.level,
        where="the <VirtualHost *:443> for this name (mod_ssl and mod_headers)",
        text="\n".join(lines),
        language="apache",
        apply="apachectl configtest && systemctl reload apache2",
        notes=(*goal.group_notes, "the first virtual host of an address sets the protocols for all names on it"),
    )


def haproxy(goal: Goal) -> Snippet:
    lines = [
        "global",
        *([] if goal.modern else [f"    ssl-default-bind-ciphers {goal.ciphers}"]),
        f"    ssl-default-bind-options ssl-min-ver {'TLSv1.3' if goal.modern else 'TLSv1.2'}",
        "",
        "# in the frontend for this name:",
        f"    bind :443 ssl crt /etc/haproxy/certs/site.pem alpn h2,http/1.1 curves {goal.groups}",
        f'    http-response set-header Strict-Transport-Security "max-age={HSTS_SECONDS}"',
    ]
    return Snippet(
        software="HAProxy",
        level=goal.level,
        where="haproxy.cfg: section global, and the bind line of the frontend for this name",
        text="\n".join(lines),
        language="haproxy",
        apply="haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy",
        notes=goal.group_notes,
    )
