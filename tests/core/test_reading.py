"""What kind of thing a file is, by its bytes; the limits; Slack's text. The whole way is in tests/handlers."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reading import Kind, kind_of, too_large
from core.slack_text import addressed, typed, unfenced
from tests.core.capture.packets import pcap, pcapng
from tests.support.pki import Authority

ROOT = Authority.root()
PEM = ROOT.pem


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pcap([]), Kind.CAPTURE),
        (pcapng([]), Kind.CAPTURE),
        (gzip.compress(b"x", mtime=0), Kind.CAPTURE),
        (PEM, Kind.CERTIFICATES),
        (b"subject=CN = x\n" + PEM, Kind.CERTIFICATES),
        (PEM.decode().encode("utf-16"), Kind.CERTIFICATES),
        (ROOT.der, Kind.CERTIFICATES),
        (b"CONNECTED(00000003)\n" + PEM, Kind.TEXT),
        (b"certificate has expired", Kind.TEXT),
        ("Zertifikat ist abgelaufen ü".encode(), Kind.TEXT),
        ("Zertifikat".encode("utf-16"), Kind.TEXT),
        (b"\x1b[31merror\x1b[0m\r\n\ttab", Kind.TEXT),
        (b"\x89PNG\r\n\x1a\n\x00", Kind.OTHER),
        (b"%PDF-1.7\n\x00", Kind.OTHER),
        (b"", Kind.TEXT),
    ],
)
def test_the_first_bytes_tell_the_kind(data: bytes, kind: Kind) -> None:
    assert kind_of(data) is kind


@given(st.binary(max_size=200))
def test_every_file_has_a_kind(data: bytes) -> None:
    assert kind_of(data) in Kind


@pytest.mark.parametrize(
    ("kind", "size", "begins"),
    [
        (Kind.TEXT, 300 * 1024, "This text has 300 KB; I read texts up to 256 KB"),
        (Kind.CAPTURE, 21 << 20, "This packet capture has 21.0 MB; "),
        (Kind.OTHER, 0, "This file has 0 KB; "),
    ],
)
def test_a_refusal_says_the_size_and_the_limits(kind: Kind, size: int, begins: str) -> None:
    assert too_large(kind, size).startswith(begins)


@pytest.mark.parametrize(
    ("slack", "plain"),
    [
        ("<http://example.com|example.com>:8443", " http://example.com :8443"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("<@U1> <#C1|ops> <!here>", "<@U1> <#C1|ops> <!here>"),
        ("<!date^1^{date}|x>", "<!date^1^{date}|x>"),
    ],
)
def test_slacks_wrapping_comes_off_and_mentions_stay(slack: str, plain: str) -> None:
    assert typed(slack) == plain


def test_fences_and_the_leading_mention_come_off() -> None:
    assert unfenced("```curl: (60)\nmore```") == "curl: (60)\nmore"
    assert addressed("<@U0TLSCHECK>: what is <@U1>?") == "what is <@U1>?"
    assert addressed("what is <@U1>?") == "what is <@U1>?"


@given(st.text(max_size=300))
def test_slacks_text_is_read_totally(text: str) -> None:
    assert isinstance(unfenced(addressed(text)), str)
