"""How a connection ends: every ending has one code, near-misses have another one."""

from dataclasses import replace

import pytest

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Severity
from core.model.observation import (
    AlertReceived,
    Closed,
    CloseKind,
    Ending,
    Fault,
    NotTls,
    Outcome,
    PeerFault,
    Profile,
    Refused,
    ServerFlight,
    Spoke,
    Stage,
    StarttlsFailed,
    TimedOut,
    Timings,
    Unreachable,
)
from core.model.prose import plain
from core.model.target import Starttls
from core.model.verdict import PASSED, Found, NotApplicable, Rule, Undetermined
from core.rules import (
    closed_after_handshake,
    closed_after_hello,
    closed_mid_handshake,
    closed_on_connect,
    not_tls,
    not_tls_banner,
    not_tls_http,
    reset_after_hello,
    silent_after_hello,
    slow_handshake,
    stalled_mid_handshake,
    starttls_needed,
    starttls_not_offered,
)
from tests.core.rules.support import (
    HELLO_FIN,
    HELLO_RST,
    HELLO_SILENCE,
    SHELLO,
    TARGET,
    V4_OTHER,
    alert,
    attempt,
    completed,
    make_evidence,
    only,
    said,
)

RULES = [
    not_tls_http.RULE,
    starttls_needed.RULE,
    not_tls_banner.RULE,
    not_tls.RULE,
    starttls_not_offered.RULE,
    closed_on_connect.RULE,
    closed_after_hello.RULE,
    reset_after_hello.RULE,
    silent_after_hello.RULE,
    stalled_mid_handshake.RULE,
    closed_mid_handshake.RULE,
    slow_handshake.RULE,
    closed_after_handshake.RULE,
]
BEGUN = ServerFlight(version=0x0303, cipher=0xC02F, bytes_received=90)
DRIP = TimedOut(Stage.SERVER_FLIGHT, 900.0, ServerFlight(bytes_received=9), budget=True)
QUIET = TimedOut(Stage.HELLO, 3000.0)
HTTP_200 = Spoke("http", "HTTP/1.1 200 OK\\r\\n")
HTTP_400 = Spoke("http", "HTTP/1.1 400 Bad Request\\r\\nServer: nginx")
SSH = NotTls("ssh", "SSH-2.0-OpenSSH_9.9", b"SSH-2.0-OpenSSH_9.9")
SMTP = NotTls("smtp", "220 mx.a.test ESMTP", b"220 mx.a.test ESMTP", Starttls.SMTP)


IMAP_BANNER = Spoke("imap", "* OK", Starttls.IMAP)


def codes(evidence: Evidence) -> list[str]:
    """Every code that the wire rules give."""
    verdicts = [rule.check(evidence) for rule in RULES]
    return [finding.code for verdict in verdicts if isinstance(verdict, Found) for finding in verdict.findings]


