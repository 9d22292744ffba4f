"""How to mend missing trust: in the server when its chain is short, else in the very client that complained.

Sources: manuals of curl (--cacert), git (http.sslCAInfo), Node (NODE_EXTRA_CA_CERTS), requests (REQUESTS_CA_BUNDLE),
pip (--cert), keytool, Go (SSL_CERT_FILE), Docker (certs.d), Kubernetes (caBundle), Windows certutil, Debian, Apple.
"""

from core.model.evidence import Software
from core.model.prose import Block, Code, Prose, prose
from core.words import certificate_remedy

CODES = frozenset({"chain-incomplete", "chain-wrong-intermediate", "chain-order", "chain-untrusted", "untrusted-root",
                   "self-signed", "ca-bundle-missing", "tls-intercepted", "root-distrust"})  # fmt: skip
_SYSTEM = prose(
    "Put the root into the system's store: Debian ",
    Code("cp ca.crt /usr/local/share/ca-certificates/ && update-ca-certificates"),
    ", Red Hat ",
    Code("cp ca.crt /etc/pki/ca-trust/source/anchors/ && update-ca-trust"),
    ", Windows ",
    Code("certutil -addstore Root ca.crt"),
    ", macOS Keychain Access",
)
_JAVA = Block("keytool -importcert -cacerts -alias my-ca -file ca.pem -storepass changeit")
_BY_TOOL: dict[str, Prose] = {
    "curl": prose("Give curl the root: ", Code("curl --cacert ca.pem https://HOST/"), " or ", Code(
        "CURL_CA_BUNDLE=ca.pem")),
    "libcurl": prose("Give libcurl the bundle: ", Code("CURLOPT_CAINFO"), "; in PHP ", Code("curl.cainfo"),
        " in php.ini"),
    "git": prose("Give git the root: ", Code("git config --global http.sslCAInfo /path/ca.pem"), " (Windows: ", Code(
        "http.sslBackend schannel"), ")"),
    "wget": prose("Give wget the root: ", Code("wget --ca-certificate=ca.pem https://HOST/")),
    "Java": prose("Import the root into the JVM's trust store, then restart it:", _JAVA),
    "Android": prose("Name the root in the app's ", Code("res/xml/network_security_config.xml"),
        ": apps do not trust roots that the user installed"),
    "Node": prose("Give Node the root: ", Code("NODE_EXTRA_CA_CERTS=/path/ca.pem node app.js"),
        " (Node 22.15 or newer: ", Code("--use-system-ca"), ")"),
    "npm": prose("Give npm the root: ", Code("npm config set cafile /path/ca.pem"), " or ", Code(
        "NODE_EXTRA_CA_CERTS=/path/ca.pem")),
    "Python": prose("Give Python the root: ", Code("SSL_CERT_FILE=/path/ca.pem"), "; on macOS run ", Code(
        "Install Certificates.command")),
    "requests": prose("Give requests the root: ", Code("REQUESTS_CA_BUNDLE=/path/ca.pem"),
        " (its own bundle is certifi: ", Code("pip install -U certifi"), ")"),
    "pip": prose("Give pip the root: ", Code("pip config set global.cert /path/ca.pem")),
    "boto3": prose("Give botocore the root: ", Code("AWS_CA_BUNDLE=/path/ca.pem")),
    "Go": prose("Give the Go program the root: ", Code("SSL_CERT_FILE=/path/ca.pem"),
        ", or put it into the system's store"),
    "Docker": prose("Put the root where the daemon looks: ", Code("/etc/docker/certs.d/HOST:PORT/ca.crt"),
        ", then restart it"),
    "kubectl": prose("Put the cluster's CA into the kubeconfig: ", Code("kubectl config set-cluster NAME "
        "--certificate-authority=ca.crt --embed-certs")),
    "Kubernetes": prose("Put the current CA into the webhook's ", Code("clientConfig.caBundle"),
        " (cert-manager: annotation ", Code("cert-manager.io/inject-ca-from"), ")"),
    "PHP": prose("Point PHP at a bundle in php.ini: ", Code("openssl.cafile=/etc/ssl/certs/ca-certificates.crt")),
    "Ruby": prose("Give Ruby the root: ", Code("SSL_CERT_FILE=/path/ca.pem")),
    "Perl": prose("Give Perl the root: ", Code("PERL_LWP_SSL_CA_FILE=/path/ca.pem"), " or install Mozilla::CA"),
    ".NET": prose("Put the root into the machine's store: Windows ", Code("certlm.msc"),
        " › Trusted Root Certification Authorities; Linux the system's store"),
    "Rust (rustls)": prose("Give the program the root: ", Code("SSL_CERT_FILE=/path/ca.pem"),
        " where it reads the native store; else its own option"),
    "Firefox": prose("Import the root in Firefox: Settings › Privacy & Security › Certificates, or set ", Code(
        "security.enterprise_roots.enabled")),
    "PostgreSQL client": prose("Give libpq the root: ", Code("sslrootcert=/path/ca.pem"), " (or ", Code(
        "~/.postgresql/root.crt"), ")"),
    "MySQL client": prose("Give the client the root: ", Code("--ssl-ca=/path/ca.pem")),
    "librdkafka": prose("Give the client the root: ", Code("ssl.ca.location=/path/ca.pem")),
    "nginx as proxy": prose("Give nginx the root of the upstream: ", Code("proxy_ssl_trusted_certificate "
        "/path/ca.pem;")),
    "Apache httpd as proxy": prose("Give Apache the root of the backend: ", Code(
        "SSLProxyCACertificateFile /path/ca.pem")),
    "HAProxy": prose("Give HAProxy the root on the server line: ", Code("ssl verify required ca-file /path/ca.pem")),
    "Postfix": prose("Give Postfix the roots: ", Code("smtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt")),
    "OpenVPN": prose("Put the server's CA into the client's ", Code("ca"), " file or inline block"),
    "gRPC": prose("Give gRPC the root: ", Code("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH=/path/ca.pem")),
    "Deno": prose("Let Deno use the system's store: ", Code("DENO_TLS_CA_STORE=system")),
    "cargo": prose("Give cargo the root: ", Code("CARGO_HTTP_CAINFO=/path/ca.pem")),
    "uv": prose("Let uv use the system's store: ", Code("uv --native-tls"), " or ", Code("SSL_CERT_FILE=/path/ca.pem")),
    "openssl s_client": prose("Give s_client the root: ", Code("openssl s_client -CAfile ca.pem …")),
}  # fmt: skip
_LIKE = {
    "Gradle": "Java", "Maven": "Java", "OkHttp": "Java", "Tomcat": "Java", "Jetty": "Java", "Kafka": "Java",
        "Kafka client": "Java",
    "SQL Server JDBC": "Java", "Composer": "PHP", "yarn": "npm", "axios": "Node", "Bun": "Node", "aiohttp": "Python",
    "httpx": "Python", "PowerShell": ".NET", "NuGet": ".NET", "Schannel": ".NET", "curl with Schannel": ".NET",
    "Terraform": "Go", "Helm": "Go", "Vault": "Go", "Prometheus": "Go", "MariaDB client": "MySQL client",
    "openssl verify": "openssl s_client", "conda": "requests", "Ansible": "Python",
}  # fmt: skip
_INSTALL_BUNDLE = prose(
    "Install or update the bundle of public roots: Debian ",
    Code("apt-get install --reinstall ca-certificates"),
    ", Alpine ",
    Code("apk add ca-certificates"),
    ", Python ",
    Code("pip install -U certifi"),
    "; and see that the path the client names exists and is readable",
)
_NEVER = prose("Do not switch verification off: then anybody can pose as the server")


def steps(code: str, tool: str | None, software: Software) -> tuple[Prose, ...]:
    """For ``code`` of `CODES`."""
    name = _LIKE.get(tool or "", tool or "")
    client = (_BY_TOOL[name],) if name in _BY_TOOL else ()
    match code:
        case "chain-incomplete" | "chain-wrong-intermediate" | "chain-order" | "chain-untrusted":
            return certificate_remedy.install(software)
        case "ca-bundle-missing":
            return (_INSTALL_BUNDLE, *client)
        case "tls-intercepted":
            ask = prose("Ask whoever runs the inspection for its root certificate, or for an exception for this host")
            return (ask, *(client or (_SYSTEM,)), _NEVER)
        case "self-signed":
            trusted = certificate_remedy.reissue("a certificate from a CA that the clients trust", software)
            return (*trusted, *client)
        case _:
            private = prose("If the CA is your own: hand its root certificate to the client")
            return (private, *(client or (_SYSTEM,)), _NEVER)
