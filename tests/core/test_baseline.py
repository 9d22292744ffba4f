"""What the regression gate says: every kind of change, its turn, and silence for what is the same."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.baseline import compare, degraded, take
from core.baseline_file import SCHEMA, BaselineError, dumps, loads
from core.model.baseline import Baseline, Known, Served, Turn
from core.model.finding import Severity
from core.model.prose import plain
from core.model.report import MappedAddresses, Report
from core.model.server_map import Tri
from tests.support.maps import MODERN, undecided, version
from tests.support.reports import healthy_report, reports

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
SERVED = Served(
    issuer="CN=R10,O=Let's Encrypt,C=US",
    not_after=AT + timedelta(days=60),
    sha256="aa",
    key="RSA 2048",
    key_bits=2048,
    names=("example.com", "www.example.com"),
    chain=("example.com", "R10"),
    stores=("Chrome", "Mozilla"),
)
SUITES = ("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
GROUPS = ("X25519MLKEM768", "x25519")
BEFORE = Baseline(
    target="example.com:443",
    taken_at=AT,
    findings=(Known("no-hsts", Severity.ADVICE, "no HSTS"),),
    undetermined=(),
    served=SERVED,
    versions=("TLS 1.2", "TLS 1.3"),
    refused=("TLS 1.0", "TLS 1.1"),
    suites=SUITES,
    groups=GROUPS,
    alpn="h2",
    working=("192.0.2.1",),
    letter="A",
)


def said(now: Baseline, before: Baseline = BEFORE) -> list[tuple[Turn, str]]:
    return [(difference.turn, plain(difference.said)) for difference in compare(before, now)]


def with_chain(**changes: Any) -> Baseline:
    return replace(BEFORE, served=replace(SERVED, **changes))


def test_the_same_report_has_no_difference() -> None:
    assert compare(BEFORE, BEFORE) == ()


def test_a_moment_later_nothing_is_different() -> None:
    assert compare(BEFORE, replace(BEFORE, taken_at=AT + timedelta(days=1))) == ()


WORSE = [
    (replace(BEFORE, versions=("TLS 1.0", "TLS 1.2", "TLS 1.3")), "TLS 1.0 is spoken now, which is obsolete"),
    (replace(BEFORE, versions=("TLS 1.2",)), "TLS 1.3 is no longer spoken"),
    (
        replace(BEFORE, suites=(*SUITES, "TLS_RSA_WITH_3DES_EDE_CBC_SHA")),
        "New cipher suite: TLS_RSA_WITH_3DES_EDE_CBC_SHA, weak: 3DES",
    ),
    (
        replace(BEFORE, suites=SUITES[:1]),
        "Lost cipher suite: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    ),
    (replace(BEFORE, groups=("x25519",)), "Lost key-exchange group: X25519MLKEM768"),
    (with_chain(issuer="CN=X"), "Other issuer: CN=X instead of CN=R10,O=Let's Encrypt,C=US"),
    (with_chain(chain=("example.com",)), "Shorter chain, 2 → 1: no longer sent is R10"),
    (
        with_chain(not_after=SERVED.not_after - timedelta(days=1, seconds=1)),
        "Expires earlier: 2027-01-19 11:59:59 UTC instead of 2027-01-20 12:00:00 UTC",
    ),
    (with_chain(names=("example.com",)), "The certificate no longer names www.example.com"),
    (with_chain(stores=("Chrome",)), "No longer trusted by Mozilla"),
    (with_chain(key="RSA 1024", key_bits=1024), "Other key: RSA 1024 instead of RSA 2048"),
    (replace(BEFORE, alpn="http/1.1"), "ALPN chooses http/1.1 instead of h2"),
    (replace(BEFORE, letter="B"), "Grade B instead of A"),
    (
        replace(BEFORE, findings=(*BEFORE.findings, Known("no-caa", Severity.ADVICE, "no CAA"))),
        "New finding no-caa: no CAA",
    ),
    (
        replace(BEFORE, findings=(Known("no-hsts", Severity.BROKEN, "no HSTS"),)),
        "Graver than before, no-hsts: no HSTS",
    ),
]


@pytest.mark.parametrize(("now", "sentence"), WORSE, ids=[sentence[:40] for _, sentence in WORSE])
def test_a_degradation_is_one_sentence_and_closes_the_gate(now: Baseline, sentence: str) -> None:
    assert said(now) == [(Turn.WORSE, sentence)]
    assert degraded(compare(BEFORE, now))


OTHER = [
    (replace(BEFORE, findings=()), Turn.BETTER, "No longer found: no-hsts"),
    (replace(BEFORE, groups=(*GROUPS, "secp256r1")), Turn.BETTER, "New key-exchange group: secp256r1"),
    (replace(BEFORE, groups=(*GROUPS, "x448")), Turn.OTHER, "New key-exchange group: x448"),
    (
        replace(BEFORE, suites=(*SUITES, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA")),
        Turn.OTHER,
        "New cipher suite: TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    ),
    (replace(BEFORE, letter="A+"), Turn.BETTER, "Grade A+ instead of A"),
    (with_chain(stores=(*SERVED.stores, "Java")), Turn.BETTER, "Now trusted by Java"),
    (with_chain(key="EC P-256", key_bits=256), Turn.OTHER, "Other key: EC P-256 instead of RSA 2048"),
    (
        with_chain(sha256="bb", not_after=SERVED.not_after + timedelta(seconds=1)),
        Turn.OTHER,
        "Renewed: the certificate is valid until 2027-01-20 12:00:01 UTC",
    ),
    (
        with_chain(sha256="bb"),
        Turn.OTHER,
        "Another certificate with the same end of validity is served",
    ),
    (
        replace(BEFORE, findings=(*BEFORE.findings, Known("root-sent", Severity.NOTE, "the root is sent"))),
        Turn.OTHER,
        "New finding root-sent: the root is sent",
    ),
    (
        replace(BEFORE, versions=None),
        Turn.UNKNOWN,
        "The protocol versions could not be determined this time, the baseline has them",
    ),
    (
        replace(BEFORE, suites=None),
        Turn.UNKNOWN,
        "The cipher suites could not be determined this time, the baseline has them",
    ),
    (
        replace(BEFORE, findings=(), undetermined=("no-hsts",)),
        Turn.UNKNOWN,
        "Whether no-hsts is still there could not be determined",
    ),
    (
        replace(BEFORE, undetermined=("revoked",)),
        Turn.UNKNOWN,
        "revoked was answered before and could not be determined now",
    ),
]


@pytest.mark.parametrize(("now", "turn", "sentence"), OTHER, ids=[sentence[:40] for _, _, sentence in OTHER])
def test_what_is_no_degradation_is_told_and_leaves_the_gate_open(now: Baseline, turn: Turn, sentence: str) -> None:
    assert said(now) == [(turn, sentence)]
    assert not degraded(compare(BEFORE, now))


def test_what_the_baseline_did_not_know_is_not_compared() -> None:
    blind = replace(BEFORE, versions=None, suites=None, groups=None, letter=None, served=None)
    assert compare(blind, BEFORE) == ()


def test_losing_an_obsolete_version_is_better() -> None:
    old = replace(BEFORE, versions=("TLS 1.0", "TLS 1.2", "TLS 1.3"))
    assert said(BEFORE, old) == [(Turn.BETTER, "TLS 1.0 is no longer spoken")]


def test_a_server_that_went_away_closes_the_gate_and_says_what_was_not_compared() -> None:
    gone = replace(BEFORE, served=None, versions=None, suites=None, groups=None, alpn=None, working=(), letter=None)
    assert said(gone)[0] == (Turn.WORSE, "No address completes a handshake any more")
    assert [turn for turn, _ in said(gone)[1:]] == [Turn.UNKNOWN] * 4


def test_a_server_that_went_away_has_not_mended_anything() -> None:
    gone = replace(BEFORE, findings=(), served=None, versions=None, suites=None, groups=None, alpn=None, working=())
    assert (Turn.UNKNOWN, "Whether no-hsts is still there could not be determined") in said(gone)
    assert Turn.BETTER not in [turn for turn, _ in said(gone)]


def test_a_check_without_a_survey_has_mended_only_what_it_looked_at() -> None:
    """A quick check against the baseline of a full one."""
    before = replace(BEFORE, findings=(Known("no-caa", Severity.ADVICE, "no CAA"), *BEFORE.findings))
    quick = replace(BEFORE, findings=(), versions=None, suites=None, groups=None)
    found = [(difference.turn, plain(difference.said)) for difference in compare(before, quick, passed=("no-hsts",))]
    assert (Turn.BETTER, "No longer found: no-hsts") in found
    assert (Turn.UNKNOWN, "Whether no-caa is still there could not be determined") in found


def test_doing_what_the_guideline_advises_does_not_close_the_gate() -> None:
    """TLSRef's levels ask for the removal of CBC suites and of groups that no client needs."""
    old = replace(BEFORE, suites=(*SUITES, "TLS_RSA_WITH_AES_128_CBC_SHA"), groups=(*GROUPS, "ffdhe2048", "x448"))
    assert said(BEFORE, old) == [
        (Turn.OTHER, "Lost cipher suite: TLS_RSA_WITH_AES_128_CBC_SHA"),
        (Turn.OTHER, "Lost key-exchange group: ffdhe2048"),
        (Turn.OTHER, "Lost key-exchange group: x448"),
    ]
    assert not degraded(compare(old, BEFORE))


