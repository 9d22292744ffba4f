"""Words about certificates: lengths of time, lists of names, fix steps, proofs. Total, one line where it must be."""

import shlex
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.evidence import Software
from core.model.prose import Code, Quote, Text, plain, prose
from core.words import certificate_proofs as proofs
from core.words.certificate_names import is_address, listing
from core.words.certificate_remedy import install, reissue, renew
from core.words.certificate_time import span
from core.words.chain_pem import pem
from tests.core.rules.certificate_support import CA, GOOD, served


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (7199, "119 minutes"),
        (7200, "2 hours"),
        (172799, "47 hours"),
        (172800, "2 days"),
        (-172800, "2 days"),
        (86400 * 400, "400 days"),
    ],
)
def test_a_length_of_time_is_never_rounded_up(seconds: int, words: str) -> None:
    assert span(timedelta(seconds=seconds)) == words


@given(st.lists(st.text(max_size=400), max_size=40))
def test_a_list_of_names_is_one_line_of_quotes(names: list[str]) -> None:
    said = listing(names)
    assert len(plain(prose("Names: ", *said)).splitlines()) == 1
    assert sum(isinstance(piece, Quote) for piece in said) == min(len(names), 8)


@pytest.mark.parametrize("software", Software)
def test_every_software_has_steps(software: Software) -> None:
    for steps in (install(software), renew(software), reissue("a certificate", software)):
        assert steps
        assert all(plain(step).strip() for step in steps)
        assert all("\n" not in p.text for step in steps for p in step.pieces if isinstance(p, Text | Code))


def test_pem_is_what_openssl_writes() -> None:
    paths = served(GOOD).presentations[0].paths
    assert paths is not None
    assert pem(paths.repaired_chain) == GOOD.fullchain_pem.decode()


@pytest.mark.parametrize(
    ("text", "address"), [("192.0.2.1", True), ("2001:db8::1", True), ("a.test", False), ("", False)]
)
def test_an_address_is_told_from_a_name(text: str, address: bool) -> None:
    assert is_address(text) is address


def test_a_proof_is_one_command_that_a_shell_can_read() -> None:
    evidence = served([CA.issue().der])
    for command in (
        proofs.chain_sent(evidence.target),
        proofs.served(evidence.target, "-dates"),
        proofs.verified(evidence),
    ):
        assert "\n" not in command
        assert shlex.split(command)[:2] == ["openssl", "s_client"]
