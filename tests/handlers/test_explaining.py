"""Texts given to the bot: the command, the shortcuts, mentions and direct messages; their buttons; hostile words."""

import json
import logging
import time
from dataclasses import replace

import pytest

from adapters.sqlite_store import transaction
from core.explain.asked import explain
from handlers import slack
from local.workspace import Outcome
from tests.handlers.given import EXPIRED, LEAF, answers, fine, said, shown
from tests.handlers.rig import Context, Rig
from tests.handlers.test_survival import Throttled
from tests.support.pki import key_pem

ABOUT = "This is almost certainly `cert-expired`. "
LONG = f"{EXPIRED}\n" + "x" * 13_000


def stored(rig: Rig) -> str:
    with transaction(rig.store._path) as db:
        return str(db.execute("select body from job").fetchall())


# --- the command -----------------------------------------------------------------------------------------------------


def test_explain_answers_at_once_and_only_the_asker(rig: Rig) -> None:
    delivery = rig.ask(f"explain {EXPIRED}")
    assert delivery.shown is not None
    assert delivery.shown.text.startswith(ABOUT)
    assert delivery.shown.is_ephemeral
    assert rig.queue.receive(10) == ()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("explain 48", "TLS alert 48 (unknown_ca)"),
        ("explain unknown_ca", "TLS alert 48 (unknown_ca)"),
        ("explain NET::ERR_CERT_DATE_INVALID", "Chrome error -201"),
        ("explain chain-incomplete", "does not send the intermediate certificate"),
        ("Explain: the coffee is cold", "No TLS problem shows in this text."),
    ],
)
def test_a_code_or_any_text_is_explained(rig: Rig, asked: str, says: str) -> None:
    delivery = rig.ask(asked)
    assert delivery.shown is not None
    assert says in delivery.shown.text


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("explain", "What shall I explain? Try: `/tlscheck explain ERR_SSL_VERSION_OR_CIPHER_MISMATCH`"),
        ("explain  ", "What shall I explain?"),
        ("chain", "On a terminal: `tlscheck chain fullchain.pem --key privkey.pem`"),
        ("pcap capture.pcap", "On a terminal: `tlscheck pcap capture.pcapng`"),
        ("explian 48", "Did you mean “explain”? Try: `/tlscheck explain 48`"),
    ],
)
def test_what_cannot_be_done_by_a_command_is_answered_with_an_example(rig: Rig, asked: str, says: str) -> None:
    delivery = rig.ask(asked)
    assert delivery.shown is not None
    assert says in delivery.shown.text


def test_explain_more_shows_the_other_causes(rig: Rig) -> None:
    rig.ask(f"explain {EXPIRED}")
    rig.workspace.click(rig.seen()[-1].ts, "explain_more", "oncall")
    [view] = rig.workspace.views.values()
    assert "intermediate-expired" in str(view.content)
    assert "client-clock-wrong" in str(view.content)


def test_a_long_text_goes_through_the_queue_and_is_forgotten(rig: Rig) -> None:
    delivery = rig.ask(f"explain {LONG}")
    assert delivery.shown is not None
    assert delivery.shown.text == "Reading the text … Only you will see the answer."
    assert "certificate has expired" in stored(rig)
    rig.work_once()
    assert rig.texts()[-1].startswith(ABOUT)
    assert "xxxx" not in stored(rig)
    assert "certificate has expired" not in stored(rig)


def test_a_text_that_nobody_explains_is_gone_after_a_day(rig: Rig) -> None:
    rig.ask(f"explain {LONG}")
    rig.clock.seconds += 86_400 + 1
    rig.store.forget_expired()
    assert stored(rig) == "[]"


@pytest.mark.parametrize("at", [3, 4])
def test_a_store_that_does_not_answer_does_not_keep_the_explanation_back(rig: Rig, at: int) -> None:
    rig.slack = slack.make_handler(replace(rig.services, store=Throttled(rig.store, at)), rig.counter)
    delivery = rig.ask(f"explain {EXPIRED}")
    assert delivery.shown is not None
    assert delivery.shown.text.startswith(ABOUT)