@pytest.mark.parametrize(
    ("full", "controls", "code"),
    [
        (NotTls("http", "HTTP/1.1 400 Bad Request", b"HTTP/1.1 400"), {}, "not-tls-http"),
        (HELLO_FIN, {Profile.PLAINTEXT: HTTP_200}, "not-tls-http"),
        (HELLO_SILENCE, {Profile.PLAINTEXT: HTTP_200}, "not-tls-http"),
        (HELLO_SILENCE, {Profile.PLAINTEXT: HTTP_400}, "silent-after-hello"),
        (SSH, {}, "not-tls-banner"),
        (HELLO_SILENCE, {Profile.BANNER: Spoke("vnc", "RFB 003.008")}, "not-tls-banner"),
        (SMTP, {}, "not-tls-banner"),
        (SMTP, {Profile.UPGRADED: SHELLO}, "starttls-needed"),
        (HELLO_SILENCE, {Profile.BANNER: Spoke("imap", "* OK ready", Starttls.IMAP)}, "not-tls-banner"),
        (HELLO_FIN, {Profile.BANNER: IMAP_BANNER, Profile.UPGRADED: SHELLO}, "starttls-needed"),
        (HELLO_FIN, {Profile.BANNER: Spoke("smtp", "220 x", Starttls.SMTP)}, "not-tls-banner"),
        (HELLO_FIN, {Profile.BANNER: Spoke("unknown", "\\x07")}, "closed-after-hello"),
        (NotTls("unknown", "\\x07\\xfe", b"\x07\xfe"), {}, "not-tls"),
        (HELLO_FIN, {Profile.BANNER: QUIET}, "closed-after-hello"),
        (HELLO_FIN, {}, "closed-after-hello"),
        (HELLO_FIN, {Profile.BANNER: Closed(Stage.HELLO, CloseKind.FIN)}, "closed-on-connect"),
        (HELLO_RST, {Profile.BANNER: Closed(Stage.HELLO, CloseKind.RST)}, "closed-on-connect"),
        (HELLO_RST, {Profile.BANNER: Unreachable("ECONNRESET", "Connection reset by peer")}, "closed-on-connect"),
        (Closed(Stage.CONNECT, CloseKind.RST), {}, "closed-on-connect"),
        (HELLO_RST, {Profile.BANNER: QUIET}, "reset-after-hello"),
        (HELLO_SILENCE, {}, "silent-after-hello"),
        (Closed(Stage.SERVER_FLIGHT, CloseKind.FIN, ServerFlight(bytes_received=7)), {}, "closed-after-hello"),
        (Closed(Stage.SERVER_FLIGHT, CloseKind.FIN, ServerFlight(bytes_received=8)), {}, "closed-mid-handshake"),
        (Closed(Stage.SERVER_FLIGHT, CloseKind.RST, BEGUN), {}, "closed-mid-handshake"),
        (Closed(Stage.FINISHED, CloseKind.FIN, BEGUN), {}, "closed-mid-handshake"),
        (TimedOut(Stage.SERVER_FLIGHT, 4000.0, BEGUN), {}, "stalled-mid-handshake"),
        (TimedOut(Stage.FINISHED, 2000.0, BEGUN, budget=True), {}, "stalled-mid-handshake"),
        (completed(ending=Ending(closed=CloseKind.FIN)), {}, "closed-after-handshake"),
        (completed(ending=Ending(closed=CloseKind.RST)), {}, "closed-after-handshake"),
    ],
)  # fmt: skip
def test_one_ending_one_code(full: Outcome, controls: dict[Profile, Outcome], code: str) -> None:
    attempts = [attempt(full), *(attempt(outcome, profile) for profile, outcome in controls.items())]
    assert codes(make_evidence(*attempts)) == [code]


@pytest.mark.parametrize(
    "outcome",
    [completed(), completed(ending=Ending(closed=CloseKind.FIN, close_notify=True)), alert(40), Refused(),
     PeerFault(Stage.SERVER_FLIGHT, Fault.BAD_SIGNATURE, "bad signature", BEGUN)],
)  # fmt: skip
def test_other_endings_are_not_theirs(outcome: Outcome) -> None:
    assert codes(make_evidence(attempt(outcome))) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.codes[0])
def test_without_tcp_there_is_no_question(rule: Rule) -> None:
    assert isinstance(rule.check(make_evidence(attempt(Refused()))), NotApplicable)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.codes[0])
def test_one_failing_address_beside_a_working_one_is_left_to_address_partial(rule: Rule) -> None:
    assert not isinstance(rule.check(make_evidence(attempt(completed()), attempt(HELLO_RST, address=V4_OTHER))), Found)


@pytest.mark.parametrize(("after_ms", "open_question"), [(1999.0, True), (2000.0, False)])
def test_a_silence_that_our_limit_cut_short_proves_nothing(after_ms: float, open_question: bool) -> None:
    verdict = silent_after_hello.check(make_evidence(attempt(TimedOut(Stage.HELLO, after_ms, budget=True))))
    assert isinstance(verdict, Undetermined) is open_question


def test_a_tls_answer_to_any_control_outweighs_plain_text() -> None:
    """Some TLS servers answer plain text in HTTP: where a hello was answered, the port speaks TLS."""
    evidence = make_evidence(
        attempt(HELLO_FIN), attempt(HTTP_200, Profile.PLAINTEXT), attempt(completed(), Profile.TLS12_ONLY)
    )
    assert codes(evidence) == ["closed-after-hello"]


