"""The names that no TLS client compares with a host and that name constraints judge all the same: e-mail addresses,
URIs, directory names. RFC 5280 sections 4.2.1.6 and 4.2.1.10.

Read from the bytes: equal for a name and for a constraint. What cannot be read is left out; that its extension is
malformed is told elsewhere. Bounded by MAX_NAMES.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from core.certificates.der import SEQUENCE, DerError, Element, children, dotted, raw_extensions, read_element, tbs_of
from core.certificates.text import clean

MAX_NAMES = 1000
_SAN, _CONSTRAINTS = "2.5.29.17", "2.5.29.30"
_EMAIL_ATTRIBUTE = "1.2.840.113549.1.9.1"
_AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^:/?#]+)")  # RFC 3986 section 3.2
_PERMITTED, _EXCLUDED = 0xA0, 0xA1
_SHOWN = {"2.5.4.3": "CN", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.10": "O", "2.5.4.11": "OU"}

Rdn = tuple[tuple[str, str], ...]


class Kind(Enum):
    """By the tag of a GeneralName."""

    EMAIL = 0x81
    DIRECTORY = 0xA4
    URI = 0x86


@dataclass(frozen=True, slots=True)
class OtherName:
    """``shown``: as text; ``parts``: of a directory name, its relative names from the root, letter case and spacing
    set aside.
    """

    kind: Kind
    shown: str
    parts: tuple[Rdn, ...] = ()

    @property
    def host(self) -> str:
        """Of an e-mail address or a URI; empty where there is none."""
        if self.kind is Kind.EMAIL:
            return self.shown.rpartition("@")[2].lower()
        authority = _AUTHORITY.match(self.shown)
        return authority[1].lower() if authority else ""


def names_of(certificate: bytes) -> tuple[OtherName, ...]:
    """Those of a certificate, its subject and the subject's e-mail addresses among them. Never raises."""
    return tuple(islice((*_subject(certificate), *_alternative(certificate)), MAX_NAMES))


def constrained(certificate: bytes) -> tuple[tuple[OtherName, ...], tuple[OtherName, ...]]:
    """Permitted and excluded bases of an issuer. Never raises."""
    found: dict[int, tuple[OtherName, ...]] = {}
    try:
        value = _value(certificate, _CONSTRAINTS)
        for way in children(value, read_element(value, 0, len(value))) if value else ():
            bases = (next(iter(children(value, subtree)), None) for subtree in islice(children(value, way), MAX_NAMES))
            found[way.tag] = tuple(name for base in bases if base and (name := _name(value, base)))
    except DerError:
        return (), ()
    return found.get(_PERMITTED, ()), found.get(_EXCLUDED, ())


def _value(certificate: bytes, oid: str) -> bytes:
    return next((raw.value for raw in raw_extensions(certificate) if dotted(raw.oid) == oid), b"")


def _alternative(certificate: bytes) -> tuple[OtherName, ...]:
    try:
        value = _value(certificate, _SAN)
        listing = children(value, read_element(value, 0, len(value))) if value else iter(())
        return tuple(name for entry in islice(listing, MAX_NAMES) if (name := _name(value, entry)))
    except DerError:
        return ()


def _subject(certificate: bytes) -> Iterator[OtherName]:
    try:
        fields = [field for field in children(certificate, tbs_of(certificate)) if field.tag == SEQUENCE]
        parts = _relative(certificate, fields[3])  # algorithm, issuer, validity, subject
    except (DerError, IndexError):
        return
    if parts:
        yield _directory(parts)
    yield from (OtherName(Kind.EMAIL, text) for rdn in parts for oid, text in rdn if oid == _EMAIL_ATTRIBUTE)


def _name(data: bytes, entry: Element) -> OtherName | None:
    match entry.tag:
        case Kind.EMAIL.value | Kind.URI.value:
            return OtherName(Kind(entry.tag), clean(data[entry.body : entry.end].decode("latin-1"), 300))
        case Kind.DIRECTORY.value:
            return _directory(_relative(data, read_element(data, entry.body, entry.end)))
        case _:
            return None


def _directory(parts: tuple[Rdn, ...]) -> OtherName:
    shown = ",".join("+".join(f"{_SHOWN.get(oid, oid)}={text}" for oid, text in rdn) for rdn in reversed(parts))
    return OtherName(Kind.DIRECTORY, clean(shown, 300), parts)


def _relative(data: bytes, name: Element) -> tuple[Rdn, ...]:
    """SEQUENCE OF SET OF SEQUENCE { type, value }, compared as RFC 5280 section 7.1 has it."""
    return tuple(
        tuple(sorted(_attribute(data, attribute) for attribute in children(data, rdn)))
        for rdn in islice(children(data, name), MAX_NAMES)
    )


def _attribute(data: bytes, attribute: Element) -> tuple[str, str]:
    match list(children(data, attribute)):
        case [oid, value]:
            text = data[value.body : value.end].decode("utf-8", "replace")
            return dotted(data[oid.body : oid.end]), " ".join(text.casefold().split())
        case _:
            raise DerError("no attribute in a directory name", attribute.start)
