"""The environment is read once; what is wrong in it is named, all of it."""

from pathlib import Path

import pytest

from handlers.settings import Aws, Embedded, Settings, SettingsWrong, read_settings

CLOUD = {
    "TLSCHECK_TABLE": "t",
    "TLSCHECK_QUEUE_URL": "q",
    "TLSCHECK_SIGNING_SECRET_PARAMETER": "/s",
    "TLSCHECK_BOT_TOKEN_PARAMETER": "/b",
}


def test_the_cloud() -> None:
    assert read_settings(CLOUD) == Settings(Aws("t", "q", "/s", "/b"))


def test_one_machine() -> None:
    given = {"TLSCHECK_SQLITE": "x.sqlite", "TLSCHECK_SIGNING_SECRET": "s", "TLSCHECK_BOT_TOKEN": "b"}
    assert read_settings(given) == Settings(Embedded(Path("x.sqlite"), "s", "b"))


def test_networks_and_another_slack() -> None:
    extra = {"TLSCHECK_ALLOWED_NETWORKS": "10.0.0.0/8, fd00::/8", "SLACK_API_BASE": "http://127.0.0.1:1/api"}
    read = read_settings(CLOUD | extra)
    assert (read.allowed_networks, read.slack_api) == (("10.0.0.0/8", "fd00::/8"), "http://127.0.0.1:1/api/")


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(SettingsWrong) as raised:
        read_settings({"TLSCHECK_ALLOWED_NETWORKS": "10.0.0.1/8", "SLACK_API_BASE": "http://slack.example"})
    lines = str(raised.value).splitlines()
    assert [line.split()[0].rstrip(":") for line in lines] == [*CLOUD, "TLSCHECK_ALLOWED_NETWORKS", "SLACK_API_BASE"]
