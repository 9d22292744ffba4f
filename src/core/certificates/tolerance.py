"""What clients read and the strict parser refuses, read all the same.

Two habits of real certificates: text whose bytes do not fit its string type (`*`, `@` or `_` in a PrintableString), and
a BOOLEAN that DER would leave out or write as 0xFF. Only the reading is relaxed: signatures are verified over the bytes
as they came.
"""

from core.certificates.der import (
    SEQUENCE,
    DerError,
    Element,
    children,
    find_break,
    raw_extensions,
    read_element,
    tbs_of,
    with_extensions,
)

_UTF8_STRING = 0x0C
_ONE_BYTE_STRINGS = {0x0C, 0x12, 0x13, 0x14, 0x16, 0x1A}  # UTF8, Numeric, Printable, T61, IA5, Visible


def relaxed(certificate: bytes) -> bytes:
    """The certificate as the strict parser would have it, signature aside. Raises DerError.

    The structure must be sound: only what stands in it is forgiven.
    """
    if broken := find_break(certificate):
        raise broken
    return with_extensions(_with_plain_names(certificate), raw_extensions(certificate))


def _with_plain_names(certificate: bytes) -> bytes:
    """Issuer and subject text as UTF-8, `?` for each byte that is none. Nothing moves: a string keeps its length."""
    plain = bytearray(certificate)
    sequences = [field for field in children(certificate, tbs_of(certificate)) if field.tag == SEQUENCE]
    for name in sequences[1:2] + sequences[3:4]:  # algorithm, issuer, validity, subject, key
        for text in _texts(certificate, name):
            plain[text.start] = _UTF8_STRING
            plain[text.body : text.end] = _utf8(certificate[text.body : text.end])
    return bytes(plain)


def read_basic_constraints(value: bytes) -> tuple[bool, int | None]:
    """cA and pathLenConstraint from a value in BER (RFC 5280 section 4.2.1.9). Raises DerError."""
    is_ca, path_length = False, None
    for part in children(value, read_element(value, 0, len(value))):
        content = value[part.body : part.end]
        match part.tag:
            case 0x01 if len(content) == 1:
                is_ca = content != b"\x00"
            case 0x02 if 1 <= len(content) <= 4:
                path_length = int.from_bytes(content, signed=True)
            case tag:
                raise DerError(f"an element with tag 0x{tag:02x} in basic constraints", part.start)
    return is_ca, path_length


def _texts(data: bytes, name: Element) -> list[Element]:
    """The one-byte strings in a Name: SEQUENCE OF SET OF SEQUENCE { type, value }."""
    found = []
    for rdn in children(data, name):
        for attribute in children(data, rdn):
            value = list(children(data, attribute))[-1]
            if value.tag in _ONE_BYTE_STRINGS:
                found.append(value)
    return found


def _utf8(content: bytes) -> bytes:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return bytes(byte if byte < 0x80 else 0x3F for byte in content)
    return content
