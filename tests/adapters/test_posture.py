"""Lookups around a server, against a real DNS server and real HTTP servers on loopback."""

import asyncio
import base64
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from adapters.clock import SystemClock
from adapters.dns.question import Server
from adapters.posture import NetworkPosture, climb
from core.address_policy import AllowAll, PublicOnly
from core.model.posture import (
    CaaAt,
    CaaRecord,
    HttpsRecord,
    Nothing,
    PlainClosed,
    PlainHttp,
    Posture,
    Records,
    SignatureState,
    TlsaRecord,
    Unanswered,
)
from core.model.target import Starttls, Target
from core.ports import AddressPolicy
from tests.adapters.dns_peer import Answers, Question, Reply, dns_peer, reply
from tests.adapters.peers import peer
from tests.lab.names import FakeDns
from tests.lab.zone import Key, Zone, sound

LOOPBACK = ip_address("127.0.0.1")
TARGET = Target("www.a.test", 443, "www.a.test")
ECH = bytes.fromhex("0004fe0d0000")
NOW = datetime.now(UTC).replace(microsecond=0)


def look(
    answers: Answers | int,
    target: Target = TARGET,
    *,
    plain: tuple[tuple[int, int], ...] = (),
    policy: AddressPolicy | None = None,
    any_name: bool = True,
    seconds: float = 9.0,
) -> Posture:
    """What is told around the target. ``answers``: a DNS server to run, or the port of one."""
    if not isinstance(answers, int):
        with dns_peer(answers) as server:
            return look(server.port, target, plain=plain, policy=policy, any_name=any_name, seconds=seconds)
    clock = SystemClock()
    source = NetworkPosture(
        (Server("127.0.0.1", answers),), policy or AllowAll(), clock, any_name=any_name, plain_ports=plain
    )
    return asyncio.run(source.look(target, (LOOPBACK,), clock.monotonic() + seconds))


def records(*texts: str) -> Answers:
    """These records ("name type value") and nothing else."""

    def answers(name: str, kind: str, question: Question) -> Reply:
        return reply(question, *(t for t in texts if t.split(" ")[:2] == [f"{name}.", kind]))

    return answers


# --- CAA, TLSA, HTTPS ---


def test_caa_is_asked_at_the_name_and_every_name_above() -> None:
    found = look(records('a.test. CAA 0 issue "ca.example; accounturi=x"', 'a.test. CAA 128 Odd "1"'))
    climbed = {at.name: at.lookup for at in found.caa}
    assert list(climbed) == ["www.a.test", "a.test", "test"]
    assert climbed["www.a.test"] == Nothing()
    assert isinstance(climbed["a.test"], Records)
    assert set(climbed["a.test"].items) == {
        CaaRecord("issue", "ca.example; accounturi=x"),
        CaaRecord("odd", "1", critical=True),
    }


def test_an_alias_is_followed_and_named() -> None:
    def answers(name: str, kind: str, question: Question) -> Reply:
        if name == "www.a.test":
            return reply(question, "www.a.test. CNAME b.test.")
        return reply(question, 'b.test. CAA 0 issue ";"') if (name, kind) == ("b.test", "CAA") else reply(question)

    assert look(answers).caa[0] == CaaAt("www.a.test", Records("b.test", (CaaRecord("issue", ";"),)))


def test_tlsa_stands_below_port_and_transport() -> None:
    target = Target("mx.a.test", 25, "mx.a.test", Starttls.SMTP)
    found = look(records(f"_25._tcp.mx.a.test. TLSA 3 1 1 {'ab' * 32}"), target)
    assert found.tlsa == Records("_25._tcp.mx.a.test", (TlsaRecord(3, 1, 1, bytes.fromhex("ab" * 32)),))
    assert found.https is None


def test_the_https_record_is_read_whole() -> None:
    value = '1 . alpn="h2,h3" port=8443 ipv4hint=192.0.2.1 ipv6hint=2001:db8::1 no-default-alpn ech="'
    value += base64.b64encode(ECH).decode() + '"'
    found = look(records(f"www.a.test. HTTPS {value}"))
    assert found.https == Records(
        "www.a.test",
        (
            HttpsRecord(
                priority=1,
                target=".",
                alpn=("h2", "h3"),
                no_default_alpn=True,
                port=8443,
                hints=(ip_address("192.0.2.1"), ip_address("2001:db8::1")),
                ech=ECH,
            ),
        ),
    )


def test_another_port_has_its_own_https_record() -> None:
    found = look(records("_8443._https.www.a.test. HTTPS 0 svc.a.test."), Target("www.a.test", 8443, "www.a.test"))
    assert found.https == Records("_8443._https.www.a.test", (HttpsRecord(priority=0, target="svc.a.test"),))


def test_the_resolvers_word_for_dnssec_is_kept() -> None:
    def answers(name: str, kind: str, question: Question) -> Reply:
        assert question.flags & dns.flags.AD or question.flags & dns.flags.CD
        message = reply(question, f'{name}. CAA 0 issue ";"') if kind == "CAA" else reply(question)
        message.flags |= dns.flags.AD
        return message

    found = look(answers)
    assert found.caa[0].lookup == Records("www.a.test", (CaaRecord("issue", ";"),), authenticated=True)
    assert found.tlsa == Nothing(authenticated=True)


