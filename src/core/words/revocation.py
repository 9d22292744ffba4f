"""Revocation in words: what each answer says, which clients look at all, and how a staple comes to be right.

Who refuses what, from sources and runs: Firefox NSSCertDBTrustDomain.cpp (CheckRevocation: CRLite first, then the
staple, where a bad one fails the connection and an old one, an error or one for another certificate does not; CA
certificates by OneCRL only), curl docs "SSL certificate verification" and --ssl-no-revoke (Schannel asks by default,
OpenSSL builds never do), JDK com.sun.net.ssl.checkRevocation (off by default), Chromium "CRLSets" (a selection), Go
crypto/x509 (no revocation). GnuTLS: gnutls-cli 3.7.9 run against staples of every kind.
"""

import shlex

from core.model.certificate import CertificateFacts
from core.model.evidence import Evidence, Software
from core.model.finding import Impact
from core.model.prose import Block, Code, Moment, Piece, Prose, prose, quote
from core.model.revocation import CertificateStatus, Doubt, Source, Standing, StatusAnswer
from core.model.target import Target
from core.words.chain_impact import named
from core.words.proofs import piped, s_client
from core.words.references import page, rfc

_GNUTLS = "- Status: The certificate is NOT trusted. "
_WINDOWS = Impact(
    "Windows (Schannel)", "CRYPT_E_REVOKED 0x80092010; curl: schannel: … trust error CERT_TRUST_IS_REVOKED"
)
_CHROME = Impact("Chrome", "NET::ERR_CERT_REVOKED, only where Google's CRLSet has it")
_JAVA = Impact(
    "Java",
    "java.security.cert.CertificateRevokedException: Certificate has been revoked, … "
    "only with -Dcom.sun.net.ssl.checkRevocation=true",
)
_SAFARI = Impact("Safari", "This Connection Is Not Private")
_BLIND = Impact(
    "curl, OpenSSL, Go, Python, Node", "nothing: they look at no revocation data unless they are given some"
)
REVOKED = (
    Impact("Firefox", "SEC_ERROR_REVOKED_CERTIFICATE (from CRLite, within about a day of the revocation)"),
    _CHROME,
    _SAFARI,
    _WINDOWS,
    _JAVA,
    _BLIND,
)
REVOKED_IN_STAPLE = (Impact("GnuTLS", f"{_GNUTLS}The certificate chain is revoked."), *REVOKED)
CA_REVOKED = (
    Impact("Firefox", "SEC_ERROR_REVOKED_CERTIFICATE, once it is in OneCRL"),
    _CHROME,
    _SAFARI,
    _WINDOWS,
    _JAVA,
    _BLIND,
)
STAPLE_OLD = (
    Impact("GnuTLS", f"{_GNUTLS}The revocation or OCSP data are old and have been superseded."),
    Impact("Firefox, Chrome, curl, OpenSSL, Go", "nothing: they take an old staple as none"),
)
STAPLE_BAD = (
    Impact(
        "Firefox",
        "SEC_ERROR_OCSP_BAD_SIGNATURE, SEC_ERROR_OCSP_MALFORMED_RESPONSE or SEC_ERROR_OCSP_UNKNOWN_CERT, "
        "where CRLite does not know the certificate",
    ),
    Impact("GnuTLS", f"{_GNUTLS}The received OCSP status response is invalid."),
    Impact("Chrome, curl, OpenSSL, Go", "nothing: they do not look at it"),
)
STAPLE_USELESS = (Impact("Firefox, Chrome, GnuTLS, curl, OpenSSL, Go", "nothing: they take it as no staple"),)
NO_STAPLE = (
    Impact("Firefox", "MOZILLA_PKIX_ERROR_REQUIRED_TLS_FEATURE_MISSING"),
    Impact(
        "GnuTLS",
        f"{_GNUTLS}The certificate requires the server to include an OCSP status in its response, "
        "but the OCSP status is missing.",
    ),
    Impact("Chrome, curl, OpenSSL, Go, Java", "nothing: they do not know the demand"),
)

OCSP = rfc(6960, "", "Online Certificate Status Protocol")
CRL = rfc(5280, "5", "CRL and CRL Extensions Profile")
STAPLING = rfc(6066, "8", "Certificate Status Request")
MUST_STAPLE = rfc(7633, "", "X.509v3 TLS Feature Extension")
BASELINE = page(
    "CA/Browser Forum Baseline Requirements section 4.9: Certificate revocation and suspension",
    "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
)
CRLITE = page("Mozilla: CRLite", "https://github.com/mozilla/crlite")


