"""Fix steps for versions, suites, groups and features, in the form of the server software's own configuration.

The values are those of TLSRef Server Side TLS 6.0, level intermediate (data.tlsref.org/guidelines/6.0.json). Words of
configuration: the manuals of nginx (ngx_http_ssl_module, ngx_http_v2_module), Apache httpd 2.4 (mod_ssl, mod_http2),
HAProxy ("bind", "global"), Caddyfile, Traefik (TLS options), Schannel, AWS ELB, ingress-nginx; Postfix postconf(5),
Dovecot 2.3 (SSL settings), stunnel(8).
"""

from core.model.evidence import Evidence, Software
from core.model.prose import Block, Code, Prose, prose
from core.model.target import Starttls
from core.words import remedy
from core.words.remedy import Steps

_MAIL = frozenset(
    {Starttls.SMTP, Starttls.SUBMISSION, Starttls.LMTP, Starttls.IMAP, Starttls.POP3, Starttls.SIEVE, Starttls.NNTP}
)
_MAIL_PORTS = frozenset({465, 993, 995})
GROUPS = "X25519MLKEM768:X25519:prime256v1:secp384r1"
_OLD_GROUPS = "X25519:prime256v1:secp384r1"  # for a TLS library before OpenSSL 3.5
_ALB_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"

_GROUPS = {
    Software.NGINX: prose("Set:", Block(f"ssl_ecdh_curve {GROUPS};", "nginx")),
    Software.APACHE: prose("Set:", Block(f"SSLOpenSSLConfCmd Groups {GROUPS}", "apache")),
    Software.HAPROXY: prose(
        "In the ", Code("global"), " section:", Block(f"ssl-default-bind-curves {GROUPS}", "haproxy")
    ),
    Software.CADDY: prose("Remove ", Code("curves"), " from the ", Code("tls"), " block: Caddy's default is right"),
    Software.TRAEFIK: prose(
        "Remove ", Code("curvePreferences"), " from the TLS options: the default of a current Traefik is right"
    ),
    Software.KUBERNETES_INGRESS: prose("In the controller's ConfigMap: ", Code(f'ssl-ecdh-curve: "{GROUPS}"')),
    Software.IIS: prose(
        "Restore Windows' curves: ", Code("Enable-TlsEccCurve -Name curve25519"), ", ",
        Code("Enable-TlsEccCurve -Name NistP256"),
    ),
    Software.AWS_ALB: prose("Choose a security policy with these groups: ", Code(_ALB_POLICY)),
}  # fmt: skip
_DH = {
    Software.NGINX: prose(
        "Remove ", Code("ssl_dhparam"), " and the ", Code("DHE-"), " suites from ", Code("ssl_ciphers"),
        ": no current client needs them. To keep them, give a standard group of 2048 bits:",
        Block("openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out /etc/nginx/dhparam.pem\n"
              "# nginx: ssl_dhparam /etc/nginx/dhparam.pem;"),
    ),
    Software.APACHE: prose(
        "Remove the ", Code("DHE-"), " suites from ", Code("SSLCipherSuite"),
        "; or update httpd (2.4.7 and later choose a group as strong as the certificate's key) and remove own "
        "parameters from the certificate file",
    ),
    Software.HAPROXY: prose("In the ", Code("global"), " section:", Block("tune.ssl.default-dh-param 2048", "haproxy")),
    Software.IIS: prose(
        "Set the least size of the group that the server uses, then restart:",
        Block("New-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\"
              "KeyExchangeAlgorithms\\Diffie-Hellman' ServerMinKeyBitLength -Value 2048 -Type DWord", "powershell"),
    ),
}  # fmt: skip
_SCHANNEL_OLD = prose(
    "Switch the old versions off for Schannel, then restart:",
    Block(
        "cd HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\n"
        "'SSL 2.0','SSL 3.0','TLS 1.0','TLS 1.1' | ForEach-Object {\n"
        '  New-Item "$_\\Server" -Force | Set-ItemProperty -Name Enabled -Value 0 -Type DWord }',
        "powershell",
    ),
)
_ORDER = {
    Software.NGINX: prose("Set:", Block("ssl_prefer_server_ciphers on;", "nginx")),
    Software.APACHE: prose("Set:", Block("SSLHonorCipherOrder on", "apache")),
    Software.HAPROXY: prose("Remove ", Code("prefer-client-ciphers"), " from the bind lines"),
    Software.KUBERNETES_INGRESS: prose("In the controller's ConfigMap: ", Code('ssl-prefer-server-ciphers: "true"')),
}
_RESUMPTION = {
    Software.NGINX: prose("Set:", Block("ssl_session_cache shared:SSL:10m;\nssl_session_timeout 1d;", "nginx")),
    Software.APACHE: prose("Set:", Block('SSLSessionCache "shmcb:/run/apache2/ssl_scache(512000)"', "apache")),
    Software.HAPROXY: prose(
        "Remove ", Code("no-tls-tickets"), " from the bind lines, or give ", Code("tune.ssl.cachesize"), " a value"
    ),
    Software.KUBERNETES_INGRESS: prose("In the controller's ConfigMap: ", Code('ssl-session-tickets: "true"')),
}
_HTTP2 = {
    Software.NGINX: prose(
        "In the ", Code("server"), " block (before 1.25.1: ", Code("listen 443 ssl http2;"), "):",
        Block("http2 on;", "nginx"),
    ),
    Software.APACHE: prose("Load mod_http2 (", Code("a2enmod http2"), ") and set:",
                           Block("Protocols h2 http/1.1", "apache")),
    Software.HAPROXY: prose("On the bind line: ", Code("alpn h2,http/1.1")),
    Software.CADDY: prose("Remove ", Code("protocols"), " from the ", Code("servers"), " options: h2 is the default"),
    Software.IIS: prose("Remove the registry value ", Code("EnableHttp2Tls=0"), " (Windows Server 2016 and later)"),
    Software.AWS_ALB: prose("Switch the attribute ", Code("routing.http2.enabled"), " of the load balancer on"),
    Software.CLOUDFRONT: prose("Set the distribution's supported HTTP versions to ", Code("http2and3")),
    Software.CLOUDFLARE: prose("Under Speed › Settings › Protocol Optimization switch HTTP/2 on"),
}  # fmt: skip


