"""Who is hit by a certificate problem, and the words each client shows for it.

Verbatim from the clients' own sources and outputs; a client that accepts the certificate is not in the list. Names of
Chrome errors: net/base/net_error_list.h; Firefox: Mozilla "PKIXErrors" and NSS SSLerrs; Safari: SecBase.h result codes;
OpenSSL numbers: X509_verify_cert_error_string(3), of which curl, Python and Node repeat the text.
"""

from typing import TypedDict

from core.model.certificate import Mismatch, Why
from core.model.finding import Impact
from core.words.impact import impacts

SAFARI = "This Connection Is Not Private"
JAVA_BUILD = (
    "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: "
    "unable to find valid certification path to requested target"
)
JAVA_PATH = "PKIX path validation failed: java.security.cert.CertPathValidatorException: "
GO = "tls: failed to verify certificate: x509: "
_PYTHON = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "


class _OpenSsl(TypedDict):
    curl: str
    openssl: str
    python: str
    node: str


def openssl(number: int, text: str, *, node: str | None = None) -> _OpenSsl:
    """The clients that verify with OpenSSL. ``node``: the name of Node's error code, where it has one."""
    return {
        "curl": f"curl: (60) SSL certificate problem: {text}",
        "openssl": f"verify error:num={number}:{text}",
        "python": _PYTHON + text,
        "node": f"{node}: {text}" if node else f"Error: {text}",
    }


def _safari(name: str, number: int) -> str:
    return f"{SAFARI} ({name}, {number})"


EXPIRED = impacts(
    chrome="NET::ERR_CERT_DATE_INVALID",
    firefox="SEC_ERROR_EXPIRED_CERTIFICATE",
    safari=_safari("errSSLCertExpired", -9814),
    java=f"{JAVA_PATH}validity check failed",
    go=f"{GO}certificate has expired or is not yet valid: current time … is after …",
    **openssl(10, "certificate has expired", node="CERT_HAS_EXPIRED"),
)
ISSUER_EXPIRED = impacts(
    chrome="NET::ERR_CERT_DATE_INVALID",
    firefox="SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE",
    safari=_safari("errSSLCertExpired", -9814),
    java=f"{JAVA_PATH}validity check failed",
    go=f"{GO}certificate has expired or is not yet valid: current time … is after …",
    **openssl(10, "certificate has expired", node="CERT_HAS_EXPIRED"),
)
NOT_YET_VALID = impacts(
    chrome="NET::ERR_CERT_DATE_INVALID",
    firefox="MOZILLA_PKIX_ERROR_NOT_YET_VALID_CERTIFICATE",
    safari=_safari("errSSLCertNotYetValid", -9815),
    java=f"{JAVA_PATH}validity check failed",
    go=f"{GO}certificate has expired or is not yet valid: current time … is before …",
    **openssl(9, "certificate is not yet valid", node="CERT_NOT_YET_VALID"),
)
SELF_SIGNED = impacts(
    chrome="NET::ERR_CERT_AUTHORITY_INVALID",
    firefox="MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT",
    safari=_safari("errSSLXCertChainInvalid", -9807),
    java=JAVA_BUILD,
    go=f"{GO}certificate signed by unknown authority",
    **openssl(18, "self-signed certificate", node="DEPTH_ZERO_SELF_SIGNED_CERT"),
)


def _unknown_issuer(words: _OpenSsl) -> tuple[Impact, ...]:
    return impacts(
        chrome="NET::ERR_CERT_AUTHORITY_INVALID",
        firefox="SEC_ERROR_UNKNOWN_ISSUER",
        safari=_safari("errSSLUnknownRootCert", -9812),
        java=JAVA_BUILD,
        go=f"{GO}certificate signed by unknown authority",
        **words,
    )


