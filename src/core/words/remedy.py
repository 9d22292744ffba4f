"""Fix steps that differ by server software, for faults of listener, protocol, cipher and key.

Configuration words are those of each product's manual: nginx ngx_http_ssl_module, Apache mod_ssl, HAProxy "bind",
Caddyfile "tls", IIS Schannel, AWS ELB security policies, CloudFront viewer policies, ingress-nginx ConfigMap, Traefik.
"""

from core.model.evidence import Software
from core.model.prose import Block, Code, Prose, prose

Steps = tuple[Prose, ...]

MODERN_SUITES = (
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
)
_ALB = "aws elbv2 modify-listener --listener-arn ARN"
_NGINX_TLS = (
    "listen 443 ssl;\nssl_certificate     /etc/nginx/tls/fullchain.pem;\n"
    "ssl_certificate_key /etc/nginx/tls/privkey.pem;"
)
_APACHE_TLS = (
    "SSLEngine on\nSSLCertificateFile    /etc/apache2/tls/fullchain.pem\n"
    "SSLCertificateKeyFile /etc/apache2/tls/privkey.pem"
)
_RELOAD = {
    Software.NGINX: "nginx -t && systemctl reload nginx",
    Software.APACHE: "apachectl configtest && systemctl reload apache2",
    Software.HAPROXY: "haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy",
    Software.CADDY: "caddy reload --config /etc/caddy/Caddyfile",
}
_LOGS = {
    Software.NGINX: prose(
        "Read ",
        Code("/var/log/nginx/error.log"),
        " with ",
        Code("error_log … info;"),
        ": it names the handshake's fault",
    ),
    Software.APACHE: prose("Set ", Code("LogLevel ssl:info"), " and read Apache's error log at the time of a failure"),
    Software.HAPROXY: prose("Read HAProxy's log for “SSL handshake failure” at the time of a failure"),
    Software.CADDY: prose(
        "Run Caddy with the global option ", Code("debug"), " and read ", Code("journalctl -u caddy")
    ),
    Software.IIS: prose("Read the System event log for Schannel events 36870, 36874, 36887 and 36888"),
    Software.AWS_ALB: prose(
        "Switch on the load balancer's connection logs: they name the TLS fault of each connection"
    ),
    Software.KUBERNETES_INGRESS: prose(
        "Read the ingress controller's log: ", Code("kubectl logs -n ingress-nginx deploy/ingress-nginx-controller")
    ),
    Software.TRAEFIK: prose("Set ", Code("--log.level=DEBUG"), " and read Traefik's log at the time of a failure"),
}
_PROTOCOLS = {
    Software.NGINX: prose(
        "In the ", Code("http"), " or ", Code("server"), " block:", Block("ssl_protocols TLSv1.2 TLSv1.3;", "nginx")
    ),
    Software.APACHE: prose(
        "In ", Code("ssl.conf"), " or the virtual host:", Block("SSLProtocol -all +TLSv1.2 +TLSv1.3", "apache")
    ),
    Software.HAPROXY: prose(
        "In the ", Code("global"), " section:", Block("ssl-default-bind-options ssl-min-ver TLSv1.2", "haproxy")
    ),
    Software.CADDY: prose(
        "Remove ", Code("protocols"), " from the ", Code("tls"), " block: TLS 1.2 and 1.3 are Caddy's default"
    ),
    Software.IIS: prose(
        "Enable TLS 1.2 (and 1.3 from Windows Server 2022) for Schannel, then restart:",
        Block(
            "cd HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\n"
            "New-Item 'TLS 1.2\\Server' -Force | Set-ItemProperty -Name Enabled -Value 1 -Type DWord",
            "powershell",
        ),
    ),
    Software.AWS_ALB: prose(
        "Choose a current security policy: ", Code(f"{_ALB} --ssl-policy ELBSecurityPolicy-TLS13-1-2-2021-06")
    ),
    Software.CLOUDFRONT: prose("Set the distribution's minimum protocol version to ", Code("TLSv1.2_2021")),
    Software.KUBERNETES_INGRESS: prose("In the controller's ConfigMap: ", Code('ssl-protocols: "TLSv1.2 TLSv1.3"')),
    Software.TRAEFIK: prose("In the TLS options: ", Code("minVersion: VersionTLS12")),
    Software.CLOUDFLARE: prose(
        "Under SSL/TLS › Edge Certificates set Minimum TLS Version to 1.2 and switch TLS 1.3 on"
    ),
}
_SUITES = {
    Software.NGINX: prose("Set:", Block(f"ssl_ciphers {MODERN_SUITES};", "nginx")),
    Software.APACHE: prose("Set:", Block(f"SSLCipherSuite {MODERN_SUITES}", "apache")),
    Software.HAPROXY: prose(
        "In the ", Code("global"), " section:", Block(f"ssl-default-bind-ciphers {MODERN_SUITES}", "haproxy")
    ),
    Software.CADDY: prose("Remove ", Code("ciphers"), " from the ", Code("tls"), " block: Caddy's default is right"),
    Software.IIS: prose(
        "Restore Windows' suites: ",
        Code("Enable-TlsCipherSuite -Name TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
        " and its ECDHE AES-GCM siblings",
    ),
    Software.AWS_ALB: _PROTOCOLS[Software.AWS_ALB],
    Software.CLOUDFRONT: _PROTOCOLS[Software.CLOUDFRONT],
    Software.KUBERNETES_INGRESS: prose("In the controller's ConfigMap: ", Code(f'ssl-ciphers: "{MODERN_SUITES}"')),
    Software.TRAEFIK: prose("Remove ", Code("cipherSuites"), " from the TLS options: Traefik's default is right"),
}
_TLS_LISTENER = {
    Software.NGINX: prose(
        "In the ",
        Code("server"),
        " block, add ",
        Code("ssl"),
        " to the listen line and name certificate and key:",
        Block(_NGINX_TLS, "nginx"),
    ),
    Software.APACHE: prose(
        "Load mod_ssl (",
        Code("a2enmod ssl"),
        ") and switch it on in the virtual host of this port:",
        Block(_APACHE_TLS, "apache"),
    ),
    Software.HAPROXY: prose(
        "Give the bind line a certificate:", Block("bind :443 ssl crt /etc/haproxy/certs/site.pem", "haproxy")
    ),
    Software.CADDY: prose(
        "Write the site's address without ",
        Code("http://"),
        " and without ",
        Code("auto_https off"),
        ": Caddy then serves TLS",
    ),
    Software.IIS: prose(
        "Add an ",
        Code("https"),
        " binding with a certificate for this port in IIS Manager, and remove the ",
        Code("http"),
        " one from it",
    ),
    Software.AWS_ALB: prose(
        "Make the listener's protocol HTTPS with an ACM certificate: ",
        Code(f"{_ALB} --protocol HTTPS --certificates CertificateArn=ARN"),
    ),
    Software.KUBERNETES_INGRESS: prose(
        "Point the service's port 443 at the controller's HTTPS port (",
        Code("targetPort: https"),
        ") and give the Ingress a ",
        Code("tls:"),
        " section",
    ),
    Software.TRAEFIK: prose("Give the router ", Code("tls: {}"), " or the entry point ", Code("http.tls")),
}


def _pick(steps: dict[Software, Prose], software: Software, generic: Prose) -> Prose:
    return steps.get(software, generic)


def reload(software: Software) -> Steps:
    command = _RELOAD.get(software)
    return (prose("Check and reload: ", Code(command)),) if command else ()


def logs(software: Software) -> Prose:
    """Where this server says why it failed."""
    generic = prose("Read the server's TLS log at the time of a failure: it usually names the fault")
    return _pick(_LOGS, software, generic)


def modern_protocols(software: Software) -> Steps:
    generic = prose(
        "Allow TLS 1.2 and TLS 1.3 and nothing older (nginx ",
        Code("ssl_protocols TLSv1.2 TLSv1.3;"),
        ", Apache ",
        Code("SSLProtocol -all +TLSv1.2 +TLSv1.3"),
        ", HAProxy ",
        Code("ssl-min-ver TLSv1.2"),
        "); if the software knows neither, update it or put a current TLS proxy before it",
    )
    return (_pick(_PROTOCOLS, software, generic), *reload(software))


def modern_ciphers(software: Software) -> Steps:
    generic = prose(
        "Allow ECDHE suites with AES-GCM or ChaCha20-Poly1305 (nginx ",
        Code("ssl_ciphers"),
        ", Apache ",
        Code("SSLCipherSuite"),
        ", HAProxy ",
        Code("ssl-default-bind-ciphers"),
        "): ",
        Code(MODERN_SUITES),
    )
    return (_pick(_SUITES, software, generic), *reload(software))


def serve_tls(software: Software) -> Steps:
    """Make this port a TLS listener."""
    generic = prose(
        "Make this port a TLS listener: nginx ",
        Code("listen 443 ssl;"),
        ", Apache ",
        Code("SSLEngine on"),
        ", HAProxy ",
        Code("bind :443 ssl crt FILE"),
        ", a load balancer's listener with protocol HTTPS or TLS",
    )
    return (_pick(_TLS_LISTENER, software, generic), *reload(software))


def firewall_open(port: int) -> Steps:
    """Let the port through, wherever it is dropped."""
    return (
        prose("On the server: see that a process listens on all addresses: ", Code(f"ss -ltnp 'sport = :{port}'")),
        prose(
            "Open the port in the host's firewall: ",
            Code(f"ufw allow {port}/tcp"),
            " or ",
            Code(f"firewall-cmd --permanent --add-port={port}/tcp && firewall-cmd --reload"),
        ),
        prose(
            f"In a cloud: allow inbound TCP {port} in the security group, the network ACL (also the return ports "
            "1024-65535) and the load balancer's listener"
        ),
    )


def key_and_certificate(software: Software) -> Steps:
    """Prove and repair a pair that does not belong together."""
    compare = Block(
        "openssl x509 -in fullchain.pem -noout -pubkey | sha256sum\nopenssl pkey -in privkey.pem -pubout | sha256sum"
    )
    where = {
        Software.NGINX: prose(
            "Make ",
            Code("ssl_certificate"),
            " and ",
            Code("ssl_certificate_key"),
            " name files of the same issuance (certbot keeps them in ",
            Code("/etc/letsencrypt/live/NAME/"),
            ")",
        ),
        Software.APACHE: prose(
            "Make ",
            Code("SSLCertificateFile"),
            " and ",
            Code("SSLCertificateKeyFile"),
            " name files of the same issuance",
        ),
        Software.HAPROXY: prose(
            "Write certificate, intermediates and the key of the same issuance into the one file of ", Code("crt")
        ),
        Software.KUBERNETES_INGRESS: prose(
            "Recreate the TLS secret from one issuance: ",
            Code("kubectl create secret tls NAME --cert=fullchain.pem --key=privkey.pem"),
        ),
    }
    generic = prose("Deploy certificate and key of the same issuance together, on every node")
    return (
        prose("On the server compare the public keys; the two sums must be equal:", compare),
        _pick(where, software, generic),
        *(reload(software) or (prose("Restart the server so that no process keeps the old pair in memory"),)),
    )