def test_an_undecided_version_makes_the_versions_unknown() -> None:
    half = replace(MODERN, versions=(version(0x0304, 0x1301), undecided(0x0303)))
    report = replace(healthy_report(), maps=(MappedAddresses(("192.0.2.1",), half),))
    assert (take(report).versions, take(report).suites) == (None, None)


def test_a_map_is_kept_by_names() -> None:
    report = replace(healthy_report(), maps=(MappedAddresses(("192.0.2.1",), MODERN),))
    kept = take(report)
    assert kept.versions == ("TLS 1.2", "TLS 1.3")
    assert kept.refused == ("SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1")
    assert kept.groups == ("X25519MLKEM768", "secp256r1", "x25519")


def test_groups_that_were_not_all_asked_are_unknown() -> None:
    some = replace(MODERN, groups_complete=False)
    assert take(replace(healthy_report(), maps=(MappedAddresses(("192.0.2.1",), some),))).groups is None


def test_refused_versions_are_those_known_to_be_off() -> None:
    half = replace(MODERN, versions=(version(0x0304, 0x1301), undecided(0x0301)))
    assert take(replace(healthy_report(), maps=(MappedAddresses(("x",), half),))).refused == ()
    assert half.supports(0x0301) is Tri.UNKNOWN


@given(st.lists(reports, max_size=3))
def test_what_is_written_is_read_back(made: list[Report]) -> None:
    kept = {baseline.target: baseline for baseline in map(take, made)}
    assert loads(dumps(kept.values()).encode()) == kept


