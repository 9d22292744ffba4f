"""Just enough DER to look inside what a strict parser refuses: where it breaks, and each extension by itself.

Reads, never trusts: every length is checked against its surroundings and depth is bounded. X.690 sections 8 and 10.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

MAX_DEPTH = 24
MAX_ELEMENTS = 20_000
MAX_EXTENSIONS = 100
SEQUENCE = 0x30
VERSION = 0xA0  # [0] EXPLICIT, RFC 5280 section 4.1
EXTENSIONS = 0xA3  # [3] EXPLICIT, RFC 5280 section 4.1


class DerError(ValueError):
    """The structure breaks at `offset` (bytes from the start)."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Element:
    """One tag-length-value: `start` is the tag's offset, `body` the content's, `end` the first byte after it."""

    tag: int
    start: int
    body: int
    end: int


def read_element(data: bytes, start: int, limit: int) -> Element:
    """The element at `start`, which must end by `limit`. Raises DerError."""
    if start + 2 > limit:
        raise DerError("cut off inside a header", start)
    tag, first = data[start], data[start + 1]
    if tag & 0x1F == 0x1F:
        raise DerError("a tag number above 30", start)
    if first < 0x80:
        body, size = start + 2, first
    else:
        count = first & 0x7F
        if not 1 <= count <= 4 or start + 2 + count > limit:
            raise DerError("an impossible length", start + 1)
        body = start + 2 + count
        size = int.from_bytes(data[start + 2 : body])
        if data[start + 2] == 0 or size < 0x80:
            raise DerError("a length that is not in its shortest form", start + 1)
    if body + size > limit:
        raise DerError(f"a length of {size} where {limit - body} bytes are left", start)
    return Element(tag, start, body, body + size)


def children(data: bytes, parent: Element) -> Iterator[Element]:
    """The elements inside a constructed one. Raises DerError."""
    offset = parent.body
    while offset < parent.end:
        child = read_element(data, offset, parent.end)
        yield child
        offset = child.end


def find_break(data: bytes) -> DerError | None:
    """The first place where `data` stops being one well-formed DER element, or None."""
    try:
        outer = read_element(data, 0, len(data))
        if outer.tag != SEQUENCE:
            return DerError("no SEQUENCE at the start", 0)
        if outer.end != len(data):
            return DerError(f"{len(data) - outer.end} surplus bytes at the end", outer.end)
        pending = [(outer, 0)]
        seen = 0
        while pending:
            element, depth = pending.pop()
            if depth > MAX_DEPTH:
                return DerError(f"nested more than {MAX_DEPTH} deep", element.start)
            inner = list(islice(children(data, element), MAX_ELEMENTS))
            seen += len(inner)
            if seen >= MAX_ELEMENTS:
                return DerError(f"more than {MAX_ELEMENTS} elements", element.start)
            pending.extend((child, depth + 1) for child in reversed(inner) if child.tag & 0x20)
    except DerError as error:
        return error
    return None


@dataclass(frozen=True, slots=True)
class RawExtension:
    """One extension, unparsed: its OID's content bytes, and the bytes inside the OCTET STRING."""

    oid: bytes
    critical: bool
    value: bytes

    @property
    def encoded(self) -> bytes:
        """In DER, where `critical` is written only when it is true (X.690 section 11.5)."""
        critical = b"\x01\x01\xff" if self.critical else b""
        return _wrap(SEQUENCE, _wrap(0x06, self.oid) + critical + _wrap(0x04, self.value))


@lru_cache(maxsize=128)
def raw_extensions(certificate: bytes) -> tuple[RawExtension, ...]:
    """The extensions of a certificate, in order, at most MAX_EXTENSIONS. Raises DerError."""
    _, tbs = _tbs(certificate)
    for field in children(certificate, tbs):
        if field.tag == EXTENSIONS:
            listing = read_element(certificate, field.body, field.end)
            return tuple(_extension(certificate, e) for e in islice(children(certificate, listing), MAX_EXTENSIONS))
    return ()


def with_extensions(certificate: bytes, extensions: Iterable[RawExtension]) -> bytes:
    """The certificate with these extensions in place of its own. The signature no longer fits. Raises DerError.

    One extension alone can so be parsed apart from its malformed neighbours.
    """
    outer, tbs = _tbs(certificate)
    kept = [certificate[e.start : e.end] for e in children(certificate, tbs) if e.tag != EXTENSIONS]
    encoded = b"".join(extension.encoded for extension in extensions)
    listing = _wrap(EXTENSIONS, _wrap(SEQUENCE, encoded)) if encoded else b""
    return _wrap(SEQUENCE, _wrap(SEQUENCE, b"".join(kept) + listing) + certificate[tbs.end : outer.end])


def dotted(oid: bytes) -> str:
    """An OID's content bytes in dotted form (X.690 section 8.19). Raises DerError."""
    arcs: list[int] = []
    value = 0
    for byte in oid[:64]:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(value)
            value = 0
    if not arcs or oid[-1] & 0x80:
        raise DerError("an object identifier without end", 0)
    top = min(arcs[0] // 40, 2)
    return ".".join(str(arc) for arc in (top, arcs[0] - 40 * top, *arcs[1:]))


def tbs_of(certificate: bytes) -> Element:
    """The part that is signed, tbsCertificate. Raises DerError."""
    return _tbs(certificate)[1]


def signed_part(certificate: bytes) -> bytes:
    """tbsCertificate as it came, header included. Raises DerError."""
    tbs = tbs_of(certificate)
    return certificate[tbs.start : tbs.end]


def subject_public_key(certificate: bytes) -> bytes:
    """subjectPublicKeyInfo as it came, header included (RFC 5280 section 4.1). Raises DerError."""
    _, tbs = _tbs(certificate)
    fields = [field for field in islice(children(certificate, tbs), 8) if field.tag != VERSION]
    if len(fields) < 6:
        raise DerError("too few fields for a public key", tbs.start)
    key = fields[5]  # serial number, signature, issuer, validity, subject, key
    return certificate[key.start : key.end]


def _tbs(certificate: bytes) -> tuple[Element, Element]:
    outer = read_element(certificate, 0, len(certificate))
    tbs = read_element(certificate, outer.body, outer.end)
    if outer.tag != SEQUENCE or tbs.tag != SEQUENCE:
        raise DerError("no SEQUENCE where the certificate begins", outer.start)
    return outer, tbs


def _extension(data: bytes, element: Element) -> RawExtension:
    parts = tuple(children(data, element))
    if [part.tag for part in parts] not in ([0x06, 0x04], [0x06, 0x01, 0x04]):
        raise DerError("an extension of the wrong shape", element.start)
    critical = len(parts) == 3 and data[parts[1].body : parts[1].end] != b"\x00"
    oid, value = parts[0], parts[-1]
    return RawExtension(data[oid.body : oid.end], critical, data[value.body : value.end])


def _wrap(tag: int, body: bytes) -> bytes:
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + body
