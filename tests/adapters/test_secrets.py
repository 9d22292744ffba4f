"""Secrets come from SSM when they are needed, each by itself, and a failing refresh does not take away what is
known."""

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from adapters import secrets
from adapters.secrets import GivenSecrets, ParameterSecrets, SecretsMissing
from adapters.tokens import OneToken
from core.model.watch import Team
from tests.contract.engines import client


@pytest.fixture
def ssm() -> Iterator[Any]:
    with mock_aws():
        stored = client("ssm")
        stored.put_parameter(Name="/s", Value="signing", Type="SecureString")
        yield stored


def test_a_secure_string_is_read_decrypted(ssm: Any) -> None:
    assert ParameterSecrets(ssm, "/s", "/b").signing_secret() == "signing"


def test_only_what_is_used_must_exist(ssm: Any) -> None:
    known = ParameterSecrets(ssm, "/s", "/missing")
    assert known.signing_secret() == "signing"
    with pytest.raises(SecretsMissing, match="/missing"):
        known.bot_token()


def test_a_value_is_kept(ssm: Any) -> None:
    known = ParameterSecrets(ssm, "/s", "/b")
    known.signing_secret()
    ssm.put_parameter(Name="/s", Value="rotated", Type="SecureString", Overwrite=True)
    assert known.signing_secret() == "signing"


def test_a_rotated_value_is_seen_when_the_time_is_over(ssm: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "KEPT_S", -1.0)
    known = ParameterSecrets(ssm, "/s", "/b")
    known.signing_secret()
    ssm.put_parameter(Name="/s", Value="rotated", Type="SecureString", Overwrite=True)
    assert known.signing_secret() == "rotated"


def test_a_failing_refresh_keeps_what_is_known(ssm: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "KEPT_S", -1.0)
    known = ParameterSecrets(ssm, "/s", "/b")
    known.signing_secret()
    ssm.delete_parameter(Name="/s")
    assert known.signing_secret() == "signing"


def test_a_token_that_slack_refuses_is_read_anew_and_only_another_is_tried(ssm: Any) -> None:
    ssm.put_parameter(Name="/b", Value="xoxb-1", Type="SecureString")
    tokens = OneToken(ParameterSecrets(ssm, "/s", "/b"))
    assert tokens.bot_token(Team("T1")) == "xoxb-1"
    assert tokens.refused(Team("T1"), "xoxb-1") is None
    ssm.put_parameter(Name="/b", Value="xoxb-2", Type="SecureString", Overwrite=True)
    assert tokens.bot_token(Team("T1")) == "xoxb-1"
    assert tokens.refused(Team("T1"), "xoxb-1") == "xoxb-2"
    assert tokens.bot_token(Team("T1")) == "xoxb-2"


def test_a_given_token_that_slack_refuses_has_no_other() -> None:
    assert OneToken(GivenSecrets("s", "xoxb-1")).refused(Team("T1"), "xoxb-1") is None


def test_a_secret_is_not_in_a_representation() -> None:
    assert "xoxb" not in repr(GivenSecrets("signing", "xoxb-1"))
