"""Files given to the bot: every way in, every kind, every limit; keys; what cannot be had; nothing kept."""

import gzip
import logging
from dataclasses import replace

import pytest

from adapters.sqlite_store import transaction
from local.workspace import Outcome
from tests.handlers.given import (
    LEAF,
    answers,
    drop,
    failed_capture,
    file,
    fine,
    key_file,
    pkcs12_file,
    said,
    shown,
    text_file,
)
from tests.handlers.rig import Context, Rig

MB = 1 << 20
REFUSED = "This file holds a private key. I did not look at it any further."


def read(rig: Rig, body: bytes, name: str = "given") -> str:
    """Drop it, let the worker work, read the answer."""
    message = drop(rig, file(name, body))
    rig.run(60)
    return said(rig, message)


# --- ways in ---------------------------------------------------------------------------------------------------------


def test_a_file_in_a_direct_message_is_one_message_that_evolves(rig: Rig) -> None:
    message = drop(rig, text_file())
    assert said(rig, message) == "Reading `error.log` …"
    rig.work_once()
    assert said(rig, message).startswith("`error.log`: This is almost certainly `cert-expired`.")
    [answer] = answers(rig, message)
    assert len(answer.edits) == 1


def test_a_file_with_a_mention_is_answered_below_it(rig: Rig) -> None:
    message = drop(rig, text_file(), "@tlscheck what is this?", channel="ops")
    rig.work_once()
    assert "cert-expired" in said(rig, message)


def test_a_file_with_a_mention_in_a_thread_is_answered_there(rig: Rig) -> None:
    root = rig.workspace.say("ops", "webops", "it is broken")
    message = drop(rig, text_file(), "@tlscheck", channel="ops", thread=root.ts)
    rig.work_once()
    assert "cert-expired" in said(rig, message)


def test_a_file_below_an_answer_of_ours_needs_no_mention(rig: Rig) -> None:
    rig.ask("example.com")
    rig.work_once()
    [verdict] = rig.seen()
    rig.clock.seconds += 60
    message = drop(rig, text_file(), channel="ops", thread=verdict.ts)
    rig.work_once()
    assert "cert-expired" in said(rig, message)


@pytest.mark.parametrize("thread", [False, True])
def test_any_other_file_in_a_channel_is_left_alone(rig: Rig, thread: bool) -> None:
    root = rig.workspace.say("ops", "webops", "holiday pictures")
    drop(rig, text_file(), channel="ops", thread=root.ts if thread else None)
    rig.run(120)
    assert [m for m in rig.seen() if m.author == rig.workspace.bot.user_id] == []
    assert rig.workspace.calls[-1].method == "files.info"


def test_the_shortcut_on_a_message_with_a_file_reads_the_file(rig: Rig) -> None:
    message = drop(rig, text_file(), channel="ops")
    rig.workspace.shortcut(message.ts, "explain_message", "webops")
    rig.work_once()
    assert "cert-expired" in said(rig, message)


def test_a_file_that_slack_tells_of_twice_and_by_two_events_is_read_once(rig: Rig) -> None:
    rig.ask("example.com")
    rig.work_once()
    [verdict] = rig.seen()
    rig.clock.seconds += 60
    message, deliveries = rig.workspace.drop("ops", "oncall", text_file(), "@tlscheck", verdict.ts)
    assert len(deliveries) == 2
    for delivery in deliveries:
        rig.slack(delivery.event, Context())
    rig.run(120)
    assert len(answers(rig, message)) == 1
    assert len([c for c in rig.workspace.calls if c.method == "files.info"]) == 3  # two events of sharing, one reading


def test_slack_tells_again_when_we_could_not_look_at_a_shared_file(rig: Rig) -> None:
    rig.workspace.fail_next("files.info", "500")
    _, [delivery] = rig.workspace.drop("ops", "oncall", text_file())
    assert (delivery.outcome, delivery.status) == (Outcome.FAILED, 503)


# --- kinds -----------------------------------------------------------------------------------------------------------


def test_certificates_are_examined_and_can_be_checked_live(rig: Rig) -> None:
    message = drop(rig, file("fullchain.pem", LEAF.fullchain_pem))
    rig.work_once()
    [answer] = answers(rig, message)
    assert answer.text.startswith("`fullchain.pem` is at risk: ")  # of its two certificates none is logged (CT)
    assert "Certificates and order are what a server should send." in shown(answer)
    assert "Check shop.example.com" in shown(answer)


