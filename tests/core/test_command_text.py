"""The text after /tlscheck: forgiving, total, and never without an example that runs."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.command_text import COMMAND, LONGEST, MOST_TARGETS, WATCHING, parse_command, target_text, without_quietly
from core.model.command import Check, Help, Invalid
from core.model.target import Starttls, Target
from core.watching.commands import Sheets, Verb
from core.watching.sheet_verbs import parse_sheet
from core.watching.verbs import EXAMPLES, parse_verb

EXAMPLE = Target("example.com", 443, "example.com")
WORDS = st.lists(
    st.sampled_from(
        ["check", "watch", "quietly", "example.com", "<http://a.example|a.example>", "@203.0.113.7", "@x", "sni=",
         "sni=b.example", "smtp://mx.example", "[::1]:443", "<@U1>", "“c.example”", "a", "99999",
         "x:99999", "<!channel>", "&lt;!here&gt;"]
    ),
    max_size=8,
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "example.com", "check example.com", "CHECK example.com", "https://Example.com/path?q=1&amp;r=2", "example.com.",
        "“example.com”",         "<http://example.com|example.com>",
        "<https://example.com>", "example.com, example.com",
        "example.com:443", "(example.com)",
    ],
)  # fmt: skip
def test_what_people_paste_is_a_check(text: str) -> None:
    assert parse_command(text) == Check((EXAMPLE,))


@pytest.mark.parametrize(
    "text", ["example.com quietly", "quietly example.com", "check example.com -q", "quiet example.com"]
)
def test_quietly_may_stand_anywhere(text: str) -> None:
    assert parse_command(text) == Check((EXAMPLE,), quietly=True)


def test_an_address_and_a_server_name_belong_to_the_host_before_them() -> None:
    assert parse_command("a.example b.example @203.0.113.7 sni=c.example") == Check(
        (
            Target("a.example", 443, "a.example"),
            Target("b.example", 443, "c.example", pinned=ip_address("203.0.113.7")),
        )
    )


def test_starttls_idn_and_ipv6() -> None:
    assert parse_command("smtp://mx.example:25, bücher.example; [2001:db8::1]:8443") == Check(
        (
            Target("mx.example", 25, "mx.example", Starttls.SMTP),
            Target("xn--bcher-kva.example", 443, "xn--bcher-kva.example"),
            Target("2001:db8::1", 8443),
        )
    )


@pytest.mark.parametrize("text", ["", "   ", "help", "HELP me", "?", "quietly"])
def test_nothing_or_help_is_help(text: str) -> None:
    assert parse_command(text) == Help()


@pytest.mark.parametrize(
    ("text", "meant", "example"),
    [
        ("chekc example.com", "check", "/tlscheck example.com:443"),
        ("exprt", "export", "/tlscheck export"),
        ("wacth shop.example 30%", "watch", "/tlscheck watch shop.example:443 30% 7d"),
        ("snoze", "snooze", "/tlscheck snooze example.com 7d the certificate is being replaced"),
        ("setings", "settings", "/tlscheck settings"),
        ("hepl", "help", "/tlscheck help"),
        ("test example.com", "check", "/tlscheck example.com:443"),
    ],
)
def test_a_mistyped_verb_is_guessed(text: str, meant: str, example: str) -> None:
    command = parse_command(text)
    assert isinstance(command, Invalid)
    assert command.sentence.endswith(f"Did you mean “{meant}”?")
    assert command.example == example


def test_five_hosts_are_taken_and_six_are_not() -> None:
    hosts = [f"h{n}.example" for n in range(MOST_TARGETS + 1)]
    assert isinstance(parse_command(" ".join(hosts[:MOST_TARGETS])), Check)
    refused = parse_command(" ".join(hosts))
    assert isinstance(refused, Invalid)
    assert refused.sentence == "That is 6 hosts; I check up to 5 with one command."
    assert len(parse_command(refused.example.removeprefix(COMMAND)).targets) == 5  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("@203.0.113.7", "“@203.0.113.7” belongs after a host."),
        ("example.com @nowhere", "“@nowhere” is not an IP address; after @ comes the address to connect to."),
        ("<@U123|bob>", "That is a person, a group or a channel; I check hosts."),
        ("please look", "I see no host name in “please look”."),
        ("x" * (LONGEST + 1), "That is more than 2000 characters."),
    ],
)
def test_what_is_wrong_is_said(text: str, sentence: str) -> None:
    command = parse_command(text)
    assert isinstance(command, Invalid)
    assert command.sentence == sentence


@given(st.text(max_size=300) | WORDS.map(" ".join))
def test_any_text_is_a_command_and_every_example_runs(text: str) -> None:
    match parse_command(text):
        case Invalid(_, example):
            again = example.removeprefix(COMMAND)
            found = parse_sheet(again) or parse_verb(again) or parse_command(again)
            assert isinstance(found, Check | Help | Verb | Sheets)
        case Check(targets):
            assert 1 <= len(targets) <= MOST_TARGETS


@given(
    st.builds(
        Target,
        host=st.sampled_from(["a.example", "203.0.113.9", "2001:db8::5"]),
        port=st.integers(1, 65535),
        server_name=st.sampled_from([None, "a.example", "b.example"]),
        starttls=st.none() | st.sampled_from(Starttls),
        pinned=st.none() | st.ip_addresses(),
    )
)
def test_a_target_written_down_reads_back(target: Target) -> None:
    command = parse_command(target_text(target))
    assert isinstance(command, Check)
    [read] = command.targets
    if target.starttls is not None:
        assert read == target
    else:
        assert (read.host, read.port, read.server_name, read.pinned) == (
            target.host, target.port, target.server_name, target.pinned,
        )  # fmt: skip


def test_every_verb_of_watching_is_known_by_name_and_its_example_runs() -> None:
    assert list(EXAMPLES) == list(WATCHING)
    for example in EXAMPLES.values():
        assert isinstance(parse_verb(example), Verb)


@pytest.mark.parametrize(
    ("text", "rest"),
    [("watch a.example quietly", "watch a.example"), ("list --quiet ", "list"), ("quietly", "")],
)
def test_a_wish_for_quiet_at_the_end_is_set_aside(text: str, rest: str) -> None:
    assert without_quietly(text) == (rest, True)


@pytest.mark.parametrize("text", ["watch quietly.example", "snooze a.example 7d a quiet week", ""])
def test_other_words_are_no_wish_for_quiet(text: str) -> None:
    assert without_quietly(text) == (text, False)
