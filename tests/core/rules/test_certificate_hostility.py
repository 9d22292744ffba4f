"""Hostile chains: no certificate rule crashes, hangs, or lets a stranger's words out of their quotes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.diagnose import diagnose
from core.model.prose import Code, Link, Quote, Text
from core.rules import catalogue
from tests.core.rules.certificate_support import CA, GOOD, NOBODY, OWN, ROOT, served
from tests.core.rules.support import attempt, completed, make_evidence
from tests.support.pki import RawExtension, self_signed

EVIL = "<!channel> `*x*`"
INTACT = (*GOOD.sent_ders, ROOT.der)


@settings(max_examples=60)
@given(st.integers(0, 2), st.integers(0, 300), st.integers(0, 255))
def test_a_changed_byte_never_crashes_a_rule(which: int, where: int, value: int) -> None:
    chain = list(INTACT)
    der = bytearray(chain[which])
    der[where % len(der)] = value
    chain[which] = bytes(der)
    assert diagnose(served(chain), catalogue()).crashed == ()


@settings(max_examples=40)
@given(st.lists(st.one_of(st.binary(max_size=60), st.sampled_from(INTACT)), max_size=6))
def test_any_list_of_bytes_as_a_chain_never_crashes_a_rule(chain: list[bytes]) -> None:
    assert diagnose(served(chain), catalogue()).crashed == ()


def test_words_of_a_certificate_stay_in_quotes() -> None:
    evil_ca = ROOT.intermediate(EVIL, extra=[RawExtension("1.2.3.4", b"\x05\x00", critical=True)])
    chains = (self_signed(cn=EVIL, org=EVIL), evil_ca.issue(), CA.issue(cn=EVIL, dns=["<!here>.test"]))
    for chain in chains:
        for stores in (OWN, NOBODY):
            for finding in diagnose(served(chain, stores=stores), catalogue()).findings:
                for line in (finding.headline, *finding.evidence, finding.means, *finding.fix):
                    for piece in line.pieces:
                        match piece:
                            case Text(text) | Code(text):
                                assert "!channel" not in text
                                assert "!here" not in text
                            case Link() | Quote():
                                pass
                assert not any("!channel" in impact.shows for impact in finding.impact)
                assert "!channel" not in finding.verify


def test_names_of_accepted_cas_stay_in_quotes() -> None:
    demanded = completed(client_cert_asked=True, client_cert_authorities=(f"CN={EVIL}",) * 40)
    report = diagnose(make_evidence(attempt(demanded)), catalogue())
    pieces = [
        p for f in report.findings for line in f.evidence for p in line.pieces if "!channel" in getattr(p, "text", "")
    ]
    assert pieces
    assert all(isinstance(piece, Quote) for piece in pieces)
