"""How a certificate gets renewed, reissued and installed, for each server software whose ways differ.

Steps are ordered and complete in themselves. Configuration words: the products' own manuals (nginx ngx_http_ssl_module,
Apache mod_ssl, HAProxy "crt", Caddyfile "tls", AWS CLI "acm", Kubernetes "TLS secrets", certbot user guide).
"""

from core.model.evidence import Software
from core.model.prose import Block, Code, Prose, prose

FULLCHAIN = "fullchain.pem (your certificate first, then each intermediate, no root)"

_NGINX = Block(
    "ssl_certificate /etc/nginx/tls/fullchain.pem;\nssl_certificate_key /etc/nginx/tls/privkey.pem;", "nginx"
)
_APACHE = Block(
    "SSLCertificateFile    /etc/apache2/tls/fullchain.pem\nSSLCertificateKeyFile /etc/apache2/tls/privkey.pem", "apache"
)
_HAPROXY = Block(
    "cat fullchain.pem privkey.pem > /etc/haproxy/certs/site.pem\n"
    "# haproxy.cfg: bind :443 ssl crt /etc/haproxy/certs/site.pem"
)
_TRAEFIK = Block(
    "tls:\n  certificates:\n    - certFile: /certs/fullchain.pem\n      keyFile: /certs/privkey.pem", "yaml"
)
_KUBERNETES = Block(
    "kubectl create secret tls site-tls --cert=fullchain.pem --key=privkey.pem"
    " --dry-run=client -o yaml | kubectl apply -f -"
)
_ACM = (
    "aws acm import-certificate --certificate fileb://cert.pem --certificate-chain fileb://chain.pem "
    "--private-key fileb://privkey.pem"
)

_INSTALL: dict[Software, tuple[Prose, ...]] = {
    Software.NGINX: (
        prose("In the ", Code("server"), " block for this name, point nginx at ", FULLCHAIN, ":", _NGINX),
        prose("Check and reload: ", Code("nginx -t && systemctl reload nginx")),
    ),
    Software.APACHE: (
        prose("In the ", Code("<VirtualHost>"), " for this name (Apache 2.4.8 or newer) use ", FULLCHAIN, ":", _APACHE),
        prose(
            "Check and reload: ", Code("apachectl configtest && systemctl reload apache2"), " (or ", Code("httpd"), ")"
        ),
    ),
    Software.HAPROXY: (
        prose("HAProxy reads certificate, intermediates and key from one file:", _HAPROXY),
        prose("Check and reload: ", Code("haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy")),
    ),
    Software.CADDY: (
        prose(
            "In the Caddyfile use ",
            FULLCHAIN,
            ": ",
            Code("tls /etc/caddy/fullchain.pem /etc/caddy/privkey.pem"),
            ", or drop the ",
            Code("tls"),
            " line and let Caddy obtain the certificate itself",
        ),
        prose("Reload: ", Code("caddy reload --config /etc/caddy/Caddyfile")),
    ),
    Software.IIS: (
        prose(
            "Import a PFX with the whole chain into Local Computer › Personal; intermediates belong into "
            "Intermediate Certification Authorities: ",
            Code("Import-PfxCertificate -FilePath site.pfx -CertStoreLocation Cert:\\LocalMachine\\My"),
        ),
        prose("In IIS Manager › Bindings › https, choose the new certificate for this host name"),
    ),
    Software.AWS_ALB: (
        prose("Request or import the certificate in ACM in the load balancer's region: ", Code(_ACM)),
        prose(
            "Attach it to the HTTPS listener: ",
            Code("aws elbv2 modify-listener --listener-arn ARN --certificates CertificateArn=ARN"),
            " (further names: add-listener-certificates, chosen by SNI)",
        ),
    ),
    Software.CLOUDFRONT: (
        prose("Request or import the certificate in ACM in us-east-1: ", Code(f"{_ACM} --region us-east-1")),
        prose("In the distribution choose it as custom SSL certificate and list this name as alternate domain name"),
    ),
    Software.KUBERNETES_INGRESS: (
        prose("Replace the secret that the ingress names, with ", FULLCHAIN, " as ", Code("tls.crt"), ":", _KUBERNETES),
        prose(
            "See that ",
            Code("spec.tls"),
            " of the Ingress lists this host with that secret, in the same namespace: ",
            Code("kubectl describe ingress NAME"),
        ),
    ),
    Software.TRAEFIK: (
        prose("In Traefik's dynamic configuration use ", FULLCHAIN, ":", _TRAEFIK),
        prose("Or give the router a resolver: ", Code("tls.certResolver"), "; Traefik reloads the file by itself"),
    ),
    Software.CLOUDFLARE: (
        prose(
            "In the Cloudflare dashboard, SSL/TLS › Edge Certificates: see that an active certificate covers the name; "
            "an uploaded one needs bundle method Compatible"
        ),
    ),
}