UNTRUSTED_ROOT_SENT = _unknown_issuer(
    openssl(19, "self-signed certificate in certificate chain", node="SELF_SIGNED_CERT_IN_CHAIN")
)
UNTRUSTED_ROOT_NOT_SENT = _unknown_issuer(
    openssl(20, "unable to get local issuer certificate", node="UNABLE_TO_GET_ISSUER_CERT_LOCALLY")
)
INCOMPLETE = (
    *impacts(
        firefox="SEC_ERROR_UNKNOWN_ISSUER, where the intermediate is not among those it preloads",
        curl="curl: (60) SSL certificate problem: unable to get local issuer certificate",
        openssl="verify error:num=20:unable to get local issuer certificate, then "
        "verify error:num=21:unable to verify the first certificate",
        java=JAVA_BUILD,
        go=f"{GO}certificate signed by unknown authority",
        python=f"{_PYTHON}unable to get local issuer certificate",
        node="UNABLE_TO_VERIFY_LEAF_SIGNATURE: unable to verify the first certificate",
    ),
    Impact(
        "Android apps", "java.security.cert.CertPathValidatorException: Trust anchor for certification path not found."
    ),
)
SHA1 = impacts(
    chrome="NET::ERR_CERT_WEAK_SIGNATURE_ALGORITHM",
    firefox="SEC_ERROR_CERT_SIGNATURE_ALGORITHM_DISABLED",
    safari=SAFARI,
    java=f"{JAVA_PATH}Algorithm constraints check failed on signature algorithm: …",
    go=f"{GO}certificate signed by unknown authority (possibly because of "
    '"x509: cannot verify signature: insecure algorithm …")',
    **openssl(68, "CA signature digest algorithm too weak"),
)
EKU = impacts(
    chrome="NET::ERR_CERT_INVALID",
    firefox="SEC_ERROR_INADEQUATE_CERT_TYPE",
    safari=SAFARI,
    java="sun.security.validator.ValidatorException: Extended key usage does not permit use for "
    "TLS server authentication",
    go=f"{GO}certificate specifies an incompatible key usage",
    **openssl(26, "unsuitable certificate purpose", node="INVALID_PURPOSE"),
)
ANY_EKU = impacts(
    firefox="SEC_ERROR_INADEQUATE_CERT_TYPE",
    safari=SAFARI,
    **openssl(26, "unsuitable certificate purpose", node="INVALID_PURPOSE"),
)
BAD_SIGNATURE = impacts(
    chrome="NET::ERR_CERT_INVALID",
    firefox="SEC_ERROR_BAD_SIGNATURE",
    safari=SAFARI,
    java=f"{JAVA_PATH}signature check failed",
    go=f"{GO}certificate signed by unknown authority (possibly because of "
    '"x509: … verification failure" while trying to verify candidate authority certificate …)',
    **openssl(7, "certificate signature failure", node="CERT_SIGNATURE_FAILURE"),
)
CRITICAL = impacts(
    chrome="NET::ERR_CERT_INVALID",
    firefox="SEC_ERROR_UNKNOWN_CRITICAL_EXTENSION",
    safari=SAFARI,
    java=f"{JAVA_PATH}unrecognized critical extension(s)",
    go=f"{GO}unhandled critical extension",
    **openssl(34, "unhandled critical extension"),
)
CA_AS_LEAF = (
    Impact("Firefox", "MOZILLA_PKIX_ERROR_CA_CERT_USED_AS_END_ENTITY"),
    Impact("rustls", "invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))"),
)
PATH_LENGTH = impacts(
    chrome="NET::ERR_CERT_INVALID",
    firefox="SEC_ERROR_PATH_LEN_CONSTRAINT_INVALID",
    safari=SAFARI,
    java=f"{JAVA_PATH}basic constraints check failed: pathLenConstraint violated - "
    "this cert must be the last cert in the certification path",
    go=f"{GO}too many intermediates for path length constraint",
    **openssl(25, "path length constraint exceeded", node="PATH_LENGTH_EXCEEDED"),
)
ISSUER_NOT_CA = impacts(
    chrome="NET::ERR_CERT_INVALID",
    firefox="SEC_ERROR_CA_CERT_INVALID",
    safari=SAFARI,
    java=f"{JAVA_PATH}basic constraints check failed: this is not a CA certificate",
    go=f"{GO}certificate signed by unknown authority (possibly because of "
    '"x509: invalid signature: parent certificate cannot sign this kind of certificate")',
    **openssl(79, "invalid CA certificate", node="INVALID_CA"),
)
TOO_LONG = (
    Impact("Chrome", "NET::ERR_CERT_VALIDITY_TOO_LONG"),
    Impact("Safari", SAFARI),
)
NO_CT = (
    Impact("Chrome", "NET::ERR_CERTIFICATE_TRANSPARENCY_REQUIRED"),
    Impact("Firefox", "MOZILLA_PKIX_ERROR_INSUFFICIENT_CERTIFICATE_TRANSPARENCY"),
    Impact("Safari", SAFARI),
)


def name_constraints(excluded: bool, name: str) -> tuple[Impact, ...]:
    """``excluded``: an excluded subtree was hit, else no permitted one."""
    words = openssl(48, "excluded subtree violation") if excluded else openssl(47, "permitted subtree violation")
    return impacts(
        chrome="NET::ERR_CERT_INVALID",
        firefox="SEC_ERROR_CERT_NOT_IN_NAME_SPACE",
        safari=SAFARI,
        java=f"{JAVA_PATH}name constraints check failed",
        go=f"{GO}a root or intermediate certificate is not authorized to sign for this name: DNS name "
        f'"{name}" is {"excluded by constraint …" if excluded else "not permitted by any constraint"}',
        **words,
    )


