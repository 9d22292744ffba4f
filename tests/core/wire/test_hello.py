"""A ClientHello says what its value says, survives the round trip, and a real OpenSSL takes it for what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wire.codes import EMPTY_RENEGOTIATION_INFO_SCSV, is_grease
from core.wire.hello import ClientHello, KeyShare
from core.wire.hello_reader import decode_client_hello
from core.wire.messages import Alert, Malformed, ServerHello
from core.wire.profiles import classical_small, large, legacy, modern, tls12_only
from core.wire.reader import FlightReader
from core.wire.registry import cipher
from tests.core.wire.servers import Server, answer

RANDOM = bytes(range(32))
ALL = (modern, classical_small, large, tls12_only, legacy)

u16 = st.integers(0, 0xFFFF)
numbers = st.lists(u16.filter(lambda code: not is_grease(code)), max_size=20).map(tuple)
names = st.from_regex(r"[a-z0-9-]{1,20}(\.[a-z0-9-]{1,20}){0,3}", fullmatch=True)
hellos = st.builds(
    ClientHello,
    random=st.binary(min_size=32, max_size=32),
    legacy_version=u16,
    record_version=st.integers(1, 0xFFFF),
    session_id=st.binary(max_size=32),
    ciphers=numbers,
    compressions=st.lists(st.integers(0, 255), max_size=3).map(tuple),
    versions=numbers,
    groups=numbers,
    key_shares=st.none() | st.lists(st.builds(KeyShare, u16, st.binary(max_size=60)), max_size=3).map(tuple),
    signature_algorithms=numbers,
    server_name=st.none() | names,
    alpn=st.lists(names, max_size=3).map(tuple),
    session_ticket=st.booleans(),
    extended_master_secret=st.booleans(),
    status_request=st.booleans(),
    signed_certificate_timestamps=st.booleans(),
    renegotiation_info=st.booleans(),
    padding=st.sampled_from([0, 4000]),
    grease=st.booleans(),
    more=st.lists(st.tuples(st.integers(0x5000, 0x5A00), st.binary(max_size=20)), max_size=2).map(tuple),
)


def events(server: Server, hello: ClientHello) -> tuple[object, ...]:
    reader = FlightReader()
    reader.feed(answer(server, hello.encode()))
    return reader.events


@given(hellos, st.integers(1, 16384))
def test_what_is_encoded_decodes_to_the_same_value(hello: ClientHello, record_size: int) -> None:
    assert decode_client_hello(hello.encode(record_size)) == hello


@given(st.binary(max_size=400))
def test_decoding_never_raises(data: bytes) -> None:
    assert isinstance(decode_client_hello(data), Malformed)


@given(hellos, st.data())
def test_decoding_a_damaged_hello_never_raises(hello: ClientHello, data: st.DataObject) -> None:
    encoded = bytearray(hello.encode())
    encoded[data.draw(st.integers(0, len(encoded) - 1))] ^= data.draw(st.integers(1, 255))
    assert isinstance(decode_client_hello(bytes(encoded)), ClientHello | Malformed)


def test_a_hello_without_extensions_ends_after_the_compressions() -> None:
    hello = ClientHello(random=RANDOM, ciphers=(0x0005,))
    assert hello.message()[-4:] == b"\x00\x05\x01\x00"


def test_padding_reaches_the_size_exactly() -> None:
    assert len(ClientHello(random=RANDOM, ciphers=(0x1301,), padding=600).message()) == 600


def test_a_hello_longer_than_its_padding_is_not_padded() -> None:
    hello = ClientHello(random=RANDOM, ciphers=(0x1301,), padding=20)
    assert hello.message() == ClientHello(random=RANDOM, ciphers=(0x1301,)).message()


def test_a_split_hello_is_the_same_message_in_more_records() -> None:
    hello = modern("server.test", RANDOM)
    encoded = hello.encode(record_size=100)
    assert encoded[:5] == b"\x16\x03\x01\x00\x64"
    assert decode_client_hello(encoded) == hello


@pytest.mark.parametrize("profile", ALL)
def test_no_profile_offers_more_than_64_suites_or_one_twice(profile: type) -> None:
    ciphers = profile("server.test", RANDOM).ciphers
    assert len(ciphers) == len(set(ciphers)) <= 64


@pytest.mark.parametrize("profile", ALL)
def test_every_profile_uses_the_record_version_that_old_servers_take(profile: type) -> None:
    assert profile("server.test", RANDOM).encode()[:3] == b"\x16\x03\x01"


@pytest.mark.parametrize("profile", ALL)
def test_a_profile_without_a_name_sends_no_server_name(profile: type) -> None:
    assert decode_client_hello(profile(None, RANDOM).encode()) == profile(None, RANDOM)
    assert b"server.test" not in profile(None, RANDOM).encode()


def test_the_small_hello_fits_517_bytes_with_the_longest_name() -> None:
    name = ".".join(["a" * 63] * 3 + ["b" * 61])
    assert len(name) == 253
    assert len(classical_small(name, RANDOM).encode()) < 517


def test_the_small_hello_has_no_post_quantum_group() -> None:
    assert all(code < 0x0200 for code in classical_small("server.test", RANDOM).groups)


def test_the_large_hello_needs_more_than_one_segment() -> None:
    assert len(large("server.test", RANDOM).encode()) > 1500


def test_tls12_only_has_nothing_of_tls13() -> None:
    hello = tls12_only("server.test", RANDOM)
    assert (hello.versions, hello.key_shares) == ((), None)
    assert not any(cipher(code).tls13 for code in hello.ciphers)


def test_legacy_offers_every_family_that_was_common() -> None:
    suites = [cipher(code) for code in legacy("server.test", RANDOM).ciphers if code != EMPTY_RENEGOTIATION_INFO_SCSV]
    assert {weakness for suite in suites for weakness in suite.weaknesses} >= set(
        cipher(0x0003).weaknesses + cipher(0x000A).weaknesses + cipher(0x0009).weaknesses
    )
    assert {suite.key_exchange for suite in suites} >= {"ECDHE", "DHE", "RSA", "ECDH", "ADH", "AECDH"}
    assert all(suite.known for suite in suites)


@pytest.mark.parametrize("profile", [modern, classical_small, large])
def test_a_tls13_server_names_version_suite_and_group_in_a_hello_retry(profile: type) -> None:
    hello, *_ = events(Server(groups="X25519"), profile("server.test", RANDOM))
    assert isinstance(hello, ServerHello)
    assert (hello.version, hello.is_hello_retry, hello.selected_group) == (0x0304, True, 0x001D)
    assert cipher(hello.cipher).tls13


def test_a_post_quantum_group_is_seen_without_any_key() -> None:
    hello, *_ = events(Server(groups="X25519MLKEM768:X25519"), modern("server.test", RANDOM))
    assert isinstance(hello, ServerHello)
    assert hello.selected_group == 0x11EC


@pytest.mark.parametrize(
    ("highest", "profile"), [(0x0303, modern), (0x0303, tls12_only), (0x0302, tls12_only), (0x0301, legacy)]
)
def test_an_older_server_answers_with_its_own_version(highest: int, profile: type) -> None:
    hello, *_ = events(Server(highest=highest), profile("server.test", RANDOM))
    assert isinstance(hello, ServerHello)
    assert hello.version == highest


def test_a_server_without_tls12_refuses_the_modern_offer_with_protocol_version() -> None:
    assert events(Server(highest=0x0302), modern("server.test", RANDOM)) == (Alert(2, 70),)


def test_grease_is_tolerated_by_openssl() -> None:
    hello = ClientHello(
        random=RANDOM,
        ciphers=(0x1301,),
        versions=(0x0304,),
        groups=(0x001D,),
        key_shares=(),
        signature_algorithms=(0x0804,),
        grease=True,
    )
    first, *_ = events(Server(), hello)
    assert isinstance(first, ServerHello)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x17\x03\x03\x00\x01a", "no handshake record"),
        (b"\x16\x03\x03\x00\x04\x02\x00\x00\x00", "no ClientHello"),
        (b"\x16\x03\x03\x00\x05\x01\x00\x00\x00a", "1 bytes too many"),
    ],
)
def test_what_is_no_client_hello_says_so(data: bytes, what: str) -> None:
    read = decode_client_hello(data)
    assert isinstance(read, Malformed)
    assert read.what == what