_ANYWHERE = (
    prose("Configure the server with ", FULLCHAIN, " and its private key, then reload it"),
    prose(
        "nginx: ",
        Code("ssl_certificate"),
        " takes fullchain.pem · Apache 2.4.8+: ",
        Code("SSLCertificateFile"),
        " takes fullchain.pem · HAProxy: one file with fullchain.pem and the key behind ",
        Code("crt"),
    ),
    prose(
        "IIS: import a PFX with its chain · AWS ALB and CloudFront: import into ACM with ",
        Code("--certificate-chain"),
        " · Kubernetes ingress: ",
        Code("tls.crt"),
        " of the TLS secret is fullchain.pem",
    ),
)

_RENEW: dict[Software, Prose] = {
    Software.CADDY: prose(
        "Caddy renews by itself: find out why it did not (",
        Code("journalctl -u caddy | grep -i -e acme -e renew"),
        "; ports 80 and 443 must reach it), then reload",
    ),
    Software.AWS_ALB: prose(
        "In ACM look at the certificate's renewal status; an ACM certificate renews only while its DNS validation "
        "CNAME exists, an imported one has to be imported anew: ",
        Code("aws acm describe-certificate --certificate-arn ARN"),
    ),
    Software.KUBERNETES_INGRESS: prose(
        "With cert-manager: ",
        Code("kubectl describe certificate,certificaterequest,order,challenge"),
        " tells what stopped the renewal; ",
        Code("cmctl renew NAME"),
        " starts one. Without: renew at the CA",
    ),
    Software.TRAEFIK: prose(
        "With a certificate resolver Traefik renews by itself: look for ACME errors in its log; "
        "otherwise renew at the CA and replace the file"
    ),
    Software.CLOUDFLARE: prose(
        "In SSL/TLS › Edge Certificates see why the certificate was not renewed (CAA records, validation); "
        "an uploaded one has to be uploaded anew"
    ),
    Software.IIS: prose(
        "Renew at the CA, or with win-acme: ",
        Code("wacs.exe --renew --force"),
        "; the binding has to name the new certificate",
    ),
}
_RENEW[Software.CLOUDFRONT] = _RENEW[Software.AWS_ALB]
_RENEW_ANYWHERE = prose(
    "Renew the certificate. Let's Encrypt with certbot: ",
    Code("certbot renew"),
    " (",
    Code("certbot certificates"),
    " shows what is on disk: if that one is current, the server was only not reloaded). Other CAs: order a renewal",
)


def install(software: Software) -> tuple[Prose, ...]:
    """Put a certificate with its chain in place and make the server use it."""
    return _INSTALL.get(software, _ANYWHERE)


def renew(software: Software) -> tuple[Prose, ...]:
    """Obtain a new certificate for the same names, install it, and see that it happens by itself next time."""
    return (
        _RENEW.get(software, _RENEW_ANYWHERE),
        *install(software),
        prose(
            "Make renewal reload the server: ",
            Code("certbot renew --deploy-hook 'systemctl reload nginx'"),
            " or the like",
        ),
    )


def reissue(what: str, software: Software) -> tuple[Prose, ...]:
    """Obtain another certificate, described by ``what`` ("a certificate that …"), and install it."""
    return (
        prose("Obtain ", what, "; free of charge from Let's Encrypt: ", Code("certbot certonly -d NAME")),
        *install(software),
    )
