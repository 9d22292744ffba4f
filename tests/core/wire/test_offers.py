"""An offer's bytes: what it says is what is written, in every version, and no length that some boxes cannot bear."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.offer import Offer, Question
from core.wire.codes import ExtensionType, Version
from core.wire.hello import ClientHello
from core.wire.hello_reader import decode_client_hello
from core.wire.offers import write_offer

RANDOM = bytes(range(32))
PLAIN = Offer(
    question=Question.SUITES,
    version=Version.TLS1_2,
    ciphers=(0xC02F, 0x009C),
    groups=(0x001D,),
    signature_algorithms=(0x0403,),
)


def written(offer: Offer, name: str | None = "a.test") -> ClientHello:
    hello = decode_client_hello(write_offer(offer, name, RANDOM))
    assert isinstance(hello, ClientHello)
    return hello


def test_an_offer_of_tls_1_2_says_what_it_asks() -> None:
    assert written(PLAIN) == ClientHello(
        random=RANDOM,
        ciphers=(0xC02F, 0x009C),
        groups=(0x001D,),
        signature_algorithms=(0x0403,),
        server_name="a.test",
        extended_master_secret=True,
        renegotiation_info=True,
        more=((ExtensionType.ENCRYPT_THEN_MAC, b""),),
    )


def test_an_offer_of_tls_1_3_alone_brings_an_empty_key_share() -> None:
    hello = written(replace(PLAIN, version=Version.TLS1_3, floor=Version.TLS1_3))
    assert (hello.legacy_version, hello.versions, hello.key_shares) == (Version.TLS1_2, (Version.TLS1_3,), ())
    assert len(hello.session_id) == 32


def test_a_floor_offers_every_version_from_there() -> None:
    hello = written(replace(PLAIN, version=Version.TLS1_3, floor=Version.TLS1_1))
    assert hello.versions == (Version.TLS1_3, Version.TLS1_2, Version.TLS1_1)


@pytest.mark.parametrize("version", [Version.TLS1_0, Version.TLS1_1])
def test_old_versions_know_no_signature_algorithms(version: Version) -> None:
    hello = written(replace(PLAIN, version=version))
    assert (hello.legacy_version, hello.versions, hello.signature_algorithms) == (version, (), ())


def test_ssl_3_knows_no_extensions_and_says_secure_renegotiation_as_a_suite() -> None:
    hello = written(replace(PLAIN, version=Version.SSL3))
    assert hello == ClientHello(
        random=RANDOM, legacy_version=0x0300, record_version=0x0300, ciphers=(0xC02F, 0x009C, 0x00FF)
    )


def test_ssl_2_is_written_in_its_own_form() -> None:
    offer = Offer(question=Question.SUITES, version=Version.SSL2, ciphers=(0x010080, 0x0700C0))
    head = bytes.fromhex("801f 01 0002 0006 0000 0010 010080 0700c0")
    assert write_offer(offer, "a.test", RANDOM) == head + RANDOM[:16]


def test_a_fallback_is_marked_behind_the_suites() -> None:
    assert written(replace(PLAIN, fallback_scsv=True)).ciphers == (0xC02F, 0x009C, 0x5600)


def test_tickets_are_asked_for_or_offered() -> None:
    assert written(replace(PLAIN, ticket=b"")).session_ticket
    assert (ExtensionType.SESSION_TICKET, b"old") in written(replace(PLAIN, ticket=b"old")).more
    assert not written(PLAIN).session_ticket


@given(
    suites=st.lists(st.integers(0x0001, 0xFFFF).filter(lambda s: s & 0x0F0F != 0x0A0A), unique=True, max_size=64),
    groups=st.lists(st.integers(1, 0x0300), unique=True, max_size=60),
    name=st.sampled_from([None, "a.test", "x" * 60 + ".example"]),
    version=st.sampled_from([Version.TLS1_0, Version.TLS1_2, Version.TLS1_3]),
)
def test_no_hello_has_a_length_that_hangs_old_load_balancers(
    suites: list[int], groups: list[int], name: str | None, version: Version
) -> None:
    """RFC 7685 section 1: 256 to 511 bytes of handshake message."""
    groups = [group for group in groups if group & 0x0F0F != 0x0A0A]
    offer = replace(PLAIN, version=version, ciphers=tuple(suites), groups=tuple(groups))
    size = len(write_offer(offer, name, RANDOM)) - 5
    assert size not in range(256, 512)
    assert written(offer, name).ciphers == tuple(suites)
