"""`sni-filtered`: the connection is killed because of this server name; with another name, or none, it is not.

## What we saw
Every hello with our server name was answered by RST, FIN or silence. At the same address and port, a hello with a
neutral name, or without any, was answered.

## What it means
Something reads the server name and acts on it. A filter on the way (company firewall, provider, state) forbids the
name; or the server's own routing by name (Envoy, HAProxy, a CDN) has no place for it and drops the connection without
an alert.

## Who is affected
Clients behind the same filter; if the server's routing does it, every client.

## How to fix it
Try from another network: if it works there, ask whoever runs the filter to allow the name. If it fails everywhere,
configure the name at the server, load balancer or CDN.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME` shows a certificate.

## References
- RFC 6066 section 3 (Server Name Indication): https://www.rfc-editor.org/rfc/rfc6066#section-3
- RFC 9505 (A Survey of Worldwide Censorship Techniques): https://www.rfc-editor.org/rfc/rfc9505
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.observation import Closed, Profile, Stage, TimedOut
from core.model.prose import Code, Prose, prose
from core.model.verdict import PASSED, NotApplicable, Rule, Undetermined, Verdict, found
from core.words import proofs
from core.words.ending_impact import ending_impact
from core.words.observed import at
from core.words.offers import nothing_to_compare, passes, refused_hellos
from core.words.references import rfc
from core.words.wire import lines

_SAME_NAME = (Profile.TLS12_ONLY, Profile.SMALL, Profile.LARGE, Profile.LEGACY)


def check(evidence: Evidence) -> Verdict:
    if evidence.target.server_name is None:
        return NotApplicable("no server name is sent to an address")
    unasked = nothing_to_compare(evidence)
    if unasked:
        return unasked
    killed = tuple(e for e in refused_hellos(evidence) if _killed(e))
    hit = tuple(e for e in killed if passes(e, Profile.OTHER_SNI) or passes(e, Profile.NO_SNI))
    if hit:
        return found(_finding(evidence, hit))
    if any(passes(e, Profile.OTHER_SNI) is None and passes(e, Profile.NO_SNI) is None for e in killed):
        return Undetermined("it was not tried whether another server name, or none, gets through")
    return PASSED


def _killed(endpoint: Endpoint) -> bool:
    """By RST, FIN or silence, with our name in whichever hello."""
    match endpoint.outcome:
        case Closed(stage=Stage.HELLO) | TimedOut(stage=Stage.HELLO):
            return not any(passes(endpoint, profile) for profile in _SAME_NAME)
        case _:
            return False


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    other = all(passes(e, Profile.OTHER_SNI) for e in hit)
    means = (
        "Something reads the server name and acts on it: a filter on the way, or the server's own routing by name."
        if other
        else "Another name is dropped as well and no name passes: rather the server's routing by name, which knows "
        "neither, than a filter on the way."
    )
    return Finding(
        code="sni-filtered",
        severity=Severity.BROKEN,
        blame=Blame.NETWORK if other else Blame.SERVER,
        confidence=Confidence.MEASURED if other else Confidence.INFERRED,
        headline=prose(
            f"{target} is broken from here{at(evidence, hit)}: connections for the name {target.server_name} are "
            f"killed, {'another name passes' if other else 'without a name they pass'}"
        ),
        evidence=lines(evidence, hit),
        means=prose(means),
        impact=ending_impact(target, hit[0].outcome),
        fix=_fix(evidence),
        verify=proofs.s_client(target),
        references=(rfc(6066, "3", "Server Name Indication"), rfc(9505, "", "Survey of censorship techniques")),
        explains=frozenset({"closed-after-hello", "reset-after-hello", "silent-after-hello"}),
        accounts_for_failure=True,
    )


def _fix(evidence: Evidence) -> tuple[Prose, ...]:
    return (
        prose("Try from another network: ", Code(proofs.s_client(evidence.target))),
        prose("If it works there: ask whoever runs the firewall, proxy or filter on this way to allow the name"),
        prose("If it fails everywhere: configure this name, its certificate and its route at the server, load balancer "
              "or CDN (Envoy ", Code("filter_chain_match.server_names"), ", HAProxy ", Code("req.ssl_sni"), ")"),
    )  # fmt: skip


RULE = Rule(codes=("sni-filtered",), rank=300, check=check)
