"""Bytes of a file → `Bundle`: PEM with anything around it, DER, PKCS #7, PKCS #12. Total: whatever comes is a value.

Bounded: MAX_BYTES read, MAX_CERTIFICATES kept. RFC 7468, RFC 2315 and 5652 (certs-only), RFC 7292.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7, pkcs12

from core.bundle.armour import Armoured, Block, armoured_twice, looks_armoured, unwrap, without_armour
from core.bundle.keys import is_key, known, read_block
from core.bundle.private import holds_private_key
from core.certificates.der import DerError, read_element
from core.certificates.engines import loads
from core.certificates.facts import quiet
from core.certificates.text import clean
from core.model.bundle import (
    MAX_BYTES,
    MAX_CERTIFICATES,
    Bundle,
    Container,
    Irregularity,
    Key,
    Locked,
    NoCertificate,
    Quirk,
    Reading,
)

_TRUSTED = "TRUSTED CERTIFICATE"
_CERTIFICATES = frozenset({"CERTIFICATE", "X509 CERTIFICATE", _TRUSTED})
_PKCS7 = frozenset({"PKCS7", "CMS", "PKCS #7 SIGNED DATA"})
_KEYSTORES = {b"\xfe\xed\xfe\xed": "a Java keystore (JKS)", b"\xce\xce\xce\xce": "a Java keystore (JCEKS)"}
_KINDS = {
    "CERTIFICATE REQUEST": "a certificate request",
    "NEW CERTIFICATE REQUEST": "a certificate request",
    "PUBLIC KEY": "a public key",
    "X509 CRL": "a revocation list",
    "DH PARAMETERS": "Diffie-Hellman parameters",
}


def read_bundle(data: bytes, name: str, passwords: Sequence[str] = ()) -> Reading:
    """What is in the file. ``passwords``: tried after none and the empty one; ``name``: for what is told of keys."""
    if len(data) > MAX_BYTES:
        return NoCertificate(f"is larger than {MAX_BYTES} bytes")
    if not data.strip():
        return NoCertificate("is empty")
    with quiet():
        if looks_armoured(data) and not _is_one_element(data):
            return _armoured(unwrap(data), name, passwords)
        if der := without_armour(data):
            return _bare(der, name, passwords)
        if armoured_twice(data):
            return NoCertificate("is PEM in base64 once more, as a Kubernetes secret has it")
        return _binary(data, name, passwords)


def _armoured(armoured: Armoured, name: str, passwords: Sequence[str]) -> Reading:
    odd = list(armoured.irregularities)
    ders: list[bytes] = []
    container = Container.PEM
    for block in armoured.blocks:
        if block.der is None:
            continue
        if block.label in _CERTIFICATES:
            odd += _stumbling(block, first=not ders)
            ders.append(_first_element(block.der))
        elif block.label in _PKCS7:
            container = Container.PKCS7
            ders += _pkcs7(block.der) or ()
    keys = tuple(read_block(b, name, passwords, apart=False) for b in armoured.blocks[:20] if is_key(b.label))
    labels = (b.label for b in armoured.blocks if b.label not in _CERTIFICATES | _PKCS7 and not is_key(b.label))
    if not ders:
        return NoCertificate(_what_else(armoured.blocks, keys), tuple(odd))
    return _bundle(container, ders, keys, odd, tuple(dict.fromkeys(clean(label, 60) for label in labels)))


def _what_else(blocks: Sequence[Block], keys: Sequence[Key]) -> str:
    if any(block.label in _CERTIFICATES | _PKCS7 for block in blocks):
        return "holds a certificate that cannot be decoded"
    if keys:
        return "holds a private key and no certificate"
    kinds = [_KINDS.get(block.label, clean(block.label, 40)) for block in blocks]
    return f"holds {kinds[0]} and no certificate" if kinds else "holds no complete certificate"


def _bare(der: bytes, name: str, passwords: Sequence[str]) -> Reading:
    odd = Irregularity(Quirk.NO_ARMOUR, 1, "")
    match _binary(der, name, passwords):
        case Bundle() as bundle:
            packed = bundle.container in (Container.PKCS7, Container.PKCS12)
            kept = bundle.container if packed else Container.PEM
            return _bundle(kept, bundle.certificates, bundle.keys, [*bundle.irregularities, odd])
        case NoCertificate(because=because):
            return NoCertificate(because, (odd,))
        case other:
            return other


def _binary(data: bytes, name: str, passwords: Sequence[str]) -> Reading:
    if kind := _KEYSTORES.get(data[:4]):
        return NoCertificate(f"is {kind}: keytool -importkeystore -deststoretype PKCS12 turns it into PKCS #12")
    if data[:1] != b"\x30":
        return NoCertificate("is neither PEM, DER, PKCS #7 nor PKCS #12")
    match _inside(data):
        case b"\x02\x01\x03":
            return _pkcs12(data, name, passwords)
        case bytes(start) if start[:1] == b"\x06":
            found = _pkcs7(data)
            return _bundle(Container.PKCS7, found) if found else NoCertificate("holds no certificate (PKCS #7)")
        case _ if holds_private_key(data):
            return NoCertificate("holds a private key and no certificate")
        case _ if _is_request(data):
            return NoCertificate("holds a certificate request and no certificate")
        case _:
            return _bundle(Container.DER, _elements(data))


def _inside(data: bytes) -> bytes:
    """The first three bytes inside the outer SEQUENCE, whatever its length says (BER's indefinite one too)."""
    first = data[1] if len(data) > 1 else 0
    body = 2 + (first & 0x7F if first & 0x80 else 0)
    return data[body : body + 3]


def _is_request(der: bytes) -> bool:
    try:
        x509.load_der_x509_csr(der)
    except (ValueError, UnsupportedAlgorithm):
        return False
    return True


def _elements(data: bytes) -> tuple[bytes, ...]:
    """Certificates in DER, one behind another; what follows the last whole one is kept as it is, to be told."""
    elements: list[bytes] = []
    offset = 0
    while offset < len(data) and len(elements) <= MAX_CERTIFICATES:
        try:
            end = read_element(data, offset, len(data)).end
        except DerError:
            end = len(data)
        elements.append(data[offset:end])
        offset = end
    return tuple(elements)


def _first_element(der: bytes) -> bytes:
    """OpenSSL's TRUSTED CERTIFICATE has its own remarks behind the certificate."""
    try:
        element = read_element(der, 0, len(der))
    except DerError:
        return der
    return der[: element.end]


def _stumbling(block: Block, *, first: bool) -> Iterator[Irregularity]:
    """What a server with OpenSSL (`SSL_CTX_use_certificate_chain_file`) makes of a block that we read.

    Seen with OpenSSL 3.0 and 4.0: the first certificate may have OpenSSL's remarks behind it and nothing else; behind
    it blocks of TRUSTED CERTIFICATE are passed over, and one that cannot be read makes the whole file unusable.
    """
    der = block.der or b""
    if first and block.label != _TRUSTED and _first_element(der) != der:
        yield Irregularity(Quirk.SURPLUS, block.line, f"{len(der) - len(_first_element(der))} bytes")
    elif not first and block.label == _TRUSTED:
        yield Irregularity(Quirk.TRUSTED_LATER, block.line, "")
    elif not first and not loads(der):
        yield Irregularity(Quirk.NO_CERTIFICATE, block.line, f"in {block.label}")


def _is_one_element(data: bytes) -> bool:
    """DER from the first byte to the last, whatever text stands in it (signed data of PKCS #7 may hold PEM)."""
    try:
        return data[:1] == b"\x30" and read_element(data, 0, len(data)).end == len(data)
    except DerError:
        return False


def _whole(data: bytes) -> bool:
    """Not cut off, as far as its own length tells (BER need not tell)."""
    try:
        read_element(data, 0, len(data))
    except DerError:
        return data[1:2] == b"\x80"
    return True


def _pkcs7(der: bytes) -> tuple[bytes, ...] | None:
    """Certificates of a certs-only message; None when it cannot be read."""
    try:
        return tuple(c.public_bytes(Encoding.DER) for c in pkcs7.load_der_pkcs7_certificates(der))
    except (ValueError, UnsupportedAlgorithm, TypeError):
        return None


def _pkcs12(data: bytes, name: str, passwords: Sequence[str]) -> Reading:
    for password in (None, b"", *(text.encode() for text in passwords)):
        try:
            store = pkcs12.load_pkcs12(data, password)
        except (ValueError, UnsupportedAlgorithm, TypeError):
            continue
        own = [store.cert] if store.cert else []
        ders = [c.certificate.public_bytes(Encoding.DER) for c in chain(own, store.additional_certs)]
        keys = (known(store.key, name, encrypted=bool(password), apart=False),) if store.key else ()
        return _bundle(Container.PKCS12, ders, keys) if ders else NoCertificate("holds no certificate (PKCS #12)")
    if not _whole(data):
        return NoCertificate("is cut off (PKCS #12)")
    return Locked(Container.PKCS12, tried=bool(passwords))


def _bundle(
    container: Container,
    ders: Sequence[bytes],
    keys: tuple[Key, ...] = (),
    irregularities: Sequence[Irregularity] = (),
    others: tuple[str, ...] = (),
) -> Bundle:
    odd = list(irregularities)
    if len(ders) > MAX_CERTIFICATES:
        odd.append(Irregularity(Quirk.TOO_MANY, 0, f"{len(ders)} or more; the first {MAX_CERTIFICATES} were read"))
    return Bundle(
        container=container,
        certificates=tuple(ders[:MAX_CERTIFICATES]),
        keys=keys,
        irregularities=tuple(odd),
        others=others,
    )
