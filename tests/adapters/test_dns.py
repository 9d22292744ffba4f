"""The resolvers against a real DNS server on loopback: every answer DNS can give is a value, in time."""

import asyncio
import time
from dataclasses import replace
from ipaddress import ip_address

import dns.flags
import dns.rcode
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.dns import ServerResolver, SystemResolver
from adapters.dns.neighbours import MOST, candidates
from core.model.resolution import (
    NoAddress,
    NotResolved,
    NxDomain,
    Resolution,
    Resolved,
    ResolverSilent,
    ServFail,
)
from tests.adapters.dns_peer import Answers, Question, Reply, dns_peer, reply

V4, V6 = "192.0.2.1", "2001:db8::1"


def resolve(answers: Answers, host: str = "a.test", timeout: float = 3.0) -> Resolution:
    with dns_peer(answers) as server:
        found = asyncio.run(ServerResolver("127.0.0.1", server.port).resolve(host, timeout))
    return timeless(found)


def timeless(found: Resolution) -> Resolution:
    return found if isinstance(found, NotResolved) else replace(found, ms=0.0)


def by_kind(**records: str) -> Answers:
    """The same records for every name, by question type."""

    def answers(name: str, kind: str, question: Question) -> Reply:
        return reply(question, f"{name}. {kind} {records[kind]}") if kind in records else reply(question)

    return answers


# --- addresses ---


def test_both_families_are_found_ipv4_first() -> None:
    found = resolve(by_kind(AAAA=V6, A=V4))
    assert found == Resolved((ip_address(V4), ip_address(V6)))


def test_one_family_alone_is_enough() -> None:
    assert resolve(by_kind(AAAA=V6)) == Resolved((ip_address(V6),))


def test_aliases_inside_one_answer_are_followed() -> None:
    def answers(_name: str, kind: str, question: Question) -> Reply:
        chain = ("a.test. CNAME b.test.", "b.test. CNAME c.test.")
        return reply(question, *chain, *([f"c.test. A {V4}"] if kind == "A" else []))

    assert resolve(answers) == Resolved((ip_address(V4),), ("b.test", "c.test"))


def test_an_alias_that_the_server_does_not_follow_is_asked_for() -> None:
    def answers(name: str, kind: str, question: Question) -> Reply:
        if name == "a.test":
            return reply(question, "a.test. CNAME b.test.")
        return reply(question, f"b.test. A {V4}") if kind == "A" else reply(question)

    assert resolve(answers) == Resolved((ip_address(V4),), ("b.test",))


def test_a_truncated_answer_is_asked_again_over_tcp() -> None:
    with dns_peer(lambda n, k, q: reply(q, f"{n}. A {V4}", truncated=True) if k == "A" else reply(q)) as server:
        found = asyncio.run(ServerResolver("127.0.0.1", server.port).resolve("a.test", 3.0))
        assert ("a.test", "A", "tcp") in server.asked
    assert timeless(found) == Resolved((ip_address(V4),))


def test_a_lost_question_is_asked_again() -> None:
    seen: list[str] = []

    def answers(name: str, kind: str, question: Question) -> Reply:
        seen.append(kind)
        return (
            None
            if seen.count(kind) == 1
            else reply(question, f"{name}. A {V4}" if kind == "A" else f"{name}. AAAA {V6}")
        )

    assert resolve(answers) == Resolved((ip_address(V4), ip_address(V6)))


def test_a_family_that_is_never_answered_does_not_hold_the_other() -> None:
    def answers(name: str, kind: str, question: Question) -> Reply:
        return reply(question, f"{name}. A {V4}") if kind == "A" else None

    started = time.monotonic()
    assert resolve(answers, timeout=9.0) == Resolved((ip_address(V4),))
    assert time.monotonic() - started < 3.0


# --- no address ---


def test_the_name_does_not_exist() -> None:
    found = resolve(lambda _n, _k, q: reply(q, rcode=dns.rcode.NXDOMAIN))
    assert found == NxDomain("a.test")


def test_an_alias_that_leads_nowhere_is_named() -> None:
    def answers(name: str, _kind: str, question: Question) -> Reply:
        if name == "a.test":
            return reply(question, "a.test. CNAME gone.test.", rcode=dns.rcode.NXDOMAIN)
        return reply(question, rcode=dns.rcode.NXDOMAIN)

    assert resolve(answers) == NxDomain("a.test", ("gone.test",))


def test_a_neighbour_that_exists_is_suggested() -> None:
    def answers(name: str, kind: str, question: Question) -> Reply:
        if name == "example.com":
            return reply(question, f"example.com. A {V4}") if kind == "A" else reply(question)
        return reply(question, rcode=dns.rcode.NXDOMAIN)

    assert resolve(answers, "example.con") == NxDomain("example.con", (), ("example.com",))


