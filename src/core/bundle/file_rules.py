"""How a file is written, as a rule beside those of the live check: `key-file-unreadable`.

Bound to one file; it looks at no connection. What is odd and what could be read all the same are both told.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.bundle.file_words import KEY_RULES, PEM_RULES, impact_of, remedy_for
from core.model.bundle import Bundle, Irregularity, Key, KeyTrouble, Quirk
from core.model.certificate import CertificateFacts, UnreadableCertificate
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import Code, Prose, prose, quote
from core.model.verdict import Verdict, found
from core.words.references import rfc

CODE = "key-file-unreadable"
_LOST = frozenset({Quirk.CUT_OFF, Quirk.BAD_BASE64, Quirk.NO_CERTIFICATE})
_MISSED = frozenset({"ca-cert-as-leaf", "chain-incomplete"})  # what the lost block most likely held


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCase:
    """``certificates``: in the order of the file; ``leaf``: the server's own among them. ``key``: given beside it."""

    name: str
    again: str
    bundle: Bundle
    key: Key | None
    certificates: tuple[CertificateFacts | UnreadableCertificate, ...]
    leaf: CertificateFacts | None

    @property
    def keys(self) -> tuple[Key, ...]:
        """The key given beside the file, then those in it."""
        return (*((self.key,) if self.key else ()), *self.bundle.keys)


def readable(case: FileCase) -> Verdict:
    """What programs stumble over in the file and in its keys."""
    troubles = dict.fromkeys(key for key in case.keys if isinstance(key, KeyTrouble) and not key.locked)
    return found(*_odd(case), *(_bad_key(case, key) for key in troubles))


def no_server(case: FileCase) -> Finding:
    """Every certificate of the file is a CA's."""
    count = len(case.certificates)
    return Finding(
        code="ca-cert-as-leaf",
        severity=Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(quote(case.name, 120), " is broken: it holds no server's certificate, only those of CAs"),
        evidence=(prose(f"Certificates in the file: {count}, each with the CA flag and without a host name"),),
        means=prose(
            "A file of intermediates or of roots was taken for the one that a server needs. "
            "With it a server does not start, or shows a certificate that is not its own."
        ),
        fix=(
            prose("Give the file that begins with the server's certificate; of certbot's files that is ",
                  Code("fullchain.pem"), ", not ", Code("chain.pem")),
            prose("To trust these CAs instead: ", Code("tlscheck chain fullchain.pem --ca-file FILE")),
        ),
        verify=case.again,
        references=(rfc(8446, "4.4.2", "Certificate"), rfc(5280, "4.2.1.9", "Basic Constraints")),
        explains=frozenset({"cert-expired", "cert-not-yet-valid"}),
    )  # fmt: skip


def unreadable_file(name: str, because: str, again: str, odd: Sequence[Irregularity] = ()) -> Finding:
    """Nothing can be examined: no certificate at all, or none that could be opened."""
    return Finding(
        code=CODE,
        severity=Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(quote(name), f" is broken: it {because}"),
        evidence=(prose("Tried as PEM, DER, PKCS #7 and PKCS #12"), *map(_line, odd)),
        means=prose("No server can load its certificate from it."),
        fix=remedy_for(because, odd),
        verify=again,
        references=PEM_RULES,
    )


def _odd(case: FileCase) -> tuple[Finding, ...]:
    odd = case.bundle.irregularities
    if not odd:
        return ()
    worst = next((i for i in odd if i.quirk.fatal), odd[0]).quirk
    lost = any(i.quirk in _LOST and i.detail.endswith("CERTIFICATE") for i in odd)
    told = "We cannot read that block; the rest is judged without it. Servers built on OpenSSL do not load the file."
    if not lost:
        told = "We read it all the same; servers and clients built on OpenSSL do not, or leave out that place."
    return (
        Finding(
            code=CODE,
            severity=Severity.BROKEN if worst.fatal else Severity.NOTE,
            blame=Blame.SERVER,
            confidence=Confidence.MEASURED,
            headline=prose(quote(case.name), f"{' is broken' if worst.fatal else ''}: it has {worst.value}"),
            evidence=tuple(map(_line, odd[:10])),
            means=prose(told if worst.fatal else "Current programs read it; old ones may stumble."),
            impact=impact_of(worst),
            fix=remedy_for("", odd),
            verify=case.again,
            references=PEM_RULES,
            explains=_MISSED if lost else frozenset(),
        ),
    )


def _bad_key(case: FileCase, key: KeyTrouble) -> Finding:
    return Finding(
        code=CODE,
        severity=Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(quote(key.source), f" is broken: {key.because}"),
        evidence=(prose("Read as a private key: ", quote(key.source)),),
        means=prose("A server that is given this key does not start, or goes on with its former configuration."),
        fix=remedy_for(key.because, (), key=True),
        verify=case.again,
        references=KEY_RULES,
    )


def _line(odd: Irregularity) -> Prose:
    where = f"Line {odd.line}: " if odd.line else ""
    return prose(f"{where}{odd.quirk.value}", *((", ", quote(odd.detail)) if odd.detail else ()))
