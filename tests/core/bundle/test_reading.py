"""Every packing of the same certificates reads the same; what stands in the way is told; hostile bytes are values."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
    pkcs12,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from OpenSSL import SSL

from core.bundle.reading import read_bundle
from core.model.bundle import (
    MAX_BYTES,
    MAX_CERTIFICATES,
    Bundle,
    Container,
    KeyFacts,
    KeyTrouble,
    Locked,
    NoCertificate,
    Quirk,
)
from tests.core.bundle.test_private import KEYS, PUBLIC
from tests.support.pki import Authority, to_der, to_pem

ROOT = Authority.root()
CA = ROOT.intermediate()
LEAF = CA.issue()
FULL = LEAF.fullchain_pem
TEXT = FULL.decode()


def p12(password: bytes | None) -> bytes:
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"n", LEAF.key, LEAF.cert, [CA.cert], lock)  # type: ignore[arg-type]


def read(data: bytes, *passwords: str) -> Bundle:
    found = read_bundle(data, "x", passwords)
    assert isinstance(found, Bundle), found
    return found


def quirks(data: bytes) -> list[Quirk]:
    found = read_bundle(data, "x")
    assert isinstance(found, Bundle | NoCertificate)
    return [odd.quirk for odd in found.irregularities]


@pytest.mark.parametrize(
    ("data", "container"),
    [
        (FULL, Container.PEM),
        (TEXT.replace("\n", "\r\n").encode(), Container.PEM),
        (f"subject=CN = a.test\n\n{TEXT}\nissuer=x\n".encode(), Container.PEM),
        (TEXT.replace("CERTIFICATE", "X509 CERTIFICATE").encode(), Container.PEM),
        (FULL.strip(), Container.PEM),
        (LEAF.der + CA.der, Container.DER),
        (pkcs7.serialize_certificates([LEAF.cert, CA.cert], Encoding.DER), Container.PKCS7),
        (pkcs7.serialize_certificates([LEAF.cert, CA.cert], Encoding.PEM), Container.PKCS7),
        (p12(None), Container.PKCS12),
    ],
    ids=["PEM", "CRLF", "text around", "old label", "no last line end", "DER", "PKCS7 DER", "PKCS7 PEM", "PKCS12"],
)
def test_the_same_certificates_from_every_packing(data: bytes, container: Container) -> None:
    found = read(data)
    assert (found.container, set(found.certificates)) == (container, {LEAF.der, CA.der})
    assert found.irregularities == ()


def test_pem_keeps_the_order_of_the_file() -> None:
    assert read(to_pem(CA.cert, LEAF.cert)).certificates == (CA.der, LEAF.der)


def edited(edit: Callable[[str], str]) -> bytes:
    return edit(TEXT).encode()


DEPARTURES = [
    (edited(lambda t: "\ufeff" + t), Quirk.BYTE_ORDER_MARK),
    (TEXT.encode("utf-16"), Quirk.UTF16),
    (TEXT.encode("utf-16-le"), Quirk.UTF16),
    (TEXT.encode("utf-16-be"), Quirk.UTF16),
    (edited(lambda t: t.replace("\n", "\\n")), Quirk.ESCAPED),
    (edited(lambda t: t.replace("\n", "\\r\\n")), Quirk.ESCAPED),
    (edited(lambda t: t.replace("\n", "\r")), Quirk.CARRIAGE_RETURNS),
    (edited(lambda t: t.replace("-----\n-----", "----------")), Quirk.OFF_THE_LINE),
    (edited(lambda t: "cert: " + t), Quirk.PRECEDED),
    (edited(lambda t: "  " + t), Quirk.PRECEDED),
    (edited(lambda t: t.replace("=\n-----END", "=-----END").replace("\n-----END", "-----END")), Quirk.OFF_THE_LINE),
    (edited(lambda t: t.replace("\nMI", "\n\n\nMI")), Quirk.EMPTY_LINES),
    (edited(lambda t: t.replace("\n-----END", "\n\n-----END")), Quirk.EMPTY_LINES),
]


@pytest.mark.parametrize(("data", "quirk"), DEPARTURES)
def test_a_departure_from_pem_is_told_and_read_all_the_same(data: bytes, quirk: Quirk) -> None:
    assert quirk in quirks(data)
    assert read(data).certificates == (LEAF.der, CA.der)


HARMLESS: list[Callable[[str], str]] = [
    lambda t: "\n\n" + t,
    lambda t: t.replace("-----\n-----", "-----\n\n-----") + "\n\n",
    lambda t: t.replace("\nMI", "\n\nMI"),
    lambda t: t.replace("\n", " \n"),
    lambda t: t.replace("\n", "\r\n"),
    lambda t: t.replace("\n", "\r\r\n"),
]


@pytest.mark.parametrize("edit", HARMLESS)
def test_what_is_harmless_is_no_departure(edit: Callable[[str], str]) -> None:
    assert quirks(edit(TEXT).encode()) == []


@pytest.mark.parametrize("data", [data for data, _ in DEPARTURES] + [edited(edit) for edit in HARMLESS])
def test_openssl_refuses_what_we_call_fatal_and_loads_the_rest(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "chain.pem"
    file.write_bytes(data)
    context = SSL.Context(SSL.TLS_METHOD)
    try:
        context.use_certificate_chain_file(str(file))
    except SSL.Error:
        loaded = False
    else:
        own = SSL.Connection(context).get_certificate()
        loaded = own is not None and to_der(own.to_cryptography()) == LEAF.der  # else it skipped the first
    assert loaded is not any(quirk.fatal for quirk in quirks(data))


def test_a_block_that_is_cut_off_is_told_with_its_line_and_hides_no_other() -> None:
    found = read(LEAF.pem[:200] + b"\n" + CA.pem)
    assert found.certificates == (CA.der,)
    assert [(odd.quirk, odd.line) for odd in found.irregularities] == [(Quirk.CUT_OFF, 1)]


def test_a_block_that_is_no_base64_is_told_with_its_line_and_hides_no_other() -> None:
    found = read(LEAF.pem + CA.pem.replace(b"MII", b"M!I", 1))
    assert found.certificates == (LEAF.der,)
    assert [(o.quirk, o.line) for o in found.irregularities] == [(Quirk.BAD_BASE64, LEAF.pem.count(b"\n") + 1)]


def test_base64_without_armour_is_read_and_told() -> None:
    data = base64.encodebytes(LEAF.der)
    assert (read(data).certificates, quirks(data)) == ((LEAF.der,), [Quirk.NO_ARMOUR])


def test_openssls_remarks_behind_a_trusted_certificate_are_left_out() -> None:
    body = base64.encodebytes(LEAF.der + b"\x30\x03\x0c\x01x").decode()
    armour = f"-----BEGIN TRUSTED CERTIFICATE-----\n{body}-----END TRUSTED CERTIFICATE-----\n"
    assert read(armour.encode()).certificates == (LEAF.der,)


def block(der: bytes, label: str = "CERTIFICATE") -> bytes:
    return f"-----BEGIN {label}-----\n{base64.encodebytes(der).decode()}-----END {label}-----\n".encode()


STUMBLING = {
    "header lines": (LEAF.pem.replace(b"-----\nMII", b"-----\nX-For: a.test\n\nMII") + CA.pem, Quirk.HEADERS),
    "bytes behind the first certificate": (block(LEAF.der + b"\xff\xff") + CA.pem, Quirk.SURPLUS),
    "no certificate in the second block": (LEAF.pem + block(b"\x30\x03\x02\x01\x05"), Quirk.NO_CERTIFICATE),
}


@pytest.mark.parametrize("case", STUMBLING)
def test_a_block_that_keeps_openssl_from_loading_the_file_is_told(case: str, tmp_path: Path) -> None:
    data, quirk = STUMBLING[case]
    file = tmp_path / "chain.pem"
    file.write_bytes(data)
    with pytest.raises(SSL.Error):
        SSL.Context(SSL.TLS_METHOD).use_certificate_chain_file(str(file))
    assert (quirks(data), quirk.fatal) == ([quirk], True)


def test_openssl_passes_over_a_trusted_certificate_behind_the_first() -> None:
    trusted = block(CA.der + b"\x30\x03\x0c\x01x", "TRUSTED CERTIFICATE")
    assert quirks(LEAF.pem + trusted) == [Quirk.TRUSTED_LATER]
    assert Quirk.TRUSTED_LATER.fatal


def test_bytes_behind_a_later_certificate_hinder_nobody(tmp_path: Path) -> None:
    data = LEAF.pem + block(CA.der + b"\xff\xff")
    file = tmp_path / "chain.pem"
    file.write_bytes(data)
    SSL.Context(SSL.TLS_METHOD).use_certificate_chain_file(str(file))
    assert (quirks(data), read(data).certificates) == ([], (LEAF.der, CA.der))


def test_text_inside_of_der_does_not_make_it_pem() -> None:
    empty = pkcs7.PKCS7SignatureBuilder().set_data(ROOT.pem)
    signer = empty.add_signer(LEAF.cert, LEAF.key, hashes.SHA256())  # type: ignore[arg-type]
    found = read(signer.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary]))
    assert (found.container, found.certificates) == (Container.PKCS7, (LEAF.der,))


def test_other_blocks_are_named() -> None:
    assert read(FULL + PUBLIC["request"]).others == ("CERTIFICATE REQUEST",)


@pytest.mark.parametrize("passwords", [(), ("",), ("other", "secret")])
def test_a_password_opens_pkcs12(passwords: tuple[str, ...]) -> None:
    found = read_bundle(p12(b"secret"), "x", passwords)
    if "secret" in passwords:
        assert isinstance(found, Bundle)
        assert [type(key) for key in found.keys] == [KeyFacts]
    else:
        assert found == Locked(Container.PKCS12, tried=bool(passwords))


def test_a_key_in_the_file_is_told_by_its_public_half() -> None:
    (key,) = read(FULL + LEAF.key_pem).keys
    assert isinstance(key, KeyFacts)
    assert (key.facts.bits, key.encrypted, key.apart) == (256, False, False)


def test_a_locked_key_in_the_file_hides_no_certificate() -> None:
    found = read(FULL + KEYS["PKCS #8 with a password"])
    (key,) = found.keys
    assert isinstance(key, KeyTrouble)
    assert (key.locked, len(found.certificates)) == (True, 2)


@pytest.mark.parametrize(
    ("data", "because"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"hello", "is neither PEM, DER, PKCS #7 nor PKCS #12"),
        (KEYS["PKCS #8"], "holds a private key and no certificate"),
        (KEYS["PKCS #8 in DER"], "holds a private key and no certificate"),
        (KEYS["PKCS #8 with a password, in DER"], "holds a private key and no certificate"),
        (PUBLIC["request"], "holds a certificate request and no certificate"),
        (PUBLIC["request in DER"], "holds a certificate request and no certificate"),
        (PUBLIC["public key"], "holds a public key and no certificate"),
        (base64.encodebytes(FULL), "is PEM in base64 once more, as a Kubernetes secret has it"),
        (p12(b"secret")[:-9], "is cut off (PKCS #12)"),
        (LEAF.pem[:300], "holds no complete certificate"),
        (
            b"-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n",
            "holds a certificate that cannot be decoded",
        ),
        (b"\x30" * (MAX_BYTES + 1), f"is larger than {MAX_BYTES} bytes"),
        (
            KEYS["Java keystore"],
            "is a Java keystore (JKS): keytool -importkeystore -deststoretype PKCS12 turns it into PKCS #12",
        ),
    ],
)
def test_what_holds_no_certificate_says_what_it_holds(data: bytes, because: str) -> None:
    found = read_bundle(data, "x")
    assert isinstance(found, NoCertificate)
    assert found.because == because


def test_more_certificates_than_are_read_are_told() -> None:
    found = read(LEAF.pem * (MAX_CERTIFICATES + 1))
    assert len(found.certificates) == MAX_CERTIFICATES
    assert [odd.quirk for odd in found.irregularities] == [Quirk.TOO_MANY]


def test_as_many_certificates_as_are_read_are_no_quirk() -> None:
    assert read(LEAF.pem * MAX_CERTIFICATES).irregularities == ()


@pytest.mark.parametrize(
    "piece",
    [
        b"-----BEGIN A-----",
        b"-----BEGIN A----- -----END A-----",
        b"-----END A-----",
        b"-----BEGIN A-----\nX: y\n",
        b"\x30\x00",
        b"A",
    ],
)
def test_a_file_full_of_marks_is_read_in_linear_time(piece: bytes) -> None:
    """Quadratic work over a megabyte would outlast the test's own time limit."""
    assert isinstance(read_bundle(piece * (MAX_BYTES // len(piece)), "x"), Bundle | NoCertificate)


SEEDS = [
    FULL,
    FULL + LEAF.key_pem,
    LEAF.der,
    p12(None),
    p12(b"s"),
    pkcs7.serialize_certificates([CA.cert], Encoding.DER),
]
SEEDS += [LEAF.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())]


@settings(max_examples=300)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=6),
    st.integers(0, 2000),
)
def test_mutated_files_are_values_too(seed: bytes, changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(seed)
    for place, value in changes:
        data[place % len(data)] = value
    found = read_bundle(bytes(data[: len(data) - cut % len(data)]), "x", ("s",))
    assert isinstance(found, Bundle | Locked | NoCertificate)


@settings(max_examples=200)
@given(st.text(alphabet="-BEGINCRTFAED \n\r\\n=xM\x00", max_size=300) | st.binary(max_size=300))
def test_any_bytes_are_read_without_an_error(data: str | bytes) -> None:
    raw = data.encode() if isinstance(data, str) else data
    assert isinstance(read_bundle(raw, "x"), Bundle | Locked | NoCertificate)