def is_mail(evidence: Evidence) -> bool:
    return evidence.target.starttls in _MAIL or evidence.target.port in _MAIL_PORTS


def protocols(evidence: Evidence) -> Steps:
    """TLS 1.2 and 1.3 on, everything older off."""
    if not is_mail(evidence):
        return remedy.modern_protocols(evidence.software)
    return _mail(
        "smtpd_tls_protocols = >=TLSv1.2\nsmtpd_tls_mandatory_protocols = >=TLSv1.2",
        "ssl_min_protocol = TLSv1.2",
        "sslVersionMin = TLSv1.2",
    )


def no_old_protocols(evidence: Evidence) -> Steps:
    """As `protocols`, where what matters is that the old ones go."""
    if evidence.software is Software.IIS and not is_mail(evidence):
        return (_SCHANNEL_OLD,)
    return protocols(evidence)


def ciphers(evidence: Evidence) -> Steps:
    """The suites of the intermediate level."""
    if not is_mail(evidence):
        return remedy.modern_ciphers(evidence.software)
    return _mail(
        "smtpd_tls_ciphers = medium\nsmtpd_tls_mandatory_ciphers = high\n"
        "smtpd_tls_exclude_ciphers = aNULL, eNULL, EXPORT, DES, 3DES, RC4, MD5",
        f"ssl_cipher_list = {remedy.MODERN_SUITES}",
        f"ciphers = {remedy.MODERN_SUITES}",
    )


