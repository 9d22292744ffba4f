"""What a person gave to be explained → what it turned out to be. Files are held in memory, bounded, and never kept.

Law: the kind is told by the first bytes, not by the name; a private key is refused before anything else looks at the
file, and nothing of it is told; every refusal says the limit or the reason. Ports only.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from core.bundle.private import holds_private_key
from core.explain.asked import explain
from core.model.bundle import MAX_BYTES, BundleReport, Locked, NoCertificate, Reading
from core.model.capture import Capture
from core.model.certificate import CertificateFacts
from core.model.given import Captured, Examined, KeyGiven, NotRead, Outcome, Said
from core.model.job import GivenFile, PastedText, Subject, WatchList
from core.model.prose import clean
from core.model.slack_file import FileTrouble, SlackFile
from core.ports import Clock
from core.slack_ports import Files

TEXT_BYTES: Final = 256 * 1024
CERTIFICATE_BYTES: Final = MAX_BYTES
CAPTURE_BYTES: Final = 20 * 1024 * 1024
ABOUT_S: Final = 3.0
_CAPTURES = (
    *(b"\xa1\xb2\xc3\xd4", b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\x4d\x3c\xb2\xa1"),  # pcap, either byte order
    b"\x0a\x0d\x0d\x0a",  # pcapng
    b"\x1f\x8b",  # gzip: what people do with captures
)


class Kind(StrEnum):
    CAPTURE = "packet capture"
    CERTIFICATES = "certificate file"
    TEXT = "text"
    OTHER = "file"


LIMITS: Final = {
    Kind.CAPTURE: (CAPTURE_BYTES, "20 MB"),
    Kind.CERTIFICATES: (CERTIFICATE_BYTES, "1 MB"),
    Kind.TEXT: (TEXT_BYTES, "256 KB"),
    Kind.OTHER: (CERTIFICATE_BYTES, "1 MB"),
}


class TakesWatches(Protocol):
    """Lists of watches, for one asker in one channel."""

    def wants(self, text: str) -> bool:
        """Whether a text is such a list, though nobody said so."""

    def take(self, text: str, into: str | None, name: str, until: float) -> Outcome:
        """Watch what is in it. ``until``: monotonic second. May raise `Unavailable`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What reading needs. ``certificates``: the bytes and name of a file → what is in it and its report.
    ``capture``: the bytes of a capture → what it shows."""

    files: Files
    clock: Clock
    unpack: Callable[[bytes, str], Reading]
    judge: Callable[[Reading, str], Awaitable[BundleReport]]
    capture: Callable[[bytes], Capture]
    watches: TakesWatches | None = None


async def read(subject: Subject, means: Means, seconds: float) -> Outcome:
    """Raises `Unavailable` when Slack does not answer now. ``seconds``: for the download."""
    match subject:
        case PastedText(text):
            return _text(text, "", means)
        case GivenFile() as given:
            return await _file(given, means, seconds)
        case WatchList():
            return NotRead("", "There is nothing to be read.")


async def _file(given: GivenFile, means: Means, seconds: float) -> Outcome:
    file_id, name = given.id, given.name
    until = means.clock.monotonic() + seconds
    match means.files.about(file_id, min(ABOUT_S, seconds)):
        case FileTrouble() as trouble:
            return NotRead(clean(name, 120), trouble.value)
        case SlackFile(size=size) as file if size > CAPTURE_BYTES:
            return NotRead(clean(file.name, 120), too_large(Kind.OTHER, size))
        case SlackFile() as file:
            called = clean(file.name, 120) or "the file"
            match means.files.download(file, _most, max(0.5, until - means.clock.monotonic())):
                case FileTrouble.TOO_LARGE:
                    return NotRead(called, too_large(Kind.OTHER, file.size))
                case FileTrouble() as trouble:
                    return NotRead(called, trouble.value)
                case bytes() as data:
                    return _watches(data, given, called, means, until) or await _content(data, file_id, called, means)


def _watches(data: bytes, given: GivenFile, name: str, means: Means, until: float) -> Outcome | None:
    """What came of a list of watches; None: it is something else."""
    if means.watches is None or kind_of(data) is not Kind.TEXT or holds_private_key(data):
        return NotRead(name, NO_LIST) if given.into is not None and not holds_private_key(data) else None
    text = _decoded(data)
    if given.into is None and not means.watches.wants(text):
        return None
    return means.watches.take(text, given.into, name, until)


async def _content(data: bytes, file_id: str, name: str, means: Means) -> Outcome:
    kind = kind_of(data)
    if kind is not Kind.CAPTURE and holds_private_key(data):
        return KeyGiven(name, means.files.delete(file_id, ABOUT_S))
    if not data.strip(b"\x00 \t\r\n"):
        return NotRead(name, "The file is empty.")
    most, _ = LIMITS[kind]
    if len(data) > most:
        return NotRead(name, too_large(kind, len(data)))
    if kind is Kind.CAPTURE:
        return Captured(means.capture(data), name)
    if kind is Kind.TEXT:
        return _text(_decoded(data), name, means)
    match means.unpack(data, name):
        case NoCertificate(because) if kind is Kind.OTHER:
            return NotRead(name, f"The file {because}. {CAN_READ}")
        case Locked(container):
            locked = f"The file is locked with a password ({container}). Such files mostly hold a private key, "
            return NotRead(name, f"{locked}and a password does not belong in Slack: give me the certificates alone.")
        case reading:
            report = await means.judge(reading, name)
            return Examined(report, _hosts(report))


def _hosts(report: BundleReport) -> tuple[str, ...]:
    """Names of the first certificate with names that somebody can connect to."""
    for certificate in report.certificates:
        if isinstance(certificate, CertificateFacts) and certificate.dns_names:
            return tuple(name for name in certificate.dns_names if "*" not in name)[:2]
    return ()


NO_LIST: Final = "A list of watches is a text with one target on each line, as a CSV file."
CAN_READ: Final = "I read texts and logs, certificates (PEM, DER, PKCS #7) and packet captures (pcap, pcapng)."


def _most(head: bytes) -> int:
    return CAPTURE_BYTES if kind_of(head) is Kind.CAPTURE else CERTIFICATE_BYTES


def kind_of(data: bytes) -> Kind:
    """By the first bytes: a capture, something with certificates, text, or something else."""
    if data.startswith(_CAPTURES):
        return Kind.CAPTURE
    head = data[:65536].replace(b"\x00", b"")
    if data[:1] == b"\x30":
        return Kind.CERTIFICATES
    if b"-----BEGIN " in head and _mostly_armour(head):
        return Kind.CERTIFICATES
    return Kind.TEXT if is_text(data) else Kind.OTHER


def is_text(data: bytes) -> bool:
    """UTF-8, UTF-16 with its mark, or anything without control bytes."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    head = data[:4096]
    return not any(byte < 0x20 and byte not in b"\t\n\r\x1b\x0c\x08" for byte in head)


def too_large(kind: Kind, size: int) -> str:
    """What came, what is read, what to do instead."""
    limits = "texts up to 256 KB, certificate files up to 1 MB, packet captures up to 20 MB"
    what = "This file" if kind is Kind.OTHER else f"This {kind.value}"
    return f"{what} has {_size(size)}; I read {limits}. Cut it down to the failure, or run tlscheck on a terminal."


def _size(size: int) -> str:
    return f"{size / (1 << 20):.1f} MB" if size >= 1 << 20 else f"{size / 1024:.0f} KB"


def _text(text: str, name: str, means: Means) -> Outcome:
    if holds_private_key(text.encode("utf-8", "replace")):
        return KeyGiven(name, None)
    return Said(explain(text, means.clock.now()), name)


def _decoded(data: bytes) -> str:
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")


def _mostly_armour(head: bytes) -> bool:
    """A file of PEM blocks, and not a transcript that shows one: no verdict of a tool stands in it."""
    marks = (b"Verify return code", b"CONNECTED(", b"SSL-Session", b"error:", b"handshake", b"curl")
    return not any(mark in head for mark in marks)
