"""The words that a client shows when it refuses, as far as we know them; '' where we do not.

Law: verbatim. The nine clients of `core.words.impact` are quoted there; here are the others, and how old versions of
OpenSSL word their alerts (ssl/ssl_err.c of 1.0 and 1.1). GnuTLS: lib/alert.c, lib/x509/output; Schannel: SEC_E_* texts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from core.clients.profile import Client, Words
from core.clients.served import Chain
from core.model.certificate import Mismatch
from core.model.client import Refusal
from core.model.finding import Impact
from core.model.server_map import ServerMap
from core.model.target import Target
from core.wire.registry import Version, version_name
from core.words import certificate_clients as quoted
from core.words.alert_impact import alert_impact
from core.words.impact import bad_signature, hello_rejected, old_protocol

_ANCHOR: Final = (
    "javax.net.ssl.SSLHandshakeException: java.security.cert.CertPathValidatorException: "
    "Trust anchor for certification path not found."
)
_IE_PAGE, _IE_CERTIFICATE = (
    "This page can’t be displayed",
    "There is a problem with this website’s security certificate.",
)
_NO_COMMON: Final = (
    "System.ComponentModel.Win32Exception (0x80090331): The client and server cannot communicate, "
    "because they do not possess a common algorithm"
)
_DOTNET: Final = (
    "System.Security.Authentication.AuthenticationException: "
    "The remote certificate is invalid according to the validation procedure."
)
_GNUTLS: Final = "The certificate is NOT trusted. The certificate "
_UNSAFE: Final = "unsafe legacy renegotiation disabled"
_DH_SMALL: Final = {
    Words.CHROME: "ERR_SSL_WEAK_SERVER_EPHEMERAL_DH_KEY",
    Words.FIREFOX: "SSL_ERROR_WEAK_SERVER_EPHEMERAL_DH_KEY",
    Words.OPENSSL: "error:0A00018A:SSL routines:tls_process_ske_dhe:dh key too small",
    Words.CURL: "curl: (35) error:0A00018A:SSL routines::dh key too small",
    Words.PYTHON: "ssl.SSLError: [SSL: DH_KEY_TOO_SMALL] dh key too small",
    Words.NODE: "ERR_SSL_DH_KEY_TOO_SMALL",
    Words.JAVA: "javax.net.ssl.SSLHandshakeException: DH ServerKeyExchange does not comply to algorithm constraints",
    Words.GNUTLS: "The Diffie-Hellman prime sent by the server is not acceptable (not long enough).",
}
_DH_LARGE: Final = {
    Words.JAVA: "java.security.InvalidAlgorithmParameterException: Prime size must be multiple of 64, "
    "and can only range from 512 to 1024 (inclusive)",
}
_LEGACY: Final = {
    Words.OPENSSL: f"error:0A000152:SSL routines:final_renegotiate:{_UNSAFE}",
    Words.CURL: f"curl: (35) error:0A000152:SSL routines::{_UNSAFE}",
    Words.PYTHON: f"ssl.SSLError: [SSL: UNSAFE_LEGACY_RENEGOTIATION_DISABLED] {_UNSAFE}",
    Words.NODE: "ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
}

_OWN: Final = {
    (Words.JAVA, Refusal.SNI_WARNING): "javax.net.ssl.SSLHandshakeException: "
    "received handshake warning: unrecognized_name",
    (Words.JAVA, Refusal.KEY_USAGE): "sun.security.validator.ValidatorException: "
    "KeyUsage does not allow digital signatures",
    (Words.CHROME, Refusal.KEY_USAGE): "ERR_SSL_KEY_USAGE_INCOMPATIBLE",
    (Words.FIREFOX, Refusal.KEY_USAGE): "SEC_ERROR_INADEQUATE_KEY_USAGE",
    (Words.GNUTLS, Refusal.KEY_USAGE): "Key usage violation in certificate has been detected.",
    (Words.FIREFOX, Refusal.NO_STAPLE): "MOZILLA_PKIX_ERROR_REQUIRED_TLS_FEATURE_MISSING",
    (Words.GNUTLS, Refusal.NO_STAPLE): f"{_GNUTLS}requires the server to include an OCSP status in its response, "
    "but the OCSP status is missing.",
    (Words.PYTHON, Refusal.NOT_STRICT): "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: …",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the words depend on besides the client."""

    target: Target
    server: ServerMap


def shows(client: Client, code: Refusal, facts: Facts, chain: Chain | None) -> str:
    """What a person in front of this client reads."""
    words = client.words
    match code:
        case Refusal.NO_VERSION | Refusal.NO_CIPHER | Refusal.NO_GROUP | Refusal.NO_SIGNATURE:
            return _refused_hello(client, code, facts)
        case Refusal.DH_TOO_SMALL:
            return _DH_SMALL.get(words, "")
        case Refusal.DH_TOO_LARGE:
            return _DH_LARGE.get(words, "")
        case Refusal.UNSAFE_RENEGOTIATION:
            return _LEGACY.get(words, "")
        case Refusal.SNI_WARNING | Refusal.KEY_USAGE | Refusal.NOT_STRICT | Refusal.NO_STAPLE:
            return _OWN.get((words, code), "")
        case _:
            return _refused_certificate(words, code, facts, chain)