def test_the_second_attempt_succeeds_so_it_is_at_risk() -> None:
    evidence = make_evidence(attempt(HELLO_RST), attempt(completed(), Profile.FULL_AGAIN))
    finding = only(reset_after_hello.check(evidence))
    assert finding.severity is Severity.AT_RISK
    assert plain(finding.headline) == (
        "a.test:443 is unreliable: the ClientHello is answered by a TCP reset, and a second attempt succeeds"
    )


def test_plain_http_as_a_whole() -> None:
    finding = only(not_tls_http.check(make_evidence(attempt(HELLO_FIN), attempt(HTTP_200, Profile.PLAINTEXT))))
    assert (finding.severity, finding.blame, finding.confidence) == (
        Severity.BROKEN, Blame.SERVER, Confidence.MEASURED,
    )  # fmt: skip
    assert plain(finding.headline) == "a.test:443 is broken: port 443 speaks plain HTTP, not TLS"
    assert [plain(line) for line in finding.evidence] == [
        "Full handshake → closed with FIN in answer to the ClientHello, before any other byte",
        "Control: plaintext probe → http in plain text: HTTP/1.1 200 OK\\r\\n",
    ]
    assert finding.verify == "curl -v https://a.test:443/"
    assert {i.client for i in finding.impact} == {
        "Chrome", "Firefox", "Safari", "curl", "OpenSSL", "Java", "Go", "Python", "Node",
    }  # fmt: skip


def test_starttls_needed_shows_the_command_that_works() -> None:
    finding = only(starttls_needed.check(make_evidence(attempt(SMTP), attempt(SHELLO, Profile.UPGRADED))))
    assert finding.blame is Blame.CLIENT
    assert finding.verify == "openssl s_client -connect a.test:443 -servername a.test -starttls smtp </dev/null"
    assert "--starttls smtp" in said(finding)
    assert "not-tls-banner" in finding.explains


def test_a_hostile_banner_stays_a_quote() -> None:
    evil = NotTls("ssh", "SSH-2.0-<!channel>\x1b[2J`", b"SSH-2.0-")
    finding = only(not_tls_banner.check(make_evidence(attempt(evil))))
    pieces = [p for line in (finding.headline, *finding.evidence, finding.means) for p in line.pieces]
    assert {type(p).__name__ for p in pieces if "channel" in str(p)} == {"Quote"}
    assert "\x1b" not in said(finding)


def test_reset_tells_server_from_filter_by_plain_text() -> None:
    tls_only = make_evidence(attempt(HELLO_RST), attempt(QUIET, Profile.PLAINTEXT))
    everything = make_evidence(attempt(HELLO_RST), attempt(Closed(Stage.HELLO, CloseKind.RST), Profile.PLAINTEXT))
    assert "whatever resets looks at TLS" in said(only(reset_after_hello.check(tls_only)))
    assert "points to the process behind the port" in said(only(reset_after_hello.check(everything)))


def test_every_control_is_in_the_evidence() -> None:
    controls = [Profile.TLS12_ONLY, Profile.SMALL, Profile.NO_SNI, Profile.OTHER_SNI, Profile.LEGACY]
    evidence = make_evidence(attempt(HELLO_FIN), *(attempt(HELLO_FIN, profile) for profile in controls))
    lines = [plain(line) for line in only(closed_after_hello.check(evidence)).evidence]
    assert [line.split(" → ")[0] for line in lines[:6]] == [
        "Full handshake",
        "Control: TLS 1.2 only",
        "Control: small classical hello",
        "Control: no SNI",
        "Control: other SNI (example.org)",
        "Control: legacy offer",
    ]
    assert lines[6].startswith("Ruled out as the cause, because it fails without it too: the TLS 1.3 offer; ")


# --- slow ---


@pytest.mark.parametrize(("took", "slow"), [(2999.0, False), (3000.0, False), (3001.0, True)])
def test_a_handshake_is_slow_beyond_three_seconds(took: float, slow: bool) -> None:
    timings = Timings(connected=100.0, first_byte=200.0, handshake=100.0 + took, total=9000.0)
    verdict = slow_handshake.check(make_evidence(attempt(completed(), timings=timings)))
    assert isinstance(verdict, Found) is slow


