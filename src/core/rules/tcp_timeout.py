"""`tcp-timeout`: the TCP connection is never answered.

## What we saw
Our SYN was sent, and neither SYN-ACK nor RST came back within the time we give a connection.

## What it means
Somebody drops the packets: a firewall, a security group or network ACL that does not allow this port from here, or the
address belongs to a machine that is off. A closed port on a living, unfiltered machine would answer RST at once.

## Who is affected
Every client whose packets take the same way; if a filter allows certain sources only, all others.

## How to fix it
See that the machine is up and the name points to it; then allow the port in every filter before it: cloud security
group, network ACL (also the way back), host firewall, provider firewall.

## How to check the fix
`nc -vz HOST PORT` says "succeeded" or "open".

## References
- RFC 9293 section 3.8.3 (TCP Connection Failures): https://www.rfc-editor.org/rfc/rfc9293#section-3.8.3
- Amazon VPC security groups: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.observation import Stage, TimedOut
from core.model.prose import Code, prose
from core.model.verdict import PASSED, Rule, Undetermined, Verdict
from core.words import proofs, reach_impact, remedy
from core.words.observed import seconds
from core.words.references import page, rfc
from core.words.speech import STALL_MS
from core.words.tcp import tcp_check, untried
from core.words.wire import gravity, headline, lines


def check(evidence: Evidence) -> Verdict:
    verdict = tcp_check(evidence, _timed_out, _finding)
    cut = next((e for e in evidence.failing if _cut_short(e)), None)
    if verdict is PASSED or (verdict == PASSED and cut):
        return Undetermined(f"our time limit ended the connection to {cut.address} early") if cut else PASSED
    return verdict


def _timed_out(endpoint: Endpoint) -> bool:
    match endpoint.outcome:
        case TimedOut(stage=Stage.CONNECT):
            return not _cut_short(endpoint)
        case _:
            return False


def _cut_short(endpoint: Endpoint) -> bool:
    """Our own limit came before a silence that would prove anything."""
    match endpoint.outcome:
        case TimedOut(Stage.CONNECT, after_ms, _, True):
            return after_ms < STALL_MS
        case _:
            return False


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    waited = max(e.outcome.after_ms for e in hit if isinstance(e.outcome, TimedOut))
    return Finding(
        code="tcp-timeout",
        severity=gravity(hit),
        blame=Blame.NETWORK,
        confidence=Confidence.MEASURED,
        headline=headline(evidence, hit, f"port {target.port} does not answer: no connection within {seconds(waited)}"),
        evidence=lines(evidence, hit, *untried(evidence)),
        means=prose(
            "The packets are dropped on the way or at the host: a firewall or security group that does not allow the "
            "port from here, or an address whose machine is off. A living host without a filter would refuse at once."
        ),
        impact=reach_impact.connection_timed_out(target),
        fix=(
            prose("See that the name points to the machine you mean: ", Code(proofs.dig(target.host, "+short"))),
            *remedy.firewall_open(target.port),
            prose("Find where the packets end: ", Code(f"traceroute -T -p {target.port} {hit[0].address}")),
        ),
        verify=proofs.connect(target, hit[0].address),
        references=(
            rfc(9293, "3.8.3", "TCP Connection Failures"),
            page("VPC security groups", "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html"),
        ),
        accounts_for_failure=True,
    )


RULE = Rule(codes=("tcp-timeout",), rank=201, check=check)
