"""The verdict in Slack: within Slack's limits whatever a report holds, without markup from strangers, and in the
right order."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model.finding import Blame, Confidence, Finding, Impact, Severity
from core.model.message import Json, Message
from core.model.prose import Block, Code, Prose, prose, quote
from core.model.report import Open, Report, State, Step, StepStatus
from core.render.slack import Telling, repeated, verdict
from core.render.slack_blocks import HEADER, fit, header, paragraph, rich, safe, words
from core.render.slack_details import details
from core.render.slack_full import full_report
from core.render.slack_prose import fallback, steps
from core.sections import sections
from local.workspace import Surface, validate_blocks, validate_view
from local.workspace.limits import too_long
from tests.support.reports import findings, healthy_report, proses, reports

TELLING = Telling(job_id="0123456789abcdef", asked_by="U0ONCALL")
HOSTILE = "<!channel> <@U0ONCALL> <http://evil.example|bank> *bold* `x` & \u202e"
SLOW = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def expired(**changes: object) -> Finding:
    finding = Finding(
        code="cert-expired",
        severity=Severity.BROKEN,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose("example.com:443 is broken: the certificate expired 3 days ago"),
        evidence=(prose("The certificate for ", quote("example.com"), " was served."),),
        means=prose("Every client that checks dates refuses the connection."),
        impact=(Impact("Chrome", "NET::ERR_CERT_DATE_INVALID"), Impact("curl", "(60) certificate has expired")),
        fix=(prose("Renew it:", Block("certbot renew")), prose("Reload ", Code("nginx"), ".")),
        verify="openssl s_client -connect example.com:443 </dev/null",
    )
    return replace(finding, **changes)  # type: ignore[arg-type]


def broken(*more: Finding, first: Finding | None = None) -> Report:
    trail = (Step("DNS", StepStatus.OK, 4.2, ""), Step("Certificate", StepStatus.FAILED, None, "expired"))
    return replace(healthy_report(), findings=(first or expired(), *more), steps=trail)


def texts(value: object) -> Iterator[str]:
    """Every text a reader sees, in order."""
    match value:
        case {"type": "text" | "link" | "plain_text", "text": str(text)}:
            yield text
        case dict():
            for part in value.values():
                yield from texts(part)
        case list() | tuple():
            for part in value:
                yield from texts(part)


def shown(message: Message) -> str:
    return " ".join(texts(message.blocks))


def whole_report(several: list[Report]) -> Json:
    return full_report([(report, sections(report)) for report in several]).body


def mrkdwn(value: object) -> Iterator[str]:
    match value:
        case {"type": "mrkdwn", "text": str(text)}:
            yield text
        case dict():
            for part in value.values():
                yield from mrkdwn(part)
        case list() | tuple():
            for part in value:
                yield from mrkdwn(part)


def assert_slack_takes(message: Message) -> None:
    assert validate_blocks(list(message.blocks)) == []
    assert not too_long(list(message.blocks))
    assert 0 < len(message.text) <= 4000


# --- whatever the report holds ---------------------------------------------------------------------------------------


@SLOW
@given(st.lists(reports, min_size=1, max_size=5))
def test_any_verdict_is_accepted_by_slack(several: list[Report]) -> None:
    message = verdict(several, TELLING)
    assert_slack_takes(message)
    assert_slack_takes(repeated(message))
    assert_slack_takes(verdict(several, replace(TELLING, changed=(prose("New: ", Code("x")),))))


@SLOW
@given(st.lists(reports, min_size=1, max_size=5))
def test_any_details_are_accepted_by_slack_and_small_enough_to_store(several: list[Report]) -> None:
    view, full = details(several).body, whole_report(several)
    assert validate_view(view) == []
    assert validate_view(full) == []
    assert len(json.dumps([view, full], ensure_ascii=False).encode()) < 350_000


@SLOW
@given(reports)
def test_no_text_from_a_report_can_mention_or_be_markup(report: Report) -> None:
    message, view = verdict([report], TELLING), [details([report]).body, whole_report([report])]
    whole = json.dumps([message.blocks, view], ensure_ascii=False)
    assert not re.search(r"<[!@#]", whole)
    assert list(mrkdwn([message.blocks, view])) == []
    assert re.search(r"<(?!!date\^\d+\^)", message.text) is None


@SLOW
@given(st.lists(st.builds(replace, findings, fix=st.just((prose("x" * 2900),) * 9)), min_size=1, max_size=30))
def test_the_buttons_survive_any_amount_of_findings(many: list[Finding]) -> None:
    message = verdict([replace(healthy_report(), findings=tuple(many))], TELLING)
    assert_slack_takes(message)
    assert message.blocks[-1]["type"] == "actions"


@given(proses)
def test_fallback_prose_never_opens_a_control_sequence_but_dates(some: Prose) -> None:
    assert re.search(r"<(?!!date\^\d+\^)", fallback(some)) is None


# --- what it says ----------------------------------------------------------------------------------------------------


def test_the_verdict_comes_in_the_order_people_need_it() -> None:
    also = expired(code="no-tls13", severity=Severity.ADVICE, headline=prose("TLS 1.3 is missing"))
    said = shown(verdict([broken(also)], TELLING))
    order = [
        "example.com:443 is broken: the certificate expired 3 days ago 🔴",
        "DNS ✓",
        "Certificate ✗",
        "What was seen",
        "Every client that checks dates refuses the connection.",
        "Who must act: ",
        "the operator of the server",
        "Who is hit",
        "NET::ERR_CERT_DATE_INVALID",
        "How to fix it",
        "certbot renew",
        "Prove it",
        "openssl s_client",
        "Also found",
        "TLS 1.3 is missing",
        "Request 0123456789abcdef",
        "Re-check",
        "Explain more",
    ]
    places = [said.index(part) for part in order]
    assert places == sorted(places)


def test_what_was_also_found_does_not_name_the_target_again() -> None:
    also = expired(code="untrusted-root", headline=prose("example.com:443 is broken: no root store knows the root"))
    assert "Broken:  no root store knows the root" in shown(verdict([broken(also)], TELLING))


def test_the_fallback_text_is_the_headline() -> None:
    assert verdict([broken()], TELLING).text == "example.com:443 is broken: the certificate expired 3 days ago"


def test_a_headline_without_the_target_gets_it() -> None:
    report = broken(first=expired(headline=prose("Nothing answers")))
    assert verdict([report], TELLING).text == "example.com:443 is broken: Nothing answers"


def test_a_healthy_target_says_what_was_checked_and_what_was_negotiated() -> None:
    message = verdict([healthy_report()], TELLING)
    assert message.text == "example.com:443 is fine"
    assert "2 checks passed, 1 did not apply." in shown(message)
    assert "TLSv1.3, TLS_AES_128_GCM_SHA256, X25519MLKEM768" in shown(message)
    assert "How to fix it" not in shown(message)


def test_unknown_is_never_called_fine() -> None:
    report = replace(healthy_report(), undetermined=(Open("cert-expired", "no certificate was seen"),))
    assert report.state is State.UNDETERMINED
    message = verdict([report], TELLING)
    told = "example.com:443: nothing wrong was found, and not everything could be determined: no certificate was seen"
    assert message.text == told
    assert "Not determined" in shown(message)
    nothing = verdict([replace(report, negotiated=None)], TELLING)
    assert nothing.text == "example.com:443 could not be determined: no certificate was seen"


def test_several_targets_share_one_message_and_one_pair_of_buttons() -> None:
    message = verdict([broken(), healthy_report()], TELLING)
    assert [b["type"] for b in message.blocks].count("actions") == 1
    assert "Re-check all" in shown(message)
    assert message.text.count(" · ") == 1


def test_a_recheck_says_who_asked_and_what_changed() -> None:
    message = verdict([healthy_report()], replace(TELLING, changed=(prose("It was broken, it is fine now."),)))
    assert "Re-checked by " in shown(message)
    assert "It was broken, it is fine now." in shown(message)
    assert {"type": "user", "user_id": "U0ONCALL"} in message.blocks[0]["elements"][0]["elements"]


def test_a_recheck_without_a_difference_says_so() -> None:
    assert ". Nothing changed." in shown(verdict([healthy_report()], replace(TELLING, changed=())))


def test_a_hostile_subject_stays_literal_text() -> None:
    report = broken(first=expired(headline=prose("The certificate of ", quote(HOSTILE), " expired")))
    message = verdict([report], TELLING)
    assert "‹!channel>" in shown(message)
    assert "`&lt;!channel&gt;" in message.text


def test_a_pem_chain_is_shown_whole_a_block_a_certificate() -> None:
    pem = "-----BEGIN CERTIFICATE-----\nQUFB\n-----END CERTIFICATE-----\n"
    blocks = details([broken(first=expired(attachment=pem * 2))]).body["blocks"]
    parts = [part for block in blocks for part in block.get("elements", [])]
    pre = [part["elements"][0]["text"] for part in parts if part["type"] == "rich_text_preformatted"]
    assert [text for text in pre if "BEGIN" in text] == [pem.strip()] * 2


def test_numbers_go_on_after_a_code_block() -> None:
    parts = steps([prose("One:", Block("do")), prose("Two"), prose("Three")])
    assert [part["type"].removeprefix("rich_text_") for part in parts] == ["list", "preformatted", "list"]
    assert parts[2]["offset"] == 1


# --- limits, at the boundary -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("length", "kept"), [(HEADER, HEADER), (HEADER + 1, HEADER)])
def test_a_header_is_cut_at_its_limit(length: int, kept: int) -> None:
    block = header("x" * length)
    assert len(block["text"]["text"]) == kept
    assert validate_blocks([block], Surface.MESSAGE) == []


def test_what_does_not_fit_is_reported() -> None:
    blocks: list[Json] = [rich(paragraph(words("x" * 3000)))] * 5
    assert fit(blocks, 50, 9000) == (blocks[:3], True)
    assert fit(blocks, 50, 15_000) == (blocks, False)
    assert fit(blocks, 2, 15_000) == (blocks[:2], True)


@pytest.mark.parametrize(
    ("text", "safely"),
    [
        ("<!here>", "‹!here>"),
        ("</dev/null", "</dev/null"),
        ("a\x00b", "a\ufffdb"),
        ("\u202e", "\ufffd"),
        ("<#C1>", "‹#C1>"),
    ],
)
def test_text_is_made_safe_and_stays_readable(text: str, safely: str) -> None:
    assert safe(text) == safely