def wrong_name(miss: Mismatch, asked: str, is_ip: bool) -> tuple[Impact, ...]:
    """The certificate is not for ``asked``. Clients that fall back to the common name are left out where it fits."""
    what = "IP address mismatch" if is_ip else "Hostname mismatch"
    node = f"IP: {asked} is not in the cert's list: " if is_ip else f"Host: {asked}. is not in the cert's altnames: …"
    shown = impacts(
        chrome="NET::ERR_CERT_COMMON_NAME_INVALID",
        firefox="SSL_ERROR_BAD_CERT_DOMAIN",
        safari=_safari("errSSLHostNameMismatch", -9843),
        curl=f"curl: (60) SSL: no alternative certificate subject name matches target host name '{asked}'",
        openssl=f"verify error:num={64 if is_ip else 62}:{what}",
        java=_java_name(miss, asked, is_ip),
        go=GO + _go_name(miss, asked, is_ip),
        python=f"{_PYTHON}{what}, certificate is not valid for '{asked}'.",
        node=f"ERR_TLS_CERT_ALTNAME_INVALID: Hostname/IP does not match certificate's altnames: {node}",
    )
    nameless = miss.why in {Why.NO_SAN_CN_ONLY, Why.NO_NAMES}
    reads_common_name = nameless and miss.common_name_fits and not is_ip
    return tuple(i for i in shown if not (reads_common_name and i.client in _FALL_BACK))


_FALL_BACK = frozenset({"curl", "OpenSSL", "Java", "Node"})  # to the common name, where there is no dNSName at all


def _go_name(miss: Mismatch, asked: str, is_ip: bool) -> str:
    if is_ip and miss.why is not Why.WRONG_NAME:
        return f"cannot validate certificate for {asked} because it doesn't contain any IP SANs"
    match miss.why:
        case Why.NO_SAN_CN_ONLY:
            return "certificate relies on legacy Common Name field, use SANs instead"
        case Why.NO_NAMES:
            return f"certificate is not valid for any names, but wanted to match {asked}"
        case _:
            return f"certificate is valid for …, not {asked}"


def _java_name(miss: Mismatch, asked: str, is_ip: bool) -> str:
    if miss.why in {Why.NO_SAN_CN_ONLY, Why.NO_NAMES}:
        return "No subject alternative names present" if is_ip else f"No name matching {asked} found"
    if is_ip:
        return f"No subject alternative names matching IP address {asked} found"
    return f"No subject alternative DNS name matching {asked} found."


def weak_key(kind: str, bits: int) -> tuple[Impact, ...]:
    """RSA and DSA limits: Apple 2048; OpenSSL security level 2 (the default of 3.2 and of distributions) 112 bits of
    strength, which is RSA 2048 or EC 224; Chrome, Firefox and Go refuse RSA under 1024 only, and odd curves."""
    shown = impacts(
        chrome="NET::ERR_CERT_WEAK_KEY",
        firefox="SEC_ERROR_UNSUPPORTED_ELLIPTIC_CURVE" if kind == "EC" else "MOZILLA_PKIX_ERROR_INADEQUATE_KEY_SIZE",
        safari=SAFARI,
        java=f"{JAVA_PATH}Algorithm constraints check failed on keysize limits: {kind} {bits} bit key used with "
        "certificate: …",
        go=f"{GO}unsupported elliptic curve" if kind == "EC" else f"crypto/rsa: {bits}-bit keys are insecure",
        **openssl(66, "EE certificate key too weak"),
    )
    tolerant = frozenset() if kind == "EC" or bits < 1024 else frozenset({"Chrome", "Firefox", "Go"})
    return tuple(impact for impact in shown if impact.client not in tolerant)


def ca_weak_key(bits: int) -> tuple[Impact, ...]:
    """As `weak_key`, of an intermediate."""
    shown = impacts(
        chrome="NET::ERR_CERT_WEAK_KEY",
        firefox="MOZILLA_PKIX_ERROR_INADEQUATE_KEY_SIZE",
        safari=SAFARI,
        java=f"{JAVA_PATH}Algorithm constraints check failed on keysize limits: … {bits} bit key used with …",
        **openssl(67, "CA certificate key too weak"),
    )
    return tuple(i for i in shown if bits < 1024 or i.client not in {"Chrome", "Firefox"})