def groups(evidence: Evidence) -> Steps:
    """The groups of the intermediate level, hybrid first."""
    older = prose(
        "X25519MLKEM768 needs OpenSSL 3.5, AWS-LC, BoringSSL or Go 1.24; with an older library: ", Code(_OLD_GROUPS)
    )
    if is_mail(evidence):
        return (
            *_mail(f"tls_eecdh_auto_curves = {GROUPS.replace(':', ' ')}", f"ssl_curve_list = {GROUPS}",
                   f"curves = {GROUPS}"),
            older,
        )  # fmt: skip
    return (_pick(_GROUPS, evidence, "Allow the groups ", GROUPS), older, *remedy.reload(evidence.software))


def dh(evidence: Evidence) -> Steps:
    """No DHE, or a standard group of at least 2048 bits."""
    if is_mail(evidence):
        return _mail(
            "smtpd_tls_dh1024_param_file = auto", "ssl_dh = </etc/dovecot/ffdhe2048.pem", "# dhparam: append to cert"
        )
    step = _pick(_DH, evidence, "Remove the DHE suites, or give the server a standard group of 2048 bits: ",
                 "openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out dhparam.pem")  # fmt: skip
    return (step, *remedy.reload(evidence.software))


def order(evidence: Evidence) -> Steps:
    if is_mail(evidence):
        return _mail("tls_preempt_cipherlist = yes", "ssl_prefer_server_ciphers = yes",
                     "options = CIPHER_SERVER_PREFERENCE")  # fmt: skip
    step = _pick(_ORDER, evidence, "Let the server choose, best suite first: with OpenSSL the option ",
                 "SSL_OP_CIPHER_SERVER_PREFERENCE")  # fmt: skip
    return (step, *remedy.reload(evidence.software))


def resumption(evidence: Evidence) -> Steps:
    if is_mail(evidence):
        return _mail(
            "tls_session_ticket_cipher = aes-256-cbc", "# ssl_options without no_ticket", "sessionResume = yes"
        )
    step = _pick(_RESUMPTION, evidence, "Switch session tickets or a session cache on; in nginx: ",
                 "ssl_session_cache shared:SSL:10m;")  # fmt: skip
    return (step, *remedy.reload(evidence.software))


def http2(evidence: Evidence) -> Steps:
    step = _pick(_HTTP2, evidence, "Offer h2 by ALPN, where the application bears it; in nginx: ", "http2 on;")
    return (step, *remedy.reload(evidence.software))


def compression(evidence: Evidence) -> Steps:
    if is_mail(evidence):
        return _mail("tls_ssl_options = NO_COMPRESSION", "ssl_options = no_compression", "options = NO_COMPRESSION")
    steps = {Software.APACHE: prose("Set:", Block("SSLCompression off", "apache"))}
    generic = "Switch TLS compression off, or update the TLS library: since OpenSSL 1.1.0 it is off by default; option "
    return (_pick(steps, evidence, generic, "SSL_OP_NO_COMPRESSION"), *remedy.reload(evidence.software))


RENEGOTIATION: Steps = (
    prose(
        "Update the server's TLS library or firmware: RFC 5746 is in OpenSSL since 0.9.8m, in Java since 6u22, in "
        "Windows since MS10-049, in load balancers since about 2011"
    ),
    prose("If it cannot be updated, put a current TLS proxy before it"),
    prose(
        "Until then a client can be told to accept it: ",
        Code("Options = UnsafeLegacyServerConnect"),
        " in its own openssl.cnf. This is a risk for that client",
    ),
)


def _pick(steps: dict[Software, Prose], evidence: Evidence, generic: str, literal: str) -> Prose:
    return steps.get(evidence.software) or prose(generic, Code(literal))


def _mail(postfix: str, dovecot: str, stunnel: str) -> Steps:
    text = f"# Postfix, main.cf\n{postfix}\n# Dovecot 2.3\n{dovecot}\n# stunnel\n{stunnel}"
    return (
        prose("In the configuration of the mail server or of the TLS proxy before it:", Block(text, "conf")),
        prose("Reload it: ", Code("postfix reload"), ", ", Code("doveadm reload")),
    )