# --- trouble ---


@pytest.mark.parametrize(
    ("rcode", "expected"),
    [
        (dns.rcode.NXDOMAIN, Nothing()),
        (dns.rcode.SERVFAIL, Unanswered("the resolver answers SERVFAIL")),
        (dns.rcode.REFUSED, Unanswered("the resolver answers REFUSED")),
    ],
)
def test_a_failure_is_not_an_absence(rcode: dns.rcode.Rcode, expected: object) -> None:
    found = look(lambda _n, _k, question: reply(question, rcode=rcode))
    assert {type(at.lookup) for at in found.caa} == {type(expected)}
    assert found.tlsa == expected


def test_a_failure_that_goes_away_unchecked_is_dnssec() -> None:
    def answers(_name: str, _kind: str, question: Question) -> Reply:
        return reply(question, rcode=dns.rcode.NOERROR if question.flags & dns.flags.CD else dns.rcode.SERVFAIL)

    found = look(answers)
    assert found.tlsa == Unanswered("the resolver answers SERVFAIL", unchecked_answers=True)
    assert found.dnssec is not None
    assert found.dnssec.refused_when_checked


def test_silence_ends_within_three_seconds() -> None:
    started = time.monotonic()
    found = look(lambda _n, _k, _q: None)
    assert 1.5 < time.monotonic() - started < 3.5
    assert {type(at.lookup) for at in found.caa} == {Unanswered}
    assert isinstance(found.tlsa, Unanswered)
    assert isinstance(found.https, Unanswered)
    assert found.dnssec is not None
    assert found.dnssec.zone is None


def test_a_deadline_that_is_nearer_holds() -> None:
    started = time.monotonic()
    found = look(lambda _n, _k, _q: None, seconds=0.3)
    assert time.monotonic() - started < 1.0
    assert isinstance(found.tlsa, Unanswered)


def test_garbage_is_untold() -> None:
    found = look(lambda _n, _k, question: question.to_wire()[:2] + b"\x84\x00" + b"\xff" * 30)
    assert isinstance(found.tlsa, Unanswered)


@pytest.mark.parametrize(
    "target",
    [Target("192.0.2.1", 443), Target("2001:db8::1", 443), Target("printer", 443), Target("nas.local", 443)],
)
def test_what_public_dns_cannot_know_is_not_asked(target: Target) -> None:
    with dns_peer(lambda _n, _k, question: reply(question)) as server:
        found = look(server.port, target, any_name=False)
        assert server.asked == []
    assert found.skipped
    assert (found.caa, found.tlsa, found.https, found.dnssec) == ((), None, None, None)


@pytest.mark.parametrize(
    ("host", "names"),
    [("a.b.example.com", ("a.b.example.com", "b.example.com", "example.com", "com")), ("com", ("com",))],
)
def test_the_climb(host: str, names: tuple[str, ...]) -> None:
    assert climb(host) == names


def test_the_climb_of_a_long_name_stops() -> None:
    assert len(climb(".".join("abcdefghijklmno"))) == 10


# --- DNSSEC ---


@pytest.fixture
def names() -> Iterator[FakeDns]:
    server = FakeDns()
    yield server
    server.close()


def signing(names: FakeDns, zone: Zone, **options: bool) -> Posture:
    names.records = zone.records("www.a.test A 127.0.0.1", **options)
    return look(names.port)


def test_a_sound_zone_verifies(names: FakeDns) -> None:
    zone = sound("a.test", NOW)
    found = signing(names, zone).dnssec
    assert found is not None
    assert found.zone == "a.test"
    assert isinstance(found.ds, Records)
    assert [(ds.key_tag, ds.fits) for ds in found.ds.items] == [(dns_tag(zone.key), True)]
    assert isinstance(found.keys, Records)
    assert [key.entry_point for key in found.keys.items] == [True]
    assert {(s.covers, s.state) for s in found.signatures} == {
        ("A", SignatureState.VALID),
        ("DNSKEY", SignatureState.VALID),
    }
    assert found.unsigned == ()
    assert found.signatures[0].expires == NOW - timedelta(hours=1) + timedelta(days=14)


def dns_tag(key: Key) -> int:
    return dns.dnssec.key_id(key.record)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"signed_before": timedelta(days=15)}, SignatureState.EXPIRED),
        ({"signed_before": timedelta(days=-1)}, SignatureState.PREMATURE),
    ],
)
def test_signatures_out_of_date(names: FakeDns, change: dict[str, timedelta], state: SignatureState) -> None:
    zone = sound("a.test", NOW)
    zone.signed_before = change["signed_before"]
    found = signing(names, zone).dnssec
    assert found is not None
    assert {s.state for s in found.signatures} == {state}


def test_a_ds_of_another_key_does_not_fit(names: FakeDns) -> None:
    found = signing(names, Zone("a.test", NOW, delegated=Key())).dnssec
    assert found is not None
    assert isinstance(found.ds, Records)
    assert [ds.fits for ds in found.ds.items] == [False]


