"""subjectAltName read entry by entry, so that a malformed one hides no other. RFC 5280 section 4.2.1.6."""

import ipaddress
from dataclasses import dataclass, field

from core.certificates.der import DerError, children, read_element
from core.certificates.text import clean
from core.model.certificate import IPAddress

_KINDS = {
    0: "otherName",
    1: "email",
    3: "x400Address",
    4: "directoryName",
    5: "ediPartyName",
    6: "URI",
    8: "registeredID",
}
_MAX_NAMES = 10_000
_MAX_DNS = 255
_MAX_SHOWN = 80


@dataclass(slots=True)
class Names:
    """What an extension held; `malformed` has a short description for each entry no client can use."""

    dns: list[str] = field(default_factory=list)
    ips: list[IPAddress] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    malformed: list[str] = field(default_factory=list)


def read_names(value: bytes) -> Names:
    """The GeneralNames in an extension's value; never raises."""
    names = Names()
    try:
        listing = read_element(value, 0, len(value))
        if listing.tag != 0x30:
            names.malformed.append("not a list of names")
            return names
        for count, entry in enumerate(children(value, listing)):
            if count == _MAX_NAMES:
                names.malformed.append(f"more than {_MAX_NAMES} names; no others were read")
                break
            _sort_in(names, entry.tag, value[entry.body : entry.end])
    except DerError as error:
        names.malformed.append(f"unreadable from byte {error.offset}: {error}")
    return names


def _sort_in(names: Names, tag: int, content: bytes) -> None:
    if tag & 0xC0 != 0x80:
        names.malformed.append(f"an entry with tag 0x{tag:02x}")
        return
    match tag & 0x1F:
        case 2:
            if _printable(content) and 0 < len(content) <= _MAX_DNS:
                names.dns.append(content.decode("ascii"))
            else:
                names.malformed.append(f"DNS name {_show(content)}")
        case 7:
            if len(content) in {4, 16}:
                names.ips.append(ipaddress.ip_address(content))
            else:
                names.malformed.append(f"IP address of {len(content)} bytes")
        case 1 | 6 as kind:
            names.other.append(f"{_KINDS[kind]}:{_show(content)}")
        case kind if kind in _KINDS:
            names.other.append(_KINDS[kind])
        case kind:
            names.malformed.append(f"an entry of unknown kind {kind}")


def _printable(content: bytes) -> bool:
    return all(0x21 <= byte <= 0x7E for byte in content)


def _show(content: bytes) -> str:
    """The bytes as text, everything unusual as an escape that shows what it was."""
    text = "".join(chr(b) if 0x20 <= b <= 0x7E and b != 0x5C else f"\\x{b:02x}" for b in content[:_MAX_SHOWN])
    return clean(f"“{text}”" if len(content) <= _MAX_SHOWN else f"“{text}…”")
