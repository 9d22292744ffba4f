"""The probe plan asks what separates causes, and nothing more."""

from ipaddress import ip_address

from core.model.observation import (
    AlertReceived,
    Attempt,
    Closed,
    CloseKind,
    Ending,
    HelloAnswered,
    Negotiated,
    NotTls,
    Outcome,
    Probe,
    Profile,
    Refused,
    ServerFlight,
    Spoke,
    Stage,
    StarttlsFailed,
    TimedOut,
)
from core.model.target import Starttls, Target
from core.plan import NEUTRAL_NAME, choose_addresses, next_probes

ADDRESS = ip_address("192.0.2.1")
OTHER = ip_address("192.0.2.2")
TARGET = Target("example.com", 443, "example.com")
FINE = Negotiated(ServerFlight(), "TLSv1.3", "TLS_AES_128_GCM_SHA256", "X25519")
RESET = Closed(Stage.HELLO, CloseKind.RST)


def attempt(outcome: Outcome, profile: Profile = Profile.FULL, address: object = ADDRESS) -> Attempt:
    return Attempt(Probe(profile, ip_address(str(address)), 443, "example.com"), outcome)


def profiles(*done: Attempt, target: Target = TARGET, name_matches: bool | None = True) -> list[Profile]:
    return [p.profile for p in next_probes(target, (ADDRESS,), done, name_matches)]


def test_the_first_round_is_one_full_handshake_for_every_address() -> None:
    probes = next_probes(TARGET, (ADDRESS, OTHER), (), None)
    assert [(p.profile, p.address, p.server_name) for p in probes] == [
        (Profile.FULL, ADDRESS, "example.com"),
        (Profile.FULL, OTHER, "example.com"),
    ]


ANSWERED = HelloAnswered(ServerFlight())
HEALTHY = [Profile.NO_SNI, Profile.STRAINED]
STRAINS = [
    Profile.SMALL,
    Profile.GREASE,
    Profile.UNKNOWN_EXTENSION,
    Profile.LONG_LIST,
    Profile.SPLIT_RECORDS,
    Profile.SPLIT_SEGMENTS,
]


def test_a_healthy_server_gets_two_controls_only() -> None:
    assert profiles(attempt(FINE)) == HEALTHY
    assert profiles(attempt(FINE), attempt(FINE, Profile.NO_SNI), attempt(ANSWERED, Profile.STRAINED)) == []


def test_a_strained_hello_that_fails_is_taken_apart() -> None:
    done = [attempt(FINE), attempt(FINE, Profile.NO_SNI), attempt(RESET, Profile.STRAINED)]
    assert profiles(*done) == [Profile.FULL_AGAIN, *STRAINS]


def test_an_issuer_that_nobody_knows_is_compared_with_an_unrelated_name() -> None:
    probes = next_probes(TARGET, (ADDRESS,), [attempt(FINE)], True, issuer_known=False)
    assert [p.profile for p in probes] == [*HEALTHY, Profile.OTHER_SNI]


def test_a_stall_is_tried_in_small_segments_at_once() -> None:
    stalled = profiles(attempt(TimedOut(Stage.SERVER_FLIGHT, 4000.0)))
    assert stalled[0] is Profile.CLAMPED
    assert Profile.CLAMPED in profiles(attempt(TimedOut(Stage.HELLO, 4000.0)))
    assert Profile.CLAMPED not in profiles(attempt(RESET))


def test_extensions_are_tried_one_by_one_where_the_bare_hello_alone_is_answered() -> None:
    first = profiles(attempt(RESET))
    tried = [attempt(RESET, p) for p in first if p is not Profile.BARE]
    plus = [p for p in Profile if p.name.startswith("PLUS_")]
    assert profiles(attempt(RESET), *tried, attempt(ANSWERED, Profile.BARE)) == plus


def test_two_healthy_addresses_share_the_controls() -> None:
    assert profiles(attempt(FINE), attempt(FINE, address=OTHER)) == HEALTHY


def test_a_bare_address_gets_no_name_controls() -> None:
    assert profiles(attempt(FINE), target=Target("192.0.2.1")) == [Profile.STRAINED]


def test_a_wrong_name_is_compared_with_other_names() -> None:
    wanted = [*HEALTHY, Profile.OTHER_SNI, Profile.SIBLING_SNI]
    assert profiles(attempt(FINE), name_matches=False) == wanted


