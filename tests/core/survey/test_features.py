"""What a server can do beside suites and groups, each fact from the answer that shows it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.model.observation import (
    AlertReceived,
    Attempt,
    HelloAnswered,
    Negotiated,
    Outcome,
    Probe,
    Profile,
    ServerFlight,
    Stage,
)
from core.model.offer import Offer, Question, Reply
from core.model.server_map import DhParameters, Features, Preference, Tri
from core.wire.codes import ExtensionType, Version
from tests.core.survey.simulated import ADDRESS, Choice, Net, Server, answered, of
from tests.core.wire.test_real_flights import FFDHE2048

WEB = Server(
    suites={Version.TLS1_3: (0x1302, 0x1301), Version.TLS1_2: (0xC02B, 0xC013, 0xC009)},
    groups=(0x11EC, 0x001D),
    schemes=(0x0403, 0x0503),
    alpn=("h2", "http/1.1"),
)
CHAIN = (b"leaf", b"issuer")
FULL = Attempt(
    Probe(Profile.FULL, ADDRESS, 443, "a.test"),
    Negotiated(
        ServerFlight(version=Version.TLS1_3, cipher=0x1302, group=0x11EC, chain=CHAIN, alpn="h2"),
        "TLS 1.3",
        "TLS_AES_256_GCM_SHA384",
        "X25519MLKEM768",
        session=b"ticket",
        early_data=16384,
    ),
)


def altered(alter: Callable[[Offer, Reply], Reply], server: Server = WEB) -> Callable[[Offer, int], Outcome]:
    """The server with each of its replies altered."""

    def answers(offer: Offer, _: int) -> Outcome:
        outcome = server.answer(offer)
        if isinstance(outcome, HelloAnswered) and outcome.reply is not None:
            return answered(alter(offer, outcome.reply))
        return outcome

    return answers


def test_a_modern_web_server() -> None:
    found = Net(of(WEB)).run([FULL])
    assert found.features == Features(
        alpn=("h2", "http/1.1"),
        session_ids=Tri.NO,
        tickets=Tri.YES,
        psk=Tri.YES,
        early_data=16384,
        compression=Tri.NO,
        secure_renegotiation=Tri.YES,
        extended_master_secret=Tri.YES,
        encrypt_then_mac=Tri.YES,
        fallback_scsv=Tri.YES,
        ecdh_reused=Tri.UNKNOWN,
        downgrade_signal=Tri.NO,
    )
    assert found.signature_schemes == (0x0403, 0x0503)
    assert found.client_cert_asked is Tri.NO
    assert found.other_chains == ()
    assert found.group_preference is Preference.SERVER


def test_a_server_of_tls_1_3_alone_has_no_compression_and_no_classic_features() -> None:
    found = Net(of(Server(suites={Version.TLS1_3: (0x1301,)}))).run([FULL])
    assert found.features == Features(alpn=("h2",), psk=Tri.YES, early_data=16384, compression=Tri.NO)


def test_nothing_is_said_of_alpn_where_the_handshake_offered_none() -> None:
    mail = replace(FULL, probe=replace(FULL.probe, port=993))
    assert Net(of(WEB)).run([mail]).features.alpn is None


def test_a_server_that_knows_no_other_name_refuses_it_and_is_asked_again_without() -> None:
    def strict(offer: Offer, _: int) -> Outcome:
        return AlertReceived(Stage.HELLO, 2, 120) if offer.alpn else WEB.answer(offer)

    net = Net(strict)
    found = net.run([FULL])
    assert found.features.alpn == ("h2",)
    assert found.features.compression is Tri.NO
    assert found.inconsistent is None
    assert [offer.alpn for offer in net.asked if offer.question is Question.COMPRESSION] == [("http/1.1",), ()]


def test_compression_is_seen() -> None:
    found = Net(altered(lambda offer, reply: replace(reply, compression=max(offer.compressions)))).run([FULL])
    assert found.features.compression is Tri.YES


@pytest.mark.parametrize(
    ("extension", "fact"),
    [
        (ExtensionType.RENEGOTIATION_INFO, "secure_renegotiation"),
        (ExtensionType.EXTENDED_MASTER_SECRET, "extended_master_secret"),
        (ExtensionType.ENCRYPT_THEN_MAC, "encrypt_then_mac"),
    ],
)
def test_an_extension_that_never_comes_back_is_not_known(extension: int, fact: str) -> None:
    mute = altered(lambda _, r: replace(r, extensions=tuple(e for e in r.extensions if e != extension)))
    assert getattr(Net(mute).run([FULL]).features, fact) is Tri.NO


def test_encrypt_then_mac_is_no_question_without_cbc() -> None:
    aead = Server(suites={Version.TLS1_2: (0xC02B, 0xC02C)})
    assert Net(of(aead)).run([]).features.encrypt_then_mac is Tri.UNKNOWN


def test_a_marked_fallback_that_is_answered_shows_that_the_mark_is_not_known() -> None:
    def deaf(offer: Offer, _: int) -> Outcome:
        return WEB.answer(replace(offer, fallback_scsv=False))

    assert Net(deaf).run([FULL]).features.fallback_scsv is Tri.NO


def test_one_version_alone_has_nothing_to_fall_back_from() -> None:
    assert Net(of(Server(suites={Version.TLS1_2: (0xC02B,)}))).run([]).features.fallback_scsv is Tri.UNKNOWN


def test_the_downgrade_signal_must_be_in_every_older_answer() -> None:
    honest = altered(lambda _, reply: replace(reply, downgrade=reply.version < Version.TLS1_3))
    assert Net(honest).run([FULL]).features.downgrade_signal is Tri.YES


def test_a_key_that_comes_twice_is_reused() -> None:
    same = altered(lambda _, reply: replace(reply, public=b"P") if reply.group and not reply.hello_retry else reply)
    assert Net(same).run([FULL]).features.ecdh_reused is Tri.YES


def test_the_second_certificate_of_a_dual_server_is_kept() -> None:
    def chains(offer: Offer, reply: Reply) -> Reply:
        rsa = reply.cipher == 0xC013
        return replace(reply, chain=(b"rsa leaf", b"issuer") if rsa else CHAIN) if offer.whole_flight else reply

    assert Net(altered(chains)).run([FULL]).other_chains == ((b"rsa leaf", b"issuer"),)


DHE = Server(suites={Version.TLS1_2: (0x009E, 0x009F)}, schemes=(0x0401,), choice=Choice.CLIENT)


def _dhe(prime: bytes, public: Callable[[int], bytes]) -> Callable[[Offer, int], Outcome]:
    count = iter(range(1000))
    return altered(lambda _, r: replace(r, group=None, dh_prime=prime, public=public(next(count))), DHE)


def test_an_own_prime_has_a_size_and_no_name() -> None:
    found = Net(_dhe(b"\x00" + b"\xf0" * 128, lambda n: n.to_bytes(2))).run([])
    assert found.dh == DhParameters(bits=1024, reused=Tri.NO)


# RFC 2409 section 6.2
OAKLEY_2 = bytes.fromhex(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF"
)


def test_a_known_prime_is_named_and_a_reused_key_seen() -> None:
    found = Net(_dhe(OAKLEY_2, lambda _: b"same")).run([])
    assert found.dh == DhParameters(bits=1024, name="RFC 2539 1024-bit MODP Group", reused=Tri.YES)


def _needs_key_curve(curve: int) -> Callable[[Offer, int], Outcome]:
    """OpenSSL with an ECDSA key alone."""
    ecdsa = Server(suites={Version.TLS1_2: (0xC02B,)}, curves=(0x001D, 0x0017, 0x0018), choice=Choice.CLIENT)

    def answers(offer: Offer, _: int) -> Outcome:
        return ecdsa.answer(offer) if curve in offer.groups else AlertReceived(Stage.HELLO, 2, 40)

    return answers


def test_curves_are_found_beside_the_one_that_an_ecdsa_key_needs() -> None:
    found = Net(_needs_key_curve(0x0017)).run([])
    assert found.groups_complete
    assert set(found.groups) == {0x001D, 0x0017}  # P-384 is never taken where P-256 must be offered too


def test_without_ecdhe_there_is_no_group_and_nothing_is_left_open() -> None:
    found = Net(of(Server(suites={Version.TLS1_2: (0x009C, 0x009D)}))).run([])
    assert (found.groups, found.groups_complete) == ((), True)
    assert (found.signature_schemes, found.signatures_complete) == ((), True)
    assert found.complete


def test_signatures_of_tls_1_3_alone_are_not_known_to_the_end() -> None:
    assert not Net(of(Server(suites={Version.TLS1_3: (0x1301,)}))).run([]).signatures_complete


def _rfc7919(offer: Offer, _: int) -> Outcome:
    """OpenSSL 4 without DH parameters: DHE for those who offer ffdhe2048, nothing for others."""
    if 0x0100 not in offer.groups:
        return AlertReceived(Stage.HELLO, 2, 40)
    outcome = DHE.answer(offer)
    if isinstance(outcome, HelloAnswered) and outcome.reply is not None:
        return answered(replace(outcome.reply, group=None, dh_prime=FFDHE2048.to_bytes(256)))
    return outcome


def test_dhe_for_clients_with_named_groups_alone_is_found_and_named() -> None:
    found = Net(_rfc7919).run([])
    assert found.suites == {0x009E, 0x009F}
    assert found.groups == (0x0100,)
    assert found.dh == DhParameters(bits=2048, name="ffdhe2048", reused=Tri.YES)
    assert found.inconsistent is None


def test_older_clients_may_get_a_weaker_prime_and_that_one_counts() -> None:
    def two_faced(offer: Offer, _: int) -> Outcome:
        outcome = DHE.answer(offer)
        prime = FFDHE2048.to_bytes(256) if 0x0100 in offer.groups else OAKLEY_2
        assert not isinstance(outcome, HelloAnswered) or outcome.reply is not None
        if isinstance(outcome, HelloAnswered) and outcome.reply is not None:
            return answered(replace(outcome.reply, group=None, dh_prime=prime))
        return outcome

    dh = Net(two_faced).run([]).dh
    assert dh is not None
    assert (dh.bits, dh.name) == (1024, "RFC 2539 1024-bit MODP Group")