@pytest.mark.parametrize(("digest", "fits"), [("2 " + "00" * 32, False), ("250 " + "00" * 32, None)])
def test_a_ds_with_the_right_tag_must_have_the_right_digest(names: FakeDns, digest: str, fits: bool | None) -> None:
    zone = sound("a.test", NOW)
    names.records = zone.records("www.a.test A 127.0.0.1")
    forged = dns.rrset.from_text("a.test.", 60, "IN", "DS", f"{dns_tag(zone.key)} 13 {digest}")
    names.records[("a.test", "DS")] = [forged]
    found = look(names.port).dnssec
    assert found is not None
    assert isinstance(found.ds, Records)
    assert [ds.fits for ds in found.ds.items] == [fits]


def test_a_zone_with_many_keys_costs_no_more_than_one_with_few(names: FakeDns) -> None:
    zone = sound("a.test", NOW)
    names.records = zone.records("www.a.test A 127.0.0.1")
    keys = dns.rrset.from_rdata_list("a.test.", 60, [Key().record for _ in range(40)])
    names.records[("a.test", "DNSKEY")] = [keys]
    found = look(names.port).dnssec
    assert found is not None
    assert isinstance(found.keys, Records)
    assert len(found.keys.items) == 12


def test_records_changed_after_signing_do_not_verify(names: FakeDns) -> None:
    zone = sound("a.test", NOW)
    signed = zone.records("www.a.test A 127.0.0.1")
    other = zone.records("www.a.test A 127.0.0.2")
    signed[("www.a.test", "A")][0] = other[("www.a.test", "A")][0]
    names.records = signed
    found = look(names.port).dnssec
    assert found is not None
    assert {(s.covers, s.state) for s in found.signatures} == {
        ("A", SignatureState.BAD),
        ("DNSKEY", SignatureState.VALID),
    }


def test_an_alias_into_another_zone_is_judged_in_its_own() -> None:
    here = sound("a.test", NOW).records("www.a.test CNAME cdn.b.test.")
    there = Zone("b.test", NOW).records("cdn.b.test A 127.0.0.1", signed=False)

    def answers(name: str, kind: str, question: Question) -> Reply:
        message = reply(question)
        if name == "www.a.test":
            message.answer += [*here[("www.a.test", "CNAME")], *there.get(("cdn.b.test", kind), [])]
            message.authority += there[("b.test", "SOA")] if kind == "SOA" else []
        else:
            message.answer += here.get((name, kind), [])
        return message

    found = look(answers).dnssec
    assert found is not None
    assert found.zone == "a.test"
    assert {(s.covers, s.state) for s in found.signatures} == {
        ("CNAME", SignatureState.VALID),
        ("DNSKEY", SignatureState.VALID),
    }
    assert found.unsigned == ()


def test_a_zone_without_ds_and_keys_is_told_as_such(names: FakeDns) -> None:
    found = signing(names, Zone("a.test", NOW), signed=False).dnssec
    assert found is not None
    assert (found.zone, found.ds, found.keys) == ("a.test", Nothing(), Nothing())
    assert found.signatures == ()


# --- plain HTTP ---


def plain_answer(answer: bytes) -> object:
    asked: list[bytes] = []

    def serve(sock: socket.socket) -> None:
        asked.append(sock.recv(4096))
        sock.sendall(answer)

    with peer(serve) as server:
        found = look(lambda _n, _k, q: reply(q), plain=((443, server.port),)).plain_http
        assert all(request.startswith(b"HEAD / HTTP/1.1\r\nHost: www.a.test:") for request in asked)
    return found


def test_the_redirect_of_the_plain_port_is_kept() -> None:
    answer = b"HTTP/1.1 301 Moved\r\nLocation: https://www.a.test/\r\n\r\n"
    assert plain_answer(answer) == PlainHttp(301, "https://www.a.test/")


def test_a_page_needs_no_body() -> None:
    assert plain_answer(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n") == PlainHttp(200)


def test_what_is_no_http_serves_no_http() -> None:
    assert plain_answer(b"220 mail ready\r\n\r\n") == PlainClosed("the answer is not HTTP")


def test_other_ports_and_starttls_have_no_plain_port() -> None:
    with peer(lambda _sock: None) as server:
        plain = ((443, server.port),)
        for target in (Target("www.a.test", 8443, "www.a.test"), Target("www.a.test", 443, None, Starttls.SMTP)):
            assert look(lambda _n, _k, q: reply(q), target, plain=plain).plain_http is None
        assert server.accepted == 0


def test_a_closed_port_is_told() -> None:
    with peer(lambda _sock: None) as server:
        port = server.port
    found = look(lambda _n, _k, q: reply(q), plain=((443, port),)).plain_http
    assert isinstance(found, PlainClosed)


def test_a_refused_address_is_not_contacted() -> None:
    with peer(lambda _sock: None) as server:
        found = look(lambda _n, _k, q: reply(q), plain=((443, server.port),), policy=PublicOnly()).plain_http
        assert server.accepted == 0
    assert found == Unanswered("127.0.0.1 is an address of this host")
