"""A person in Slack and the bot, through the real handlers: commands, verdicts, buttons, refusals."""

from dataclasses import replace

import pytest

from core.model.report import Open
from local.workspace import Channel, Outcome, Via
from tests.core.render.test_slack import broken, expired
from tests.handlers.rig import Rig
from tests.support.reports import healthy_report

FINE = "example.com:443 is fine"
SICK = "example.com:443 is broken: the certificate expired 3 days ago"


def test_one_message_that_evolves(rig: Rig) -> None:
    delivery = rig.ask("example.com")
    assert (delivery.outcome, delivery.shown) == (Outcome.OK, None)
    assert rig.texts() == ["Checking `example.com:443` …"]
    rig.work_once()
    [message] = rig.seen()
    assert message.text == FINE
    assert [edit.text for edit in message.edits] == ["Checking `example.com:443` …"]


def test_the_answer_stands_where_everybody_sees_it(rig: Rig) -> None:
    rig.ask("example.com")
    rig.work_once()
    assert rig.texts(user="webops") == [FINE]


def test_quietly_answers_only_the_asker(rig: Rig) -> None:
    rig.ask("example.com quietly")
    rig.work_once()
    assert rig.texts(user="webops") == []
    assert rig.texts() == ["Checking `example.com:443` … Only you will see the answer.", FINE]


def test_where_the_bot_is_no_member_the_asker_reads_how_to_invite_it(rig: Rig) -> None:
    delivery = rig.ask("example.com", channel="random")
    assert delivery.shown is not None
    assert "/invite @tlscheck" in delivery.shown.text
    rig.work_once()
    assert rig.texts("random")[-1] == FINE
    assert rig.texts("random", user="webops") == []


def test_several_hosts_are_one_message(rig: Rig) -> None:
    rig.ask("example.com, www.example.com:8443")
    rig.work_once()
    assert rig.texts() == ["example.com:443 is fine · www.example.com:8443 is fine"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Type `/tlscheck example.com`"),
        ("help", "Type `/tlscheck example.com`"),
        ("exa mple", "I see no host name in “exa mple”. Try: `/tlscheck example.com`"),
        ("example.com:99999", "Try: `/tlscheck example.com:8443`"),
        ("chekc example.com", "Did you mean “check”? Try: `/tlscheck example.com:443`"),
        ("unwatch", "Which host do you want to unwatch? Try: `/tlscheck unwatch example.com`"),
        ("<!channel>", "I check hosts. Try: `/tlscheck example.com`"),
    ],
)
def test_what_cannot_be_done_is_answered_with_an_example(rig: Rig, text: str, said: str) -> None:
    delivery = rig.ask(text)
    assert delivery.shown is not None
    assert said in delivery.shown.text
    assert delivery.shown.is_ephemeral
    assert rig.queue.receive(10) == ()


def test_recheck_edits_in_place_and_says_what_changed(rig: Rig) -> None:
    rig.reports["example.com"] = broken()
    rig.ask("example.com")
    rig.work_once()
    [sick] = rig.seen()
    rig.reports["example.com"] = healthy_report()
    rig.clock.seconds += 10
    rig.workspace.click(sick.ts, "recheck", "webops")
    assert rig.texts() == ["Checking `example.com:443` …"]
    rig.work_once()
    [message] = rig.seen()
    assert (message.ts, message.text) == (sick.ts, FINE)
    assert "It was broken, it is fine now." in str(message.blocks)
    assert "U0WEBOPS" in str(message.blocks[0])


def test_recheck_of_an_ephemeral_answer_replaces_it(rig: Rig) -> None:
    rig.ask("example.com quietly")
    rig.work_once()
    answer = rig.seen()[-1]
    rig.workspace.click(answer.ts, "recheck", "oncall")
    rig.work_once()
    assert len(rig.seen()) == 2
    assert "Nothing changed." in str(rig.seen()[-1].blocks)


def test_explain_more_opens_the_stored_details(rig: Rig) -> None:
    rig.reports["example.com"] = broken(expired(code="no-tls13"))
    rig.ask("example.com")
    rig.work_once()
    rig.workspace.click(rig.seen()[0].ts, "explain_more", "webops")
    [view] = rig.workspace.views.values()
    assert "no-tls13" in str(view.content)


def test_explain_more_after_the_trigger_died_says_so(rig: Rig) -> None:
    rig.ask("example.com")
    rig.work_once()
    rig.workspace.fail_next("views.open", "500")
    rig.workspace.click(rig.seen()[0].ts, "explain_more", "oncall")
    assert rig.texts()[-1] == "Slack did not open the details in time. Please press the button again."


def test_a_button_of_a_forgotten_job_says_what_to_do(rig: Rig) -> None:
    rig.ask("example.com")
    rig.work_once()
    rig.clock.seconds += 91 * 86400
    rig.workspace.click(rig.seen()[0].ts, "recheck", "oncall")
    assert "too old" in rig.texts()[-1]
    rig.workspace.click(rig.seen()[0].ts, "explain_more", "oncall")
    assert "are gone" in rig.texts()[-1]


def test_the_twenty_first_check_in_a_minute_is_refused_with_the_time_to_wait(rig: Rig) -> None:
    for _ in range(20):
        assert rig.ask("example.com quietly").shown is not None
    refused = rig.ask("example.com quietly")
    assert refused.shown is not None
    assert refused.shown.text.startswith(
        "You sent more than 20 commands, clicks and checks in 60 seconds. The next one is possible in"
    )
    assert "Checking" in str(rig.ask("example.com quietly", user="webops").shown)
    rig.clock.seconds += 60
    assert "Checking" in str(rig.ask("example.com quietly").shown)


def test_an_open_question_is_told(rig: Rig) -> None:
    rig.reports["example.com"] = replace(healthy_report(), undetermined=(Open("cert-expired", "nothing was seen"),))
    rig.ask("example.com")
    rig.work_once()
    assert rig.texts() == [
        "example.com:443: nothing wrong was found, and not everything could be determined: nothing was seen"
    ]


def test_a_channel_that_lost_the_bot_gets_its_answer_through_the_response_url(rig: Rig) -> None:
    rig.ask("example.com")
    rig.workspace.set_channel(Channel(id="C0OPS", name="ops", bot_is_member=False))
    rig.work_once()
    assert [m.text for m in rig.seen() if m.via is Via.RESPONSE_URL] == [FINE]