def _refused_hello(client: Client, code: Refusal, facts: Facts) -> str:
    """Mostly an alert: protocol_version (70) or handshake_failure (40) is what servers send."""
    target, words = facts.target, client.words
    newest = max((v.version for v in facts.server.supported), default=0)
    if words in {Words.OPENSSL_1_0, Words.OPENSSL_1_1}:
        return _OLD_OPENSSL[words, 70 if code is Refusal.NO_VERSION else 40]
    if code is Refusal.NO_VERSION and newest < min(client.hello.versions):
        shown = old_protocol(target, version_name(newest)) if newest >= Version.SSL3 else ()
    elif code is Refusal.NO_VERSION:
        shown = alert_impact(target, 70, at_hello=True)
    else:
        shown = hello_rejected(target)
    return _of(words, shown) or _HELLO.get(words, "")


_HELLO: Final = {
    Words.IE: _IE_PAGE,
    Words.SCHANNEL: _NO_COMMON,
    Words.ANDROID: "javax.net.ssl.SSLHandshakeException: Handshake failed",
    Words.GNUTLS: "*** Fatal error: A TLS fatal alert has been received.",
}
_OLD_OPENSSL: Final = {  # ERR_PACK(20, function, 1000 + alert number), spelled as these versions spell it
    (Words.OPENSSL_1_0, 40): "error:14077410:SSL routines:SSL23_GET_SERVER_HELLO:sslv3 alert handshake failure",
    (Words.OPENSSL_1_0, 70): "error:1407742E:SSL routines:SSL23_GET_SERVER_HELLO:tlsv1 alert protocol version",
    (Words.OPENSSL_1_1, 40): "error:14094410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure",
    (Words.OPENSSL_1_1, 70): "error:1409442E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version",
}


def _refused_certificate(words: Words, code: Refusal, facts: Facts, chain: Chain | None) -> str:
    match words:
        case Words.IE:
            return _IE_CERTIFICATE
        case Words.SCHANNEL:
            return _DOTNET
        case Words.ANDROID:
            return _android(code, facts.target)
        case Words.GNUTLS:
            return _gnutls(code)
        case _:
            table = _QUOTED.get(code)
            return _of(words, table(facts.target, chain)) if table else ""


def _android(code: Refusal, target: Target) -> str:
    match code:
        case Refusal.NAME | Refusal.NO_SNI:
            return f"javax.net.ssl.SSLPeerUnverifiedException: Hostname {target.host} not verified"
        case Refusal.UNTRUSTED | Refusal.INCOMPLETE:
            return _ANCHOR
        case _:
            return "javax.net.ssl.SSLHandshakeException: Chain validation failed"


def _gnutls(code: Refusal) -> str:
    match code:
        case Refusal.NAME | Refusal.NO_SNI:
            return f"{_GNUTLS}name of the certificate does not match the expected."
        case Refusal.EXPIRED:
            return f"{_GNUTLS}chain uses expired certificate."
        case Refusal.NOT_YET_VALID:
            return f"{_GNUTLS}chain uses not yet valid certificate."
        case Refusal.UNTRUSTED | Refusal.INCOMPLETE:
            return f"{_GNUTLS}issuer is unknown."
        case Refusal.WEAK_SIGNATURE | Refusal.WEAK_KEY:
            return f"{_GNUTLS}chain uses insecure algorithm."
        case _:
            return ""


def _name(target: Target, chain: Chain | None) -> tuple[Impact, ...]:
    if chain is None or not isinstance(chain.name, Mismatch):
        return ()
    return quoted.wrong_name(chain.name, target.server_name or target.host, is_ip=target.server_name is None)


def _untrusted(_: Target, chain: Chain | None) -> tuple[Impact, ...]:
    if chain and chain.paths.is_self_signed_leaf:
        return quoted.SELF_SIGNED
    return quoted.UNTRUSTED_ROOT_SENT if chain and chain.paths.roots_sent else quoted.UNTRUSTED_ROOT_NOT_SENT


def _weak_key(_: Target, chain: Chain | None) -> tuple[Impact, ...]:
    return quoted.weak_key(chain.leaf.key.kind.value, 512) if chain else ()


def _always(shown: tuple[Impact, ...]) -> "_Table":
    return lambda _target, _chain: shown


_Table = Callable[[Target, Chain | None], tuple[Impact, ...]]
_QUOTED: Final[dict[Refusal, _Table]] = {
    Refusal.NAME: _name,
    Refusal.NO_SNI: _name,
    Refusal.EXPIRED: _always(quoted.EXPIRED),
    Refusal.NOT_YET_VALID: _always(quoted.NOT_YET_VALID),
    Refusal.UNTRUSTED: _untrusted,
    Refusal.INCOMPLETE: _always(quoted.INCOMPLETE),
    Refusal.WEAK_SIGNATURE: _always(quoted.SHA1),
    Refusal.WEAK_KEY: _weak_key,
    Refusal.UNSUITABLE: _always(quoted.EKU),
    Refusal.CRITICAL: _always(quoted.CRITICAL),
    Refusal.TOO_LONG: _always(quoted.TOO_LONG),
    Refusal.NO_CT: _always(quoted.NO_CT),
    Refusal.BAD_SIGNATURE: lambda target, _chain: bad_signature(target),
}


def _of(words: Words, shown: tuple[Impact, ...]) -> str:
    name = Words.OPENSSL if words in {Words.OPENSSL_1_0, Words.OPENSSL_1_1} else words
    return next((impact.shows for impact in shown if impact.client == name.value), "")