def test_control_names_are_neutral_and_sibling() -> None:
    probes = next_probes(TARGET, (ADDRESS,), [attempt(FINE)], name_matches=False)
    assert [p.server_name for p in probes] == [None, "example.com", NEUTRAL_NAME, "www.example.com"]


def test_a_reset_calls_for_all_controls_and_the_large_hello_only_after_a_small_one_passed() -> None:
    first = profiles(attempt(RESET))
    assert set(first) == {
        Profile.FULL_AGAIN,
        Profile.TLS12_ONLY,
        Profile.SMALL,
        Profile.NO_SNI,
        Profile.OTHER_SNI,
        Profile.LEGACY,
        Profile.PLAINTEXT,
        Profile.BARE,
        Profile.BANNER,
    }
    reset = [attempt(RESET, profile) for profile in (Profile.FULL, *first)]
    assert profiles(*reset) == []
    passed = [a for a in reset if a.probe.profile is not Profile.SMALL]
    sizes = [Profile.LARGE, Profile.SIZE_600, Profile.SIZE_1000, Profile.SIZE_1400, Profile.LONG_LIST]
    assert profiles(*passed, attempt(ANSWERED, Profile.SMALL)) == sizes


def test_a_refused_connection_is_not_probed_further() -> None:
    assert profiles(attempt(Refused())) == []


def test_a_demand_for_a_certificate_after_the_handshake_gets_the_healthy_control_only() -> None:
    demanded = Negotiated(ServerFlight(), "TLSv1.3", "x", None, Ending(alert=116))
    assert profiles(attempt(demanded)) == [Profile.NO_SNI]


def test_an_alert_after_a_certificate_request_is_repeated_and_tried_without_a_name() -> None:
    flight = ServerFlight(client_cert_asked=True)
    wanted = [Profile.FULL_AGAIN, Profile.NO_SNI]
    assert profiles(attempt(AlertReceived(Stage.FINISHED, 2, 40, flight))) == wanted


def test_at_most_six_addresses_of_a_family_are_tried_and_the_rest_is_named() -> None:
    addresses = [ip_address(f"192.0.2.{n}") for n in range(1, 9)] + [ip_address(f"2001:db8::{n}") for n in range(1, 8)]
    chosen, untried = choose_addresses(addresses)
    assert [str(a) for a in untried] == ["192.0.2.7", "192.0.2.8", "2001:db8::7"]
    assert len(chosen) == 12


def test_a_silent_refusal_without_a_name_calls_for_a_second_full_handshake() -> None:
    done = [attempt(FINE), attempt(RESET, Profile.NO_SNI), attempt(ANSWERED, Profile.STRAINED)]
    assert profiles(*done) == [Profile.FULL_AGAIN]


SMTP_BANNER = NotTls("smtp", "220 x ESMTP", b"220 x ESMTP", Starttls.SMTP)


def upgrades(*done: Attempt, target: Target = TARGET) -> list[tuple[object, Starttls | None]]:
    probes = next_probes(target, (ADDRESS, OTHER), done, None)
    return [(p.address, p.starttls) for p in probes if p.profile is Profile.UPGRADED]


def test_a_greeting_with_starttls_is_asked_for_it_once_at_every_address() -> None:
    heard = attempt(SMTP_BANNER), attempt(SMTP_BANNER, address=OTHER)
    assert upgrades(*heard) == [(ADDRESS, Starttls.SMTP), (OTHER, Starttls.SMTP)]
    tried = attempt(StarttlsFailed(False, "250 HELP"), Profile.UPGRADED)
    assert upgrades(*heard, tried) == [(OTHER, Starttls.SMTP)]


def test_what_only_a_silent_listen_heard_is_asked_too() -> None:
    heard = Spoke("imap", "* OK", Starttls.IMAP)
    assert upgrades(attempt(RESET), attempt(heard, Profile.BANNER)) == [(ADDRESS, Starttls.IMAP)]


def test_a_protocol_without_starttls_is_not_asked() -> None:
    assert upgrades(attempt(NotTls("ssh", "SSH-2.0-x", b"SSH-2.0-x"))) == []


def test_the_starttls_that_was_spoken_already_is_not_spoken_again() -> None:
    assert upgrades(attempt(SMTP_BANNER), target=Target("example.com", 25, "example.com", Starttls.SMTP)) == []