@given(reports, reports)
def test_any_two_reports_can_be_compared(one: Report, other: Report) -> None:
    before, now = take(one), take(other)
    assert compare(before, before) == ()
    assert all(plain(difference.said) for difference in compare(before, now))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "it is not JSON (Expecting value: line 1 column 1 (char 0))"),
        (b"[]", "its schema is not tlscheck.baseline/1"),
        (b'{"schema": "tlscheck.report/1"}', "its schema is not tlscheck.baseline/1"),
        (b'{"schema": "tlscheck.baseline/1"}', "a part is missing or malformed (KeyError: 'targets')"),
        (
            b'{"schema": "tlscheck.baseline/1", "targets": {"x": {}}}',
            "a part is missing or malformed (KeyError: 'target')",
        ),
        (b" " * (4 * 1024 * 1024 + 1), "it has more than 4194304 bytes"),
    ],
)
def test_a_file_that_is_no_baseline_is_refused_in_words(data: bytes, sentence: str) -> None:
    with pytest.raises(BaselineError) as error:
        loads(data)
    assert str(error.value) == sentence


_leaves = st.none() | st.integers() | st.text(max_size=5)
_keys = st.sampled_from(["schema", "targets", "x", "served"])
_documents = st.recursive(
    _leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=3), max_leaves=10
)


@given(st.binary(max_size=200) | _documents.map(lambda told: json.dumps({"schema": SCHEMA, "targets": told}).encode()))
def test_no_bytes_make_the_reader_crash(data: bytes) -> None:
    with suppress(BaselineError):
        assert all(isinstance(baseline, Baseline) for baseline in loads(data).values())


def test_nodes_that_were_renewed_within_a_day_do_not_close_the_gate() -> None:
    assert said(with_chain(not_after=SERVED.not_after - timedelta(days=1))) == []


def test_a_letter_that_no_grade_has_is_refused() -> None:
    document = json.loads(dumps([BEFORE]))
    document["targets"][BEFORE.target]["letter"] = "Z"
    with pytest.raises(BaselineError, match="'Z' is not a valid Letter"):
        loads(json.dumps(document).encode())