def answer_line(answer: StatusAnswer) -> Prose:
    """One line: who was asked, what it says, and for when."""
    where: tuple[str | Piece, ...] = (" ", quote(answer.url, 120)) if answer.url else ()
    return prose(answer.source.value, *where, " → ", answer.standing.value, *_why(answer), *_when(answer))


def answer_lines(status: CertificateStatus) -> tuple[Prose, ...]:
    return tuple(map(answer_line, status.answers))


def asked_about(status: CertificateStatus) -> Prose:
    """Which certificate is meant."""
    return prose("Asked about ", named(status.certificate), ", serial number ", Code(status.certificate.serial))


def conclusion(status: CertificateStatus) -> str:
    """What all answers together come to, a sentence."""
    match status.standing:
        case Standing.GOOD:
            return "Another source says that the certificate is not revoked."
        case Standing.REVOKED:
            return "Another source says that the certificate is revoked."
        case Standing.UNKNOWN:
            return "The certificate's status is unknown: it may be revoked or not."


def reissue_with_new_key(facts: CertificateFacts) -> Prose:
    """The first step after a revocation."""
    return prose(
        "Have ",
        named(facts),
        " replaced, with a new private key unless you know that the old one is safe: ",
        Code("certbot certonly --force-renewal --new-key -d NAME"),
        ", or an order at your CA",
    )


def stapling(software: Software) -> tuple[Prose, ...]:
    """How the server comes to send a right staple."""
    return (_STAPLING.get(software, _STAPLING_ANYWHERE), *_NOTES.get(software, ()))


def show_staple(target: Target) -> str:
    return piped(s_client(target, "-status"), "grep -A 20 '^OCSP response'")


def ask(url: str) -> str:
    """The HTTP status that a URL of the certificate gives. The URL is a stranger's: quoted for the shell."""
    return shlex.join(["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code} %{size_download} bytes\\n", url])


def silent(status: CertificateStatus, source: Source, *doubts: Doubt) -> tuple[StatusAnswer, ...]:
    """Answers of this source that say nothing, for one of these reasons; none where nobody need ask."""
    return () if status.exempt else tuple(a for a in status.of(source) if a.doubt in doubts)


def moot(evidence: Evidence) -> bool:
    """A person chose another time than now: answers made now are replaced by then."""
    return evidence.at_given and evidence.at != evidence.observation.observed_at


def _why(answer: StatusAnswer) -> tuple[str | Piece, ...]:
    if answer.standing is Standing.REVOKED:
        since: tuple[str | Piece, ...] = (" at ", Moment(answer.revoked_at)) if answer.revoked_at else ()
        return (*since, f", reason {answer.reason}" if answer.reason else ", no reason given")
    if answer.doubt is None:
        return ()
    return (f": {answer.doubt.value}", *((" (", quote(answer.detail, 160), ")") if answer.detail else ()))


def _when(answer: StatusAnswer) -> tuple[str | Piece, ...]:
    if answer.this_update is None:
        return ()
    until: tuple[str | Piece, ...] = (" to ", Moment(answer.next_update)) if answer.next_update else ()
    return ("; valid from ", Moment(answer.this_update), *until)


_STAPLING: dict[Software, Prose] = {
    Software.NGINX: prose(
        "In the ",
        Code("server"),
        " block:",
        Block(
            "ssl_stapling on;\nssl_stapling_verify on;\nssl_trusted_certificate /etc/nginx/tls/chain.pem;\n"
            "resolver 127.0.0.53;",
            "nginx",
        ),
    ),
    Software.APACHE: prose(
        "Outside of any ",
        Code("<VirtualHost>"),
        ":",
        Block('SSLUseStapling on\nSSLStaplingCache "shmcb:/var/run/ocsp(128000)"', "apache"),
    ),
    Software.HAPROXY: prose(
        "In the crt-list, behind the certificate: ", Code("[ocsp-update on]"), " (HAProxy 2.8 or newer)"
    ),
    Software.CADDY: prose("Caddy staples by itself: look for errors of its OCSP requests in the log"),
}
_STAPLING_ANYWHERE = prose(
    "Turn OCSP stapling on and let the server reach the responder over HTTP: nginx ",
    Code("ssl_stapling on"),
    " with a ",
    Code("resolver"),
    " · Apache ",
    Code("SSLUseStapling on"),
    " with ",
    Code("SSLStaplingCache"),
    " · HAProxy ",
    Code("ocsp-update on"),
)
_NOTES: dict[Software, tuple[Prose, ...]] = {
    Software.NGINX: (
        prose(
            "nginx asks the responder only after the first connection of each worker, which gets no staple; with ",
            Code("ssl_stapling_file"),
            " it sends one from the start",
        ),
    ),
}