def test_slow_says_where_the_time_goes() -> None:
    timings = Timings(connected=100.0, first_byte=4100.0, handshake=4200.0, total=4300.0)
    finding = only(slow_handshake.check(make_evidence(attempt(completed(), timings=timings))))
    assert finding.severity is Severity.AT_RISK
    assert plain(finding.headline) == "a.test:443 is at risk: it takes 4.1 s for a handshake"
    assert plain(finding.evidence[-1]) == (
        "Where the time goes at 192.0.2.1: TCP at 0.1 s; first byte at 4.1 s; handshake complete at 4.2 s; end at 4.3 s"
    )


def test_dripping_bytes_are_slow_not_stalled() -> None:
    timings = Timings(connected=10.0, first_byte=1000.0, total=9000.0)
    evidence = make_evidence(attempt(DRIP, timings=timings))
    assert codes(evidence) == ["slow-handshake"]
    assert only(slow_handshake.check(evidence)).severity is Severity.BROKEN


def test_a_drip_cut_early_is_undetermined() -> None:
    evidence = make_evidence(attempt(DRIP, timings=Timings(connected=10.0, first_byte=20.0, total=1500.0)))
    assert codes(evidence) == []
    assert isinstance(stalled_mid_handshake.check(evidence), Undetermined)
    assert isinstance(slow_handshake.check(evidence), Undetermined)


# --- STARTTLS ---

MAIL = replace(TARGET, port=587, starttls=Starttls.SUBMISSION)


@pytest.mark.parametrize(
    ("outcome", "code", "confidence"),
    [
        (StarttlsFailed(offered=False, reply="250 HELP"), "starttls-not-offered", Confidence.STATED),
        (StarttlsFailed(offered=True, reply="454 no"), "starttls-refused", Confidence.STATED),
        (TimedOut(Stage.STARTTLS, 4000.0), "starttls-not-offered", Confidence.INFERRED),
        (AlertReceived(Stage.STARTTLS, 2, 70), "starttls-not-offered", Confidence.INFERRED),
    ],
)
def test_the_upgrade_fails(outcome: Outcome, code: str, confidence: Confidence) -> None:
    evidence = make_evidence(attempt(outcome, target=MAIL), target=MAIL)
    finding = only(starttls_not_offered.check(evidence))
    assert (finding.code, finding.confidence, finding.severity) == (code, confidence, Severity.BROKEN)
    assert codes(evidence) == [code]
    assert finding.verify == ("openssl s_client -connect a.test:587 -servername a.test -starttls smtp </dev/null")


def test_a_silent_dialogue_suggests_implicit_tls() -> None:
    evidence = make_evidence(attempt(TimedOut(Stage.STARTTLS, 4000.0), target=MAIL), target=MAIL)
    finding = only(starttls_not_offered.check(evidence))
    assert plain(finding.fix[0]) == "Check the port as TLS from the first byte: tlscheck check a.test:587"


def test_another_protocol_than_the_one_asked_for() -> None:
    imap = NotTls("imap", "* OK ready", b"* OK ready", Starttls.IMAP)
    assert codes(make_evidence(attempt(imap, target=MAIL), target=MAIL)) == ["not-tls-banner"]
    upgraded = attempt(SHELLO, Profile.UPGRADED, target=MAIL, starttls=Starttls.IMAP)
    assert codes(make_evidence(attempt(imap, target=MAIL), upgraded, target=MAIL)) == ["starttls-needed"]


def test_garbage_behind_the_go_ahead_is_no_tls() -> None:
    same = NotTls("smtp", "250 ok", b"250 ok", Starttls.SUBMISSION)
    assert codes(make_evidence(attempt(same, target=MAIL), target=MAIL)) == ["not-tls"]


def test_without_starttls_nobody_asks_for_it() -> None:
    assert isinstance(starttls_not_offered.check(make_evidence(attempt(completed()))), NotApplicable)


def test_a_server_that_answers_is_not_killed_after_the_handshake() -> None:
    answered = Ending(closed=CloseKind.RST, answered=True)
    assert closed_after_handshake.check(make_evidence(attempt(completed(ending=answered)))) == PASSED
