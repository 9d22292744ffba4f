"""`parse_target` takes what people paste, and answers everything else with a sentence and an example."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.target import Starttls, Target
from core.model.target_text import TargetError, parse_target


def name(host: str, port: int = 443, starttls: Starttls | None = None) -> Target:
    return Target(host, port, host, starttls)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("example.com", name("example.com")),
        ("https://Example.com/x?y#z", name("example.com")),
        ("http://example.com", name("example.com")),
        ("<http://example.com|example.com>", name("example.com")),
        ("<https://example.com:8443/a|example.com:8443>", name("example.com", 8443)),
        ("“example.com”,", name("example.com")),
        ("`example.com:8443`", name("example.com", 8443)),
        ("EXAMPLE.com.", name("example.com")),
        ("user:secret@example.com:444", name("example.com", 444)),
        ("bücher.example", name("xn--bcher-kva.example")),
        ("smtp://mx.example.com", name("mx.example.com", 25, Starttls.SMTP)),
        ("smtp://mx:25", name("mx", 25, Starttls.SMTP)),
        ("mx.example.com:587", name("mx.example.com", 587, Starttls.SUBMISSION)),
        ("https://example.com:25", name("example.com", 25)),
        ("imaps://mail.example.com", name("mail.example.com", 993)),
        ("_sip._tls.example.com", name("_sip._tls.example.com")),
        ("203.0.113.7", Target("203.0.113.7")),
        ("203.0.113.7:8443", Target("203.0.113.7", 8443)),
        ("[::1]:443", Target("::1")),
        ("2001:DB8::1", Target("2001:db8::1")),
        ("[2001:db8::1]:993", Target("2001:db8::1", 993)),
    ],
)
def test_takes_what_people_paste(text: str, expected: Target) -> None:
    assert parse_target(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "``", "https://", "exa mple.com", "-a.example", "a..b", "gopher://example.com", "<!channel>"),
        *("example.com:0", "example.com:65536", "example.com:https", "a" * 64 + ".example", "☃" * 300),
        *("256.1.1.1", "2130706433", "0x7f.1", "127.1", "[::1", "[::1]x", "1:2:3", "fe80::1%eth0"),
    ],
)  # fmt: skip
def test_wrong_input_gets_a_sentence_and_an_example_that_works(text: str) -> None:
    with pytest.raises(TargetError) as caught:
        parse_target(text)
    assert caught.value.sentence.endswith(".")
    parse_target(caught.value.example.split(" or ")[0])


def test_the_greatest_port_is_accepted() -> None:
    assert parse_target("example.com:65535").port == 65535


@given(st.text(max_size=300))
def test_any_text_is_a_target_or_a_target_error(text: str) -> None:
    try:
        target = parse_target(text)
    except TargetError:
        return
    assert parse_target(str(target)).host == target.host


@given(st.ip_addresses())
def test_every_address_round_trips(address: object) -> None:
    target = parse_target(str(address))
    assert ip_address(target.host) == address
    assert target.server_name is None
