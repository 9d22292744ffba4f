"""Certificate verification by OpenSSL, LibreSSL and BoringSSL: numbers, names (X509_V_ERR_…, Node's codes) and texts.

Sources: OpenSSL crypto/x509/x509_txt.c, include/openssl/x509_vfy.h (1.0.2 to 3.5); Node's src/crypto/crypto_common.cc.
"""

import re
from dataclasses import dataclass

from core.explain import readings as r
from core.explain.pattern import Family, Pattern
from core.explain.readings import Codes

_TXT = "OpenSSL crypto/x509/x509_txt.c"
_FIRST_OF = re.compile(r"\(\?:([\w ]+)\|[\w |]+\)")
_VFY = "OpenSSL include/openssl/x509_vfy.h"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``words``: what X509_verify_cert_error_string says; ``name``: X509_V_ERR_ + name."""

    number: int
    name: str
    words: str
    codes: Codes
    sure: float = 0.9


VERDICTS = (
    Verdict(2, "UNABLE_TO_GET_ISSUER_CERT", "unable to get issuer certificate", r.INCOMPLETE, 0.75),
    Verdict(3, "UNABLE_TO_GET_CRL", "unable to get certificate CRL", r.STATUS),
    Verdict(4, "UNABLE_TO_DECRYPT_CERT_SIGNATURE", "unable to decrypt certificate's signature", r.MALFORMED),
    Verdict(5, "UNABLE_TO_DECRYPT_CRL_SIGNATURE", "unable to decrypt CRL's signature", r.STATUS),
    Verdict(6, "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY", "unable to decode issuer public key", r.MALFORMED),
    Verdict(7, "CERT_SIGNATURE_FAILURE", "certificate signature failure",
            ("malformed-cert", "chain-wrong-intermediate", "tls-intercepted"), 0.85),
    Verdict(8, "CRL_SIGNATURE_FAILURE", "CRL signature failure", r.STATUS),
    Verdict(9, "CERT_NOT_YET_VALID", "certificate is not yet valid", r.NOT_YET),
    Verdict(10, "CERT_HAS_EXPIRED", "certificate has expired", r.EXPIRED),
    Verdict(11, "CRL_NOT_YET_VALID", "CRL is not yet valid", r.CRL_OLD),
    Verdict(12, "CRL_HAS_EXPIRED", "CRL has expired", r.CRL_OLD),
    Verdict(13, "ERROR_IN_CERT_NOT_BEFORE_FIELD", "format error in certificate's notBefore field", r.MALFORMED),
    Verdict(14, "ERROR_IN_CERT_NOT_AFTER_FIELD", "format error in certificate's notAfter field", r.MALFORMED),
    Verdict(15, "ERROR_IN_CRL_LAST_UPDATE_FIELD", "format error in CRL's lastUpdate field", r.STATUS),
    Verdict(16, "ERROR_IN_CRL_NEXT_UPDATE_FIELD", "format error in CRL's nextUpdate field", r.STATUS),
    Verdict(18, "DEPTH_ZERO_SELF_SIGNED_CERT", "self[- ]signed certificate", r.SELF_SIGNED, 0.88),
    Verdict(19, "SELF_SIGNED_CERT_IN_CHAIN", "self[- ]signed certificate in certificate chain", r.UNTRUSTED, 0.82),
    Verdict(20, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "unable to get local issuer certificate", r.INCOMPLETE, 0.72),
    Verdict(21, "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate", r.INCOMPLETE, 0.8),
    Verdict(22, "CERT_CHAIN_TOO_LONG", "certificate chain too long", ("pathlen-violation", "chain-untrusted")),
    Verdict(23, "CERT_REVOKED", "certificate revoked", r.REVOKED),
    Verdict(24, "INVALID_CA", "invalid CA certificate", r.ISSUER),
    Verdict(25, "PATH_LENGTH_EXCEEDED", "path length constraint exceeded", ("pathlen-violation",)),
    Verdict(26, "INVALID_PURPOSE", "(?:unsuitable|unsupported) certificate purpose", r.PURPOSE),
    Verdict(27, "CERT_UNTRUSTED", "certificate not trusted", r.UNKNOWN_ISSUER, 0.8),
    Verdict(28, "CERT_REJECTED", "certificate rejected", r.UNKNOWN_ISSUER, 0.7),
    Verdict(29, "SUBJECT_ISSUER_MISMATCH", "subject issuer mismatch", ("chain-wrong-intermediate", "malformed-cert")),
    Verdict(30, "AKID_SKID_MISMATCH", "authority and subject key identifier mismatch",
            ("chain-wrong-intermediate", "malformed-cert")),
    Verdict(31, "AKID_ISSUER_SERIAL_MISMATCH", "authority and issuer serial number mismatch",
            ("chain-wrong-intermediate", "malformed-cert")),
    Verdict(32, "KEYUSAGE_NO_CERTSIGN", "key usage does not include certificate signing", r.ISSUER),
    Verdict(33, "UNABLE_TO_GET_CRL_ISSUER", "unable to get CRL issuer certificate", r.STATUS),
    Verdict(34, "UNHANDLED_CRITICAL_EXTENSION", "unhandled critical extension", ("unknown-critical-ext",)),
    Verdict(35, "KEYUSAGE_NO_CRL_SIGN", "key usage does not include CRL signing", r.STATUS),
    Verdict(36, "UNHANDLED_CRITICAL_CRL_EXTENSION", "unhandled critical CRL extension", r.STATUS),
    Verdict(37, "INVALID_NON_CA", r"invalid non-CA certificate(?: \(has CA markings\))?", ("ca-cert-as-leaf",)),
    Verdict(39, "KEYUSAGE_NO_DIGITAL_SIGNATURE", "key usage does not include digital signature", ("key-usage",)),
    Verdict(41, "INVALID_EXTENSION", "invalid or inconsistent certificate extension", ("malformed-cert",)),
    Verdict(42, "INVALID_POLICY_EXTENSION", "invalid or inconsistent certificate policy extension",
            ("malformed-cert",)),
    Verdict(43, "NO_EXPLICIT_POLICY", "no explicit policy", ("malformed-cert", "untrusted-root")),
    Verdict(44, "DIFFERENT_CRL_SCOPE", "different CRL scope", r.STATUS),
    Verdict(45, "UNSUPPORTED_EXTENSION_FEATURE", "unsupported extension feature", ("malformed-cert",)),
    Verdict(47, "PERMITTED_VIOLATION", "permitted subtree violation", ("name-constraints",)),
    Verdict(48, "EXCLUDED_VIOLATION", "excluded subtree violation", ("name-constraints",)),
    Verdict(49, "SUBTREE_MINMAX", "name constraints minimum and maximum not supported", ("name-constraints",)),
    Verdict(51, "UNSUPPORTED_CONSTRAINT_TYPE", "unsupported name constraint type", ("name-constraints",)),
    Verdict(52, "UNSUPPORTED_CONSTRAINT_SYNTAX", "unsupported or invalid name constraint syntax",
            ("name-constraints",)),
    Verdict(53, "UNSUPPORTED_NAME_SYNTAX", "unsupported or invalid name syntax", ("malformed-cert",)),
    Verdict(54, "CRL_PATH_VALIDATION_ERROR", "CRL path validation error", r.STATUS),
    Verdict(62, "HOSTNAME_MISMATCH", "hostname mismatch", r.NAME, 0.93),
    Verdict(63, "EMAIL_MISMATCH", "email address mismatch", r.NAME),
    Verdict(64, "IP_ADDRESS_MISMATCH", "IP address mismatch", ("ip-not-in-san", "hostname-mismatch"), 0.93),
    Verdict(65, "DANE_NO_MATCH", "no matching DANE TLSA records", ("pinning-failed", "tlsa-mismatch")),
    Verdict(66, "EE_KEY_TOO_SMALL", "EE certificate key too weak", r.WEAK_KEY),
    Verdict(67, "CA_KEY_TOO_SMALL", "CA certificate key too weak", r.WEAK_KEY),
    Verdict(68, "CA_MD_TOO_WEAK", "CA signature digest algorithm too weak", r.WEAK_HASH),
    Verdict(71, "NO_VALID_SCTS", "Certificate Transparency required, but no valid SCTs found", r.CT),
    Verdict(73, "OCSP_VERIFY_NEEDED", "OCSP verification needed", r.STATUS),
    Verdict(74, "OCSP_VERIFY_FAILED", "OCSP verification failed", r.STATUS),
    Verdict(75, "OCSP_CERT_UNKNOWN", "OCSP unknown cert", r.STATUS),
    Verdict(76, "UNSUPPORTED_SIGNATURE_ALGORITHM", "(?:unsupported|cannot find certificate) signature algorithm",
            ("unsupported-key-type",), 0.7),
    Verdict(77, "SIGNATURE_ALGORITHM_MISMATCH", "subject signature algorithm and issuer public key algorithm mismatch",
            ("malformed-cert", "chain-wrong-intermediate")),
    Verdict(78, "SIGNATURE_ALGORITHM_INCONSISTENCY", "cert info signature and signature algorithm mismatch",
            ("malformed-cert",)),
    Verdict(80, "PATHLEN_INVALID_FOR_NON_CA", "path length invalid for non-CA cert", ("malformed-cert",)),
    Verdict(81, "PATHLEN_WITHOUT_KU_KEY_CERT_SIGN", "path length given without key usage keyCertSign",
            ("malformed-cert",)),
    Verdict(82, "KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA", "key usage keyCertSign invalid for non-CA cert",
            ("malformed-cert",)),
    Verdict(83, "ISSUER_NAME_EMPTY", "issuer name empty", ("malformed-cert",)),
    Verdict(84, "SUBJECT_NAME_EMPTY", "subject name empty", ("malformed-cert",)),
    Verdict(85, "MISSING_AUTHORITY_KEY_IDENTIFIER", "missing authority key identifier", ("malformed-cert",)),
    Verdict(86, "MISSING_SUBJECT_KEY_IDENTIFIER", "missing subject key identifier", ("malformed-cert",)),
    Verdict(87, "EMPTY_SUBJECT_ALT_NAME", "empty subject alternative name extension", ("malformed-cert",)),
    Verdict(88, "EMPTY_SUBJECT_SAN_NOT_CRITICAL", "subject empty and subject alt name extension not critical",
            ("malformed-cert",)),
    Verdict(89, "CA_BCONS_NOT_CRITICAL", "basic constraints of CA cert not marked critical", ("malformed-cert",)),
    Verdict(90, "AUTHORITY_KEY_IDENTIFIER_CRITICAL", "authority key identifier marked critical", ("malformed-cert",)),
    Verdict(91, "SUBJECT_KEY_IDENTIFIER_CRITICAL", "subject key identifier marked critical", ("malformed-cert",)),
    Verdict(92, "CA_CERT_MISSING_KEY_USAGE", "CA cert does not include key usage extension", ("malformed-cert",)),
    Verdict(93, "EXTENSIONS_REQUIRE_VERSION_3", "using cert extension requires at least X509v3", ("malformed-cert",)),
    Verdict(94, "EC_KEY_EXPLICIT_PARAMS", "certificate public key has explicit ECC parameters",
            ("unsupported-key-type", "malformed-cert")),
)  # fmt: skip
_BY_NUMBER = {verdict.number: verdict for verdict in VERDICTS} | {79: next(v for v in VERDICTS if v.number == 24)}


def _at_server(verdict: Verdict) -> Codes:
    """A list that is too old or missing is the verifier's own affair; all else is about the client's certificate."""
    if verdict.codes in (r.STATUS, r.CRL_OLD):
        return (*verdict.codes, "client-cert-rejected")
    return r.client_certificate(verdict.codes)


def _patterns(verdict: Verdict) -> tuple[Pattern, ...]:
    server = _at_server(verdict)
    line = _FIRST_OF.sub(r"\1", verdict.words.replace("[- ]", "-")).partition("(?:")[0]
    said = Pattern(verdict.words, verdict.codes, verdict.sure, _TXT, line, server)
    named = rf"\b(?:X509 V ERR )?{verdict.name}\b".replace("_", " ")
    return said, Pattern(named, verdict.codes, verdict.sure, _VFY, verdict.name, server)


# A bare "error 20" says nothing: the number counts only where something of X.509 verification stands beside it.
_BESIDE = (
    r"verify error:num=%d\b|verify return code: %d\b|error %d at \d+ depth\b|"
    r"(?<!fail )verify error: %d\b|verify error:%d\b|"
    r"verify error \(%d\)|verification: error \(%d\)|verify code %d\b|verify code: %d\b|verify result: %d\b|verify "
    r"result=%d\b|peer certificate with error %d\b"
)
_NUMBERED = tuple(
    Pattern(_BESIDE.replace("%d", str(number)), verdict.codes, verdict.sure - 0.01, _VFY, f"verify error:num={number}:",
            _at_server(verdict))
    for number, verdict in sorted(_BY_NUMBER.items())
)  # fmt: skip
FAMILY = Family("OpenSSL", (*(p for v in VERDICTS for p in _patterns(v)), *_NUMBERED))