def test_a_name_without_addresses() -> None:
    def answers(name: str, kind: str, question: Question) -> Reply:
        return reply(question, f"www.a.test. A {V4}") if (name, kind) == ("www.a.test", "A") else reply(question)

    assert resolve(answers) == NoAddress("a.test", (), ("www.a.test",))


# --- trouble ---


@pytest.mark.parametrize("rcode", [dns.rcode.SERVFAIL, dns.rcode.REFUSED, dns.rcode.FORMERR, dns.rcode.NOTIMP])
def test_a_server_that_cannot_says_why(rcode: dns.rcode.Rcode) -> None:
    found = resolve(lambda _n, _k, q: reply(q, rcode=rcode))
    assert isinstance(found, ServFail)
    assert (found.rcode, found.dnssec_suspected) == (dns.rcode.to_text(rcode), False)
    assert found.resolver.startswith("127.0.0.1:")


def test_a_failure_that_goes_away_unchecked_is_dnssec() -> None:
    def answers(name: str, kind: str, question: Question) -> Reply:
        if not question.flags & dns.flags.CD:
            return reply(question, rcode=dns.rcode.SERVFAIL)
        return reply(question, f"{name}. A {V4}") if kind == "A" else reply(question)

    found = resolve(answers)
    assert isinstance(found, ServFail)
    assert (found.rcode, found.dnssec_suspected) == ("SERVFAIL", True)


def test_an_empty_answer_beside_a_failure_is_not_no_address() -> None:
    found = resolve(lambda _n, k, q: reply(q, rcode=dns.rcode.SERVFAIL) if k == "A" else reply(q))
    assert isinstance(found, ServFail)


def test_an_alias_loop_fails() -> None:
    def answers(name: str, _kind: str, question: Question) -> Reply:
        other = "b.test" if name == "a.test" else "a.test"
        return reply(question, f"{name}. CNAME {other}.")

    found = resolve(answers)
    assert isinstance(found, ServFail)
    assert found.rcode == "CNAME loop"


def test_silence_ends_by_the_timeout() -> None:
    started = time.monotonic()
    with dns_peer(lambda _n, _k, _q: None) as server:
        found = asyncio.run(ServerResolver("127.0.0.1", server.port).resolve("a.test", 0.6))
        assert timeless(found) == ResolverSilent("a.test", (f"127.0.0.1:{server.port}",))
    assert 0.5 <= time.monotonic() - started <= 1.5


@pytest.mark.parametrize(
    "spoil",
    [
        lambda wire: wire[:7],
        lambda wire: wire[:2] + b"\xff" * 40,
        lambda wire: wire[:12],
        lambda wire: wire + b"trailing",
        lambda wire: wire[:-5],
        lambda wire: b"",
    ],
)
def test_a_spoilt_answer_never_raises(spoil: object) -> None:
    assert callable(spoil)
    found = resolve(lambda n, _k, q: spoil(reply(q, f"{n}. A {V4}").to_wire()), timeout=0.5)
    assert isinstance(found, ServFail | ResolverSilent | NoAddress)


def test_random_bytes_for_answers_never_raise() -> None:
    answers = (
        b"",
        b"\x00",
        b"\xff" * 12,
        bytes(range(256)),
        b"\x00\x00\x84\x00\x00\x01\x00\xff\x00\x00\x00\x00\xc0\x0c",
    )
    for noise in answers:
        found = resolve(lambda _n, _k, q, noise=noise: q.to_wire()[:2] + noise[2:], timeout=0.3)  # type: ignore[misc]
        assert isinstance(found, ServFail | ResolverSilent | NoAddress | NxDomain)


@pytest.mark.parametrize("host", ["a" * 64 + ".test", "a..test", ".".join(["abcdefgh"] * 40)])
def test_a_name_that_no_dns_can_hold_does_not_exist(host: str) -> None:
    found = resolve(lambda _n, _k, q: reply(q), host)
    assert isinstance(found, NxDomain)


# --- the system ---


def test_the_system_knows_its_hosts_file() -> None:
    found = asyncio.run(SystemResolver().resolve("localhost", 3.0))
    assert isinstance(found, Resolved)
    assert ip_address("127.0.0.1") in found.addresses


# --- neighbours ---


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("example.con", ("example.com", "www.example.com", "www.example.con")),
        ("www.example.com", ("example.com",)),
        ("example.com", ("www.example.com",)),
        ("wwww.example.org", ("www.example.org", "www.wwww.example.org", "example.org")),
        ("localhost", ()),
    ],
)
def test_near_names(host: str, near: tuple[str, ...]) -> None:
    assert candidates(host) == near


@given(st.text(st.sampled_from("abcw.-"), max_size=30))
def test_near_names_are_few_and_others(host: str) -> None:
    found = candidates(host)
    assert len(found) <= MOST
    assert host not in found
