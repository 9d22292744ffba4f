"""The private key of a file, as rules beside those of the live check: `private-key-problem`, `private-key-included`.

A key that nobody gave is no question; one that could not be opened is an open question. Keys are told apart by a
fingerprint of their public half.
"""

import hashlib

from core.bundle.file_rules import FileCase
from core.bundle.file_words import KEY_RULES, quoted
from core.bundle.keys import spki_of
from core.model.bundle import Container, Key, KeyFacts, KeyTrouble
from core.model.certificate import CertificateFacts, PublicKeyFacts
from core.model.finding import Blame, Confidence, Finding, Impact, Severity
from core.model.prose import Block, Code, Piece, Prose, prose, quote
from core.model.verdict import PASSED, Found, NotApplicable, Undetermined, Verdict
from core.words.references import rfc

_IMPACT = (
    Impact("nginx", "SSL_CTX_use_PrivateKey_file(…) failed (SSL: … x509 certificate routines::key values mismatch)"),
    Impact("Apache", "AH02565: Certificate and private key … do not match"),
    Impact("HAProxy", "inconsistencies between private key and certificate loaded"),
    Impact("Python", "ssl.SSLError: [X509: KEY_VALUES_MISMATCH] key values mismatch"),
    Impact("Go", "tls: private key does not match public key"),
)


def fits(key: Key | None, certificate: CertificateFacts | None) -> bool | None:
    """Whether the key is the certificate's; None when there is nothing to compare."""
    theirs = spki_of(certificate.der) if certificate else None
    return key.spki == theirs if isinstance(key, KeyFacts) and theirs else None


def belongs(case: FileCase) -> Verdict:
    """Whether the key given (else one of those in the file) is that of the server's certificate."""
    if not case.keys:
        return NotApplicable("no private key was given")
    if case.leaf is None:
        return Undetermined("no certificate could be read to compare the key with")
    asked = (case.key,) if case.key else case.bundle.keys
    answers = [fits(key, case.leaf) for key in asked]
    if True in answers:
        return PASSED
    if False in answers:
        stranger = next(key for key, answer in zip(asked, answers, strict=True) if answer is False)
        assert isinstance(stranger, KeyFacts)
        return Found((_stranger(case, case.leaf, stranger),))
    why = next((key.because for key in asked if isinstance(key, KeyTrouble)), "the certificate's key cannot be read")
    return Undetermined(f"the private key was not compared: {why}")


def included(case: FileCase) -> Verdict:
    """A private key in a file of certificates."""
    if not case.bundle.keys:
        return PASSED
    if case.bundle.container is Container.PKCS12:
        return NotApplicable("a PKCS #12 file is made to hold the private key")
    return Found((_private(case),))


def _stranger(case: FileCase, leaf: CertificateFacts, key: KeyFacts) -> Finding:
    own = quoted(case.name) if case.bundle.container is Container.PEM else "YOUR-CERTIFICATE.pem"
    pair = (
        f"openssl x509 -in {own} -noout -pubkey | openssl dgst -sha256\n"
        f"openssl pkey -in {quoted(key.source)} -pubout | openssl dgst -sha256"
    )
    return Finding(
        code="private-key-problem",
        severity=Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(quote(case.name), " is broken: the private key does not belong to its certificate"),
        evidence=(
            prose(_named(leaf), f" has {_kind(leaf.key)}, public key SHA-256 {_digest(spki_of(leaf.der) or b'')}"),
            prose("The key in ", quote(key.source), f" is {_kind(key.facts)}, SHA-256 {_digest(key.spki)}"),
            *_owner(case, key),
        ),
        means=prose("No server can use the two together: it does not start, or clients see a bad signature."),
        impact=_IMPACT,
        fix=(
            prose("Find the key that the certificate was requested with; a pair prints the same line twice:",
                  Block(pair)),
            prose("If it is lost, make a new key and have the certificate reissued for it"),
        ),
        verify=case.again,
        references=(*KEY_RULES, rfc(8446, "4.4.3", "Certificate Verify")),
    )  # fmt: skip


def _owner(case: FileCase, key: KeyFacts) -> tuple[Prose, ...]:
    readable = ((n, c) for n, c in enumerate(case.certificates, 1) if isinstance(c, CertificateFacts))
    owner = next(((n, c) for n, c in readable if fits(key, c)), None)
    return (prose(f"It belongs to certificate {owner[0]} of the file, ", _named(owner[1])),) if owner else ()


def _private(case: FileCase) -> Finding:
    return Finding(
        code="private-key-included",
        severity=Severity.NOTE,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(quote(case.name), ": it holds a private key beside the certificates"),
        evidence=(prose(f"Private keys in the file: {len(case.bundle.keys)}"),),
        means=prose(
            "HAProxy and some others want it so. Whoever can read the file can act as the server: "
            "it must not be published, mailed or put into a repository."
        ),
        fix=(
            prose("Let only the server's user read it: ", Code(f"chmod 600 {quoted(case.name)}")),
            prose("If others could read it: make a new key, have the certificate reissued, and the old one revoked"),
        ),
        verify=f"ls -l {quoted(case.name)}",
        references=KEY_RULES,
    )


def _named(certificate: CertificateFacts) -> Piece:
    return quote(certificate.display, 120)


def _kind(key: PublicKeyFacts) -> str:
    return f"{key.kind.value} {key.curve or f'{key.bits} bits'}"


def _digest(spki: bytes) -> str:
    return f"{hashlib.sha256(spki).hexdigest()[:16]}…"