def test_a_leaf_alone_lacks_its_issuer_and_the_details_have_every_finding(rig: Rig) -> None:
    message = drop(rig, file("cert.pem", LEAF.pem))
    rig.work_once()
    [answer] = answers(rig, message)
    assert "is broken" in answer.text
    rig.workspace.click(answer.ts, "explain_more", "oncall")
    [view] = rig.workspace.views.values()
    assert "chain" in str(view.content)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_capture_tells_who_failed_and_why(rig: Rig, pack: type[bytes]) -> None:
    message = drop(rig, file("capture.pcap", pack(failed_capture())))
    assert said(rig, message) == "Reading `capture.pcap` …"
    rig.work_once()
    [answer] = answers(rig, message)
    assert "1 conversation: 1 failed" in answer.text
    assert "`no-shared-protocol`" in answer.text
    assert "Check shop.example.com:443" in shown(answer)
    rig.workspace.click(answer.ts, "check_host_0", "oncall")
    rig.work_once()
    assert answers(rig, message)[-1].text == "shop.example.com:443 is fine"


def test_what_a_windows_tool_writes_is_text(rig: Rig) -> None:
    assert "cert-expired" in read(rig, "curl: (60) SSL certificate problem: certificate has expired".encode("utf-16"))


def test_a_transcript_with_certificates_in_it_is_a_text(rig: Rig) -> None:
    transcript = b"CONNECTED(00000003)\n" + LEAF.pem + b"    Verify return code: 10 (certificate has expired)\n"
    assert "cert-expired" in read(rig, transcript)


# --- limits ----------------------------------------------------------------------------------------------------------

LIMITS = "I read texts up to 256 KB, certificate files up to 1 MB, packet captures up to 20 MB."


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "The file is empty."),
        (b" \n\x00", "The file is empty."),
        (b"a" * (256 * 1024 + 1), f"This text has 256 KB; {LIMITS}"),
        (LEAF.pem * 2000, f"This file has {len(LEAF.pem * 2000) / MB:.1f} MB; {LIMITS}"),
        (b"\x89PNG\r\n\x1a\n" + bytes(2 * MB), f"This file has 2.0 MB; {LIMITS}"),
        (failed_capture() + bytes(20 * MB), f"This file has 20.0 MB; {LIMITS}"),
        (b"\x89PNG\r\n\x1a\n\x00\x01", "is neither PEM, DER, PKCS #7 nor PKCS #12. I read texts and logs,"),
    ],
    ids=["empty", "blank", "text", "certificates", "picture", "capture", "small picture"],
)
def test_what_is_not_read_is_told_with_the_limits(rig: Rig, body: bytes, says: str) -> None:
    assert says in read(rig, body)


