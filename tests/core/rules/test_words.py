"""Shared words: commands are quoted, attempts are described, whatever they carry."""

import shlex
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.model.evidence import Software
from core.model.observation import (
    Closed,
    CloseKind,
    Fault,
    NotTls,
    Outcome,
    PeerFault,
    Profile,
    ServerFlight,
    Spoke,
    Stage,
    StarttlsFailed,
    TimedOut,
    Unreachable,
)
from core.model.prose import Quote, plain
from core.model.target import Starttls
from core.words import proofs, remedy
from core.words.observed import describe_attempt
from core.words.references import rfc
from tests.core.rules.support import SHELLO, TARGET, V4, V6, alert, attempt, completed

TEXT = st.text(max_size=300)
OUTCOMES = st.one_of(
    st.builds(NotTls, TEXT, TEXT, st.binary(max_size=20)),
    st.builds(Spoke, st.just("http"), TEXT),
    st.builds(StarttlsFailed, st.booleans(), TEXT),
    st.builds(PeerFault, st.sampled_from(Stage), st.sampled_from(Fault), TEXT),
    st.builds(Closed, st.sampled_from(Stage), st.sampled_from(CloseKind)),
    st.builds(
        TimedOut, st.sampled_from(Stage), st.floats(0, 1e6), st.just(ServerFlight(bytes_received=3)), st.booleans()
    ),
    st.builds(Unreachable, st.just("ENETUNREACH"), TEXT, st.booleans()),
    st.integers(0, 255).map(alert),
    st.just(SHELLO),
    st.just(completed()),
)


@given(OUTCOMES, st.sampled_from(Profile))
def test_every_attempt_is_one_printable_line(outcome: Outcome, profile: Profile) -> None:
    text = plain(describe_attempt(attempt(outcome, profile)))
    assert "\n" not in text.replace("\N{REPLACEMENT CHARACTER}", "")
    assert " → " in text


@given(TEXT.filter(str.strip))
def test_what_the_server_said_is_quoted(excerpt: str) -> None:
    pieces = describe_attempt(attempt(NotTls("ssh", excerpt, b""))).pieces
    assert isinstance(pieces[-1], Quote)


def test_descriptions() -> None:
    assert plain(describe_attempt(attempt(SHELLO, Profile.SMALL))) == (
        "Control: small classical hello → ServerHello: TLS 1.3 TLS_AES_128_GCM_SHA256"
    )
    assert plain(describe_attempt(attempt(TimedOut(Stage.HELLO, 3000.0), Profile.BANNER))) == (
        "Control: silent listen → silence while we sent nothing for 3.0 s"
    )
    assert plain(describe_attempt(attempt(completed()), name_address=True)) == (
        "Full handshake at 192.0.2.1 → completed TLS 1.3 TLS_AES_128_GCM_SHA256"
    )


def test_commands_carry_what_made_the_target() -> None:
    target = replace(TARGET, server_name="b.test", starttls=Starttls.SMTP, pinned=V4, port=25)
    assert proofs.recheck(target) == (
        "tlscheck check a.test:25 --starttls smtp --sni b.test --resolve a.test:25:192.0.2.1"
    )
    assert proofs.s_client(target) == (
        "openssl s_client -connect 192.0.2.1:25 -servername b.test -starttls smtp </dev/null"
    )
    assert proofs.s_client(replace(TARGET, server_name=None)) == (
        "openssl s_client -connect a.test:443 -noservername </dev/null"
    )


def test_an_ipv6_target_is_quoted_for_the_shell() -> None:
    target = replace(TARGET, host=str(V6), server_name=None)
    assert proofs.s_client(target) == "openssl s_client -connect '[2001:db8::1]:443' -noservername </dev/null"
    assert shlex.split(proofs.curl(target)) == ["curl", "-v", "https://[2001:db8::1]:443/"]
    assert proofs.connect(target) == "nc -vz 2001:db8::1 443"


def test_timing_prints_both_times() -> None:
    assert shlex.split(proofs.timing(TARGET)) == [
        "curl", "-so", "/dev/null", "-w", "%{time_connect} %{time_appconnect}\\n", "https://a.test:443/",
    ]  # fmt: skip


def test_every_software_gets_steps() -> None:
    for software in Software:
        for steps in (remedy.modern_protocols, remedy.modern_ciphers, remedy.serve_tls, remedy.key_and_certificate):
            assert all(plain(step) for step in steps(software))
        assert plain(remedy.logs(software))


def test_a_reference_links_to_its_section() -> None:
    assert rfc(8446, "6.2", "Error alerts").url == "https://www.rfc-editor.org/rfc/rfc8446#section-6.2"
    assert rfc(8996).title == "RFC 8996"
