"""`no-shared-group`: the server accepts no key-exchange group that current browsers offer.

## What we saw
Asked for every group that we know, the server accepted some; none of them is in the offer of the clients that are
named, and what they would agree on with the server needs a group: TLS 1.3, which is settled before the group and from
which there is no way back to TLS 1.2, or ECDHE suites alone.

## What it means
The list of groups was narrowed to one that browsers do not have: P-521 or X448 alone (Chrome has neither), Brainpool,
secp256k1, finite-field groups, or a post-quantum group other than X25519MLKEM768.

## Who is affected
The clients that are named. Others share a group and connect: where no browser is among the named ones, it is a risk.

## How to fix it
Allow X25519MLKEM768, X25519, P-256 and P-384.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME -groups X25519:P-256` completes.

## References
- RFC 8446 section 4.2.7 (Supported Groups): https://www.rfc-editor.org/rfc/rfc8446#section-4.2.7
- RFC 8422 section 5.1.1 (Supported Elliptic Curves): https://www.rfc-editor.org/rfc/rfc8422#section-5.1.1
- TLSRef Server Side TLS: https://docs.tlsref.org/
"""

from core.model.client import Refusal
from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.prose import Prose, prose
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.words import proofs, remedy_survey
from core.words.current_clients import Clients, everyone, names, refusing, severity, shown_by, some, undecided_for
from core.words.mapped import NEGOTIATION, TLS1_2, Hits, Surveyed, group_names, judge_maps, newest, suites_open
from core.words.references import rfc


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> Clients | Undetermined | NotApplicable | None:
    if (newest(case.map) or 0) < TLS1_2:
        return suites_open(case.map) or NotApplicable("no version of current clients is accepted")
    if clients := refusing(case, Refusal.NO_GROUP):
        return clients
    if undecided_for(case) and not (case.map.groups and case.map.groups_complete):
        return Undetermined(case.map.limited or "not every group could be asked")
    return None


def _finding(hits: Hits[Clients]) -> Finding:
    evidence, clients = hits.evidence, everyone(hits)
    grave = severity(evidence, clients)
    return Finding(
        code="no-shared-group",
        severity=grave,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(
            grave,
            f"it has no key-exchange group in common with {some(clients)}, only {group_names(hits.maps[0].groups)}",
        ),
        evidence=hits.lines(_both_sides),
        means=prose(
            "Both sides share versions and cipher suites, and have no group to exchange keys in: the handshake ends at "
            "the first message. The server's list of groups was narrowed too far."
        ),
        impact=shown_by(clients, hits.endpoints[0], evidence.target),
        fix=remedy_survey.groups(evidence),
        verify=proofs.s_client(evidence.target, "-groups", "X25519:P-256"),
        references=(rfc(8446, "4.2.7", "Supported groups"), rfc(8422, "5.1.1", "Supported elliptic curves")),
        explains=NEGOTIATION,
        accounts_for_failure=any(not e.works for e in hits.endpoints),
    )


def _both_sides(case: Surveyed, clients: Clients) -> tuple[Prose, ...]:
    theirs = tuple(dict.fromkeys(code for client in clients for code in client.hello.groups))
    return (
        prose(f"Groups that the server accepts: {group_names(case.map.groups)}"),
        prose(f"Offered by {names(clients)}: {group_names(theirs)}"),
    )


RULE = Rule(codes=("no-shared-group",), rank=505, check=check, needs=Needs.SURVEY)