def test_a_text_of_exactly_256_kb_is_read(rig: Rig) -> None:
    line = b"curl: (60) SSL certificate problem: certificate has expired\n"
    assert "cert-expired" in read(rig, line + b"x\n" * ((256 * 1024 - len(line)) // 2))


def test_a_file_over_the_limit_by_what_slack_says_is_not_downloaded(rig: Rig) -> None:
    message = drop(rig, replace(text_file(), length=21 * MB))
    rig.work_once()
    assert "This file has 21.0 MB" in said(rig, message)


def test_a_packed_capture_that_unpacks_without_end_is_cut_off(rig: Rig) -> None:
    bomb = gzip.compress(failed_capture() + bytes(200 * MB), 1)
    message = drop(rig, file("bomb.pcap.gz", bomb))
    rig.work_once()
    [answer] = answers(rig, message)
    assert "1 failed" in answer.text
    assert "unpacks to" in shown(answer)


def test_of_many_files_the_first_three_are_read(rig: Rig) -> None:
    message = rig.workspace.say("ops", "webops", "look")
    event = {"type": "app_mention", "channel": "C0OPS", "user": "U0ONCALL", "text": "<@U0TLSCHECK>", "ts": message.ts}
    files = [{"id": f"F{n}", "name": f"{n}.log"} for n in range(5)]
    rig.workspace.event(event | {"files": files})
    rig.run(120)
    assert len([t for t in rig.texts() if "was not read" in t]) == 3


# --- keys ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("deletable", [True, False])
def test_a_key_is_refused_deleted_where_that_is_allowed_and_must_be_replaced(
    rig: Rig, deletable: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    given = key_file(deletable=deletable)
    message = drop(rig, given)
    rig.run(120)
    [answer] = answers(rig, message)
    assert answer.text.startswith(REFUSED)
    assert ("I deleted the file" in answer.text) is deletable
    assert ("please delete it yourself, now" in answer.text) is not deletable
    assert "Please replace the key" in answer.text
    assert (len(rig.workspace.uploads) == 0) is deletable
    assert given.body is not None
    secret = given.body.decode().splitlines()[2]
    with transaction(rig.store._path) as db:
        kept = str(db.execute("select body from job").fetchall()) + str(
            db.execute("select body from answer").fetchall()
        )
    assert secret not in kept + caplog.text + shown(answer)


def test_a_pkcs12_file_counts_as_a_key(rig: Rig) -> None:
    message = drop(rig, pkcs12_file())
    rig.work_once()
    assert said(rig, message).startswith(REFUSED)


def test_a_key_among_certificates_is_refused_as_a_whole(rig: Rig) -> None:
    assert read(rig, LEAF.fullchain_pem + (key_file().body or b"")).startswith(REFUSED)


def test_a_key_in_a_log_is_refused(rig: Rig) -> None:
    assert read(rig, b"nginx says\n" + (key_file().body or b"")).startswith(REFUSED)


# --- what cannot be had ----------------------------------------------------------------------------------------------


def test_a_file_that_was_deleted_meanwhile_is_said_to_be_gone(rig: Rig) -> None:
    message = drop(rig, text_file())
    rig.workspace.uploads.clear()
    rig.work_once()
    assert "Slack does not have this file any more" in said(rig, message)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/file",
        "http://127.0.0.1:1/file",
        "https://files.slack.com.evil.example/x",
        "file:///etc/hosts",
    ],
)
def test_a_file_elsewhere_is_not_fetched(rig: Rig, elsewhere: str) -> None:
    message = drop(rig, replace(text_file(), elsewhere=elsewhere))
    rig.work_once()
    assert "which I do not fetch from" in said(rig, message)


@pytest.mark.parametrize("moved", ["https://evil.example/file", "http://127.0.0.1:1/file"])
def test_a_redirect_to_another_host_is_not_followed(rig: Rig, moved: str) -> None:
    message = drop(rig, replace(text_file(), moved=moved))
    rig.work_once()
    assert "which I do not fetch from" in said(rig, message)


@pytest.mark.parametrize("fault", ["500", "429"])
def test_a_download_that_fails_is_tried_again_without_a_word(rig: Rig, fault: str) -> None:
    message = drop(rig, text_file())
    rig.workspace.fail_next("file", fault)
    rig.run(120)
    [answer] = answers(rig, message)
    assert "cert-expired" in answer.text
    assert len(answer.edits) == 1


def test_a_download_that_never_works_ends_with_an_apology(rig: Rig) -> None:
    message = drop(rig, text_file())
    rig.workspace.fail_next("file", "500", times=50)
    rig.run(3600)
    assert said(rig, message).startswith("Sorry: `error.log` could not be read. The reading has not come to an end")


def test_try_again_reads_the_file_again(rig: Rig) -> None:
    message = drop(rig, text_file())
    rig.workspace.fail_next("file", "500", times=50)
    rig.run(3600)
    rig.workspace._faults.clear()
    [sorry] = answers(rig, message)
    rig.workspace.click(sorry.ts, "recheck", "oncall")
    rig.run(60)
    assert "cert-expired" in said(rig, message)


def test_hostile_names_are_words(rig: Rig) -> None:
    message = drop(rig, file("<!channel>`\u202e.log", b"certificate has expired"))
    rig.work_once()
    [answer] = answers(rig, message)
    assert "<!" not in answer.text + shown(answer)
    assert "\u202e" not in answer.text + shown(answer)


def test_a_file_event_of_another_shape_is_apologised_for_not_500(rig: Rig) -> None:
    assert rig.workspace.event({"type": "file_shared", "channel_id": "C0OPS", "user_id": "U0ONCALL"}).status == 200


def test_a_mention_without_anything_else_is_answered_with_help(rig: Rig) -> None:
    fine(rig.workspace.write("ops", "webops", "@tlscheck"))
    assert rig.texts()[-1].startswith("tlscheck finds out")