def test_twenty_explanations_a_minute_and_no_more(rig: Rig) -> None:
    for _ in range(20):
        rig.ask("explain 48")
    refused = rig.ask("explain 48")
    assert refused.shown is not None
    assert refused.shown.text.startswith("You sent more than 20 commands, clicks and checks in 60 seconds.")


def test_explaining_is_light_enough_for_the_three_seconds() -> None:
    explain(EXPIRED)
    begun = time.process_time()
    explain(LONG[:12_000])
    assert time.process_time() - begun < 1.0


# --- shortcuts -------------------------------------------------------------------------------------------------------


def test_the_shortcut_explains_in_the_thread_of_the_message(rig: Rig) -> None:
    message = rig.workspace.say("ops", "webops", f"```{EXPIRED}```")
    assert rig.workspace.shortcut(message.ts, "explain_message", "oncall").outcome is Outcome.OK
    assert said(rig, message).startswith(ABOUT)


def test_the_shortcut_on_a_reply_answers_in_the_same_thread(rig: Rig) -> None:
    root = rig.workspace.say("ops", "webops", "it is broken")
    fine(rig.workspace.write("ops", "webops", f"@tlscheck {EXPIRED}", thread=root.ts))
    reply = rig.seen()[1]
    rig.workspace.shortcut(reply.ts, "explain_message", "oncall")
    assert {m.thread_ts for m in rig.seen()} == {None, root.ts}


def test_the_shortcut_reads_what_alert_bots_put_into_blocks(rig: Rig) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "x509: certificate has expired or is not yet valid"}}
    message = rig.workspace.post(
        "C0OPS", "U0WEBOPS", rig.workspace.say("ops", "webops", "x").via, text="", blocks=[block]
    )
    rig.workspace.shortcut(message.ts, "explain_message", "oncall")
    assert "cert-expired" in said(rig, message)


def test_where_the_bot_is_no_member_the_shortcut_answers_the_asker_alone(rig: Rig) -> None:
    message = rig.workspace.say("random", "webops", EXPIRED)
    rig.workspace.shortcut(message.ts, "explain_message", "oncall")
    [answer] = [m for m in rig.seen("random") if m.is_ephemeral]
    assert answer.text.startswith(ABOUT)


def test_a_message_without_words_is_said_to_have_none(rig: Rig) -> None:
    message = rig.workspace.say("ops", "webops", "```  ```")
    rig.workspace.shortcut(message.ts, "explain_message", "oncall")
    assert rig.texts()[-1] == "This message has no text that I can read, and no file."


def test_the_same_shortcut_delivered_twice_is_one_answer(rig: Rig) -> None:
    message = rig.workspace.say("ops", "webops", EXPIRED)
    delivery = rig.workspace.shortcut(message.ts, "explain_message", "oncall")
    rig.slack(delivery.event, Context())
    rig.run(120)
    assert len(answers(rig, message)) == 1


def test_check_hosts_checks_the_hosts_of_the_message_in_its_thread(rig: Rig) -> None:
    message = rig.workspace.say("ops", "webops", "https://shop.example.com/x and api.example.com:8443 are slow")
    rig.workspace.shortcut(message.ts, "check_message", "oncall")
    rig.work_once()
    assert said(rig, message) == "shop.example.com:443 is fine · api.example.com:8443 is fine"


def test_check_hosts_without_a_host_says_so(rig: Rig) -> None:
    message = rig.workspace.say("ops", "webops", "good morning")
    rig.workspace.shortcut(message.ts, "check_message", "oncall")
    assert rig.texts()[-1] == "I see no host name in this message."
    assert rig.checked == []


# --- buttons ---------------------------------------------------------------------------------------------------------


def test_the_button_checks_the_host_in_the_same_thread(rig: Rig) -> None:
    message = rig.workspace.say("ops", "webops", f"{EXPIRED} connecting to shop.example.com:8443")
    rig.workspace.shortcut(message.ts, "explain_message", "oncall")
    [answer] = answers(rig, message)
    assert "Check shop.example.com:8443" in shown(answer)
    rig.workspace.click(answer.ts, "check_host_0", "webops")
    rig.work_once()
    assert [m.text for m in answers(rig, message)][1:] == ["shop.example.com:8443 is fine"]


