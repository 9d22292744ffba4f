"""The function that faces Slack, by its events: only what Slack signed comes in, in every shape that API Gateway
knows."""

import base64
import json
import logging
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.sign_event import sign

from adapters.secrets import SecretsMissing
from core.slack_signature import is_signed
from handlers import slack
from handlers.slack_request import read_request
from tests.handlers.rig import Clock, Context, Rig

EVENTS = Path(__file__).parents[2] / "events"


def event(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return loaded


def call(rig: Rig, some: dict[str, Any], *, late: float = 0, secret: str | None = None) -> dict[str, Any]:
    signed = sign(some, secret or rig.workspace.signing_secret, rig.clock.seconds - late)
    return rig.slack(signed, Context())


@pytest.mark.parametrize("name", ["slash_command", "slash_command_base64", "slash_command_rest_v1"])
def test_a_signed_command_is_taken_in_every_form_of_event(rig: Rig, name: str) -> None:
    answer = call(rig, event(name))
    assert (answer["statusCode"], answer["body"]) == (200, "")
    assert rig.texts() == ["Checking `example.com:443` …"]


@pytest.mark.parametrize(("late", "status"), [(299, 200), (300, 200), (301, 401), (-300, 200), (-301, 401)])
def test_the_window_is_five_minutes_to_both_sides(rig: Rig, late: float, status: int) -> None:
    assert call(rig, event("slash_command_help"), late=late)["statusCode"] == status


@pytest.mark.parametrize(
    "changes",
    [
        {"x-slack-request-timestamp": "abc"},
        {"x-slack-request-timestamp": ""},
        {"x-slack-request-timestamp": "-1"},
        {"x-slack-request-timestamp": "١٢٣"},
        {"x-slack-request-timestamp": "9" * 400},
        {"x-slack-signature": ""},
        {"x-slack-signature": "v0="},
        {"x-slack-signature": "v1=00"},
        {"x-slack-signature": "ü"},
    ],
)
def test_a_malformed_header_is_401_and_never_500(rig: Rig, changes: dict[str, str]) -> None:
    signed = sign(event("slash_command"), rig.workspace.signing_secret, rig.clock.seconds)
    signed["headers"] |= changes
    assert rig.slack(signed, Context())["statusCode"] == 401


@pytest.mark.parametrize("missing", ["x-slack-request-timestamp", "x-slack-signature"])
def test_a_missing_header_is_401(rig: Rig, missing: str) -> None:
    signed = sign(event("slash_command"), rig.workspace.signing_secret, rig.clock.seconds)
    del signed["headers"][missing]
    assert rig.slack(signed, Context())["statusCode"] == 401


def test_another_secret_is_401(rig: Rig) -> None:
    assert call(rig, event("slash_command"), secret="another")["statusCode"] == 401


def test_a_body_that_was_changed_is_401(rig: Rig) -> None:
    signed = sign(event("slash_command"), rig.workspace.signing_secret, rig.clock.seconds)
    signed["body"] = signed["body"].replace("example.com", "example.org")
    assert rig.slack(signed, Context())["statusCode"] == 401


def test_the_signature_is_over_the_raw_bytes_whatever_they_are(rig: Rig) -> None:
    odd = event("slash_command_base64") | {"body": base64.b64encode(b"text=\xff\xfe&command=/tlscheck").decode()}
    assert call(rig, odd)["statusCode"] in (200, 404)


@pytest.mark.parametrize("body", ["%%%", "é", "A"])
def test_a_body_that_is_no_base64_is_400(rig: Rig, body: str) -> None:
    assert rig.slack(event("slash_command_base64") | {"body": body}, Context())["statusCode"] == 400


def test_a_body_over_a_megabyte_is_400(rig: Rig) -> None:
    assert rig.slack(event("slash_command") | {"body": "x" * ((1 << 20) + 1)}, Context())["statusCode"] == 400


@pytest.mark.parametrize("hollow", [{}, {"headers": None, "body": None}, {"headers": {}, "body": ""}])
def test_an_event_without_anything_is_401(rig: Rig, hollow: dict[str, Any]) -> None:
    assert rig.slack(hollow, Context())["statusCode"] == 401


def test_ssl_check_is_answered(rig: Rig) -> None:
    assert call(rig, event("ssl_check"))["statusCode"] == 200


def test_url_verification_gets_its_challenge_back(rig: Rig) -> None:
    answer = call(rig, event("url_verification"))
    assert json.loads(answer["body"])["challenge"].startswith("3eZbrw1aBm2rZ")


def test_help_is_an_answer_for_the_asker_alone(rig: Rig) -> None:
    answer = call(rig, event("slash_command_help"))
    assert answer["headers"]["content-type"].startswith("application/json")
    assert json.loads(answer["body"])["response_type"] == "ephemeral"


@pytest.mark.parametrize(
    ("name", "channel", "says"),
    [
        ("shortcut_explain_message", "C0OPS", "This is almost certainly `cert-expired`."),
        ("shortcut_check_message", "C0OPS", "Checking `example.com:443` …"),
        ("button_check_host", "C0OPS", "Checking `example.com:443` …"),
        ("event_app_mention", "C0OPS", "This is most likely `cert-expired`."),
        ("event_message_file", "D0ONCALL", "Reading `fullchain.pem` …"),
    ],
)
def test_what_people_give_is_answered_below_the_message(rig: Rig, name: str, channel: str, says: str) -> None:
    rig.workspace.direct("oncall")
    assert call(rig, event(name))["statusCode"] == 200
    [answer] = rig.seen(channel)
    assert answer.text.startswith(says)
    assert answer.thread_ts == "1795262400.000100"


def test_explain_as_a_command_is_answered_in_the_acknowledgement(rig: Rig) -> None:
    answer = call(rig, event("slash_command_explain"))
    assert "Chrome error -201" in json.loads(answer["body"])["text"]


def test_a_file_that_is_none_of_ours_is_acknowledged_without_a_word(rig: Rig) -> None:
    assert call(rig, event("event_file_shared"))["statusCode"] == 200
    assert rig.texts() == []


@pytest.mark.parametrize("name", ["button_recheck", "button_explain_more"])
def test_a_button_of_an_unknown_job_is_acknowledged(rig: Rig, name: str) -> None:
    assert call(rig, event(name))["statusCode"] == 200


def test_an_unknown_command_is_404_without_a_word(rig: Rig) -> None:
    odd = event("slash_command")
    odd["body"] = odd["body"].replace("tlscheck", "other")
    answer = call(rig, odd)
    assert (answer["statusCode"], answer["body"]) == (404, "")


def test_a_payload_with_parts_missing_is_apologised_for_not_500(rig: Rig) -> None:
    odd = event("slash_command")
    odd["body"] = odd["body"].replace("trigger_id", "other_id")
    answer = call(rig, odd)
    assert answer["statusCode"] == 200
    assert "failed inside tlscheck" in json.loads(answer["body"])["text"]


def test_nothing_of_a_body_is_ever_logged(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("slash_command", "button_recheck", "slash_command_base64", "shortcut_explain_message"):
        call(rig, event(name))
        call(rig, event(name), secret="another")
        broken = event(name)
        broken["body"] = broken["body"][:-40]
        call(rig, broken)
    logged = caplog.text + "".join(str(r.__dict__) for r in caplog.records if r.name.startswith("tlscheck"))
    assert "hooks.slack.com" not in logged
    assert "13345224609" not in logged


def test_secrets_that_cannot_be_read_are_503(rig: Rig) -> None:
    class Gone:
        def signing_secret(self) -> str:
            raise SecretsMissing("cannot read the parameter /tlscheck/signing-secret")

        def bot_token(self, *, anew: bool = False) -> str:
            raise SecretsMissing("x")

    handler = slack.make_handler(replace(rig.services, secrets=Gone()), rig.counter)
    assert handler(event("slash_command"), Context())["statusCode"] == 503


@given(
    st.dictionaries(st.text(max_size=30), st.text(max_size=30)),
    st.binary(max_size=100),
    st.text(max_size=20),
    st.text(max_size=80),
)
def test_the_signature_check_is_total(headers: dict[str, str], body: bytes, stamp: str, signature: str) -> None:
    headers |= {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
    assert is_signed("secret", headers, body, Clock().now()) is False
    assert is_signed("", headers, body, Clock().now()) is False


@given(
    st.recursive(st.none() | st.booleans() | st.text(), lambda inner: st.dictionaries(st.text(), inner), max_leaves=5)
)
def test_reading_an_event_is_total(body: Any) -> None:
    for flag in (True, False, None):
        request = read_request({"body": body if isinstance(body, str) else None, "isBase64Encoded": flag})
        assert request is None or isinstance(request.body, bytes)


def loaded(code: str) -> set[str]:
    """The modules that a fresh interpreter has after ``code``."""
    told = f"{code}; import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], check=True, timeout=60, capture_output=True, text=True)
    return set(done.stdout.split())


def test_the_slack_side_loads_no_tls_library() -> None:
    heavy = ("cryptography", "OpenSSL", "dns", "pydantic", "aws_lambda_powertools", "core.rules", "core.wire")
    assert [m for m in loaded("import handlers.slack") if m.startswith(heavy)] == []


def test_delivery_loads_no_tls_library() -> None:
    heavy = ("cryptography", "OpenSSL", "dns", "core.rules", "core.examine")
    assert [m for m in loaded("import handlers.delivery, core.watching.working") if m.startswith(heavy)] == []


def test_the_slack_side_explains_without_what_its_package_leaves_out() -> None:
    makefile = (EVENTS.parent / "tools/lambda/Makefile").read_text()
    [line] = [line for line in makefile.splitlines() if line.startswith("DIAGNOSIS := ")]
    left_out = tuple(path.removesuffix(".py").replace("/", ".") for path in line.split()[2:])
    assert len(left_out) > 4
    texts = ("48", "cert-expired", "certificate has expired, connecting to example.com:443")
    code = f"import handlers.slack; from core.explain.asked import explain; [explain(t) for t in {texts}]"
    assert [m for m in loaded(code) if m.startswith(left_out)] == []


@pytest.mark.usefixtures("rig")
def test_what_the_product_reports_is_logged_though_bolt_is_silent() -> None:
    """Bolt gives the logger of its app's name the level of the logger that it is given."""
    assert logging.getLogger("tlscheck").isEnabledFor(logging.WARNING)
    assert not logging.getLogger("tlscheck.bolt").isEnabledFor(logging.ERROR)