def test_a_text_without_a_host_has_no_such_button(rig: Rig) -> None:
    rig.ask(f"explain {EXPIRED}")
    assert "check_host" not in shown(rig.seen()[-1])


# --- mentions and direct messages ------------------------------------------------------------------------------------


def test_a_mention_in_a_thread_explains_there(rig: Rig) -> None:
    root = rig.workspace.say("ops", "webops", "it is broken")
    fine(rig.workspace.write("ops", "webops", f"@tlscheck {EXPIRED}", thread=root.ts))
    assert said(rig, root).startswith(ABOUT)


def test_a_mention_with_a_host_checks_it_in_the_thread(rig: Rig) -> None:
    fine(rig.workspace.write("ops", "webops", "@tlscheck example.com"))
    rig.work_once()
    [message, answer] = rig.seen()
    assert (answer.text, answer.thread_ts) == ("example.com:443 is fine", message.ts)


def test_a_direct_message_is_explained_in_its_thread(rig: Rig) -> None:
    place = rig.workspace.direct("oncall")
    fine(rig.workspace.write(place.id, "oncall", "ERR_CERT_DATE_INVALID"))
    [message, answer] = rig.seen(place.id)
    assert "Chrome error -201" in answer.text
    assert answer.thread_ts == message.ts


def test_help_by_a_direct_message(rig: Rig) -> None:
    place = rig.workspace.direct("oncall")
    fine(rig.workspace.write(place.id, "oncall", "help"))
    assert rig.texts(place.id)[-1].startswith("tlscheck finds out why a TLS handshake fails.")


def test_an_event_that_comes_again_is_answered_once(rig: Rig) -> None:
    delivery = fine(rig.workspace.write("ops", "webops", f"@tlscheck {EXPIRED}"))
    rig.slack(delivery.event, Context())
    rig.run(120)
    assert len(rig.seen()) == 2


@pytest.mark.parametrize("odd", [{"bot_id": "B1"}, {"subtype": "message_changed"}, {"subtype": "channel_join"}])
def test_bots_and_edits_are_not_answered(rig: Rig, odd: dict[str, str]) -> None:
    place = rig.workspace.direct("oncall")
    event = {"type": "message", "channel_type": "im", "channel": place.id, "user": "U0ONCALL", "text": EXPIRED}
    assert rig.workspace.event(event | {"ts": "1.000001"} | odd).outcome is Outcome.OK
    assert rig.seen(place.id) == []


# --- what must not happen --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["command", "shortcut", "mention"])
def test_a_private_key_in_a_text_is_refused_and_appears_nowhere(
    rig: Rig, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    caplog.set_level(logging.DEBUG)
    key = key_pem(LEAF.key).decode()
    secret = key.splitlines()[2]
    if way == "command":
        rig.ask(f"explain {key}")
    elif way == "shortcut":
        message = rig.workspace.say("ops", "webops", key)
        rig.workspace.shortcut(message.ts, "explain_message", "oncall")
    else:
        rig.workspace.write("ops", "webops", f"@tlscheck {key}")
    rig.run(120)
    answer = rig.seen()[-1]
    assert answer.text.startswith("This text holds a private key.")
    assert "replace the key" in answer.text
    assert secret not in stored(rig) + caplog.text + shown(answer)


HOSTILE = (
    "<!channel> <@U0WEBOPS> *x* `y` <https://evil.example|good.example> &lt;!here&gt; \u202e certificate has expired"
)


def test_hostile_words_are_shown_as_words(rig: Rig) -> None:
    rig.ask(f"explain {HOSTILE}")
    answer = rig.seen()[-1]
    everything = answer.text + json.dumps(answer.blocks, ensure_ascii=False)
    assert "<!" not in everything
    assert "<@" not in everything
    assert "\u202e" not in everything


def test_a_shortcut_of_another_app_is_no_error_of_ours(rig: Rig) -> None:
    message = rig.workspace.say("ops", "webops", EXPIRED)
    assert rig.workspace.shortcut(message.ts, "other_callback", "oncall").status == 404
