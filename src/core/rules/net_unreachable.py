"""`net-unreachable`: there is no route to the address.

## What we saw
The kernel or a router reported that the network or the host cannot be reached (ENETUNREACH, EHOSTUNREACH, or a
firewall's EACCES and EPERM). A vantage point that lacks the whole address family is left
out: that says nothing about the server.

## What it means
The address lies in a network that nobody announces, the machine is not there and its last router says so, or a firewall
rejects with an ICMP message. A private address in the public DNS is a usual reason.

## Who is affected
Clients that take the same way; for a wrong address in the DNS, every client.

## How to fix it
Correct the address in the DNS, bring the machine or its route back, or change the firewall's rejecting rule.

## How to check the fix
`nc -vz HOST PORT` says "succeeded" or "open".

## References
- RFC 792 (Destination Unreachable): https://www.rfc-editor.org/rfc/rfc792
- RFC 4443 section 3.1 (ICMPv6 Destination Unreachable): https://www.rfc-editor.org/rfc/rfc4443#section-3.1
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.observation import Unreachable
from core.model.prose import Code, prose
from core.model.verdict import Rule, Verdict
from core.words import proofs, reach_impact
from core.words.references import rfc
from core.words.tcp import tcp_check, untried
from core.words.wire import gravity, headline, lines


def check(evidence: Evidence) -> Verdict:
    return tcp_check(evidence, _unreachable, _finding)


def _unreachable(endpoint: Endpoint) -> bool:
    return isinstance(endpoint.outcome, Unreachable)


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target, address = evidence.target, hit[0].address
    errno = next(e.outcome.errno for e in hit if isinstance(e.outcome, Unreachable))
    private = address.is_private
    reserved = f" {address} is not a public address: it is reachable from its own network only." if private else ""
    return Finding(
        code="net-unreachable",
        severity=gravity(hit),
        blame=Blame.NETWORK,
        confidence=Confidence.MEASURED,
        headline=headline(evidence, hit, f"there is no route to {address}"),
        evidence=lines(evidence, hit, *untried(evidence)),
        means=prose(
            "The network says that the address cannot be reached: nobody announces it, its machine is gone, or a "
            f"firewall rejects with an ICMP message.{reserved}"
        ),
        impact=reach_impact.no_route(target, errno),
        fix=(
            prose("See that the DNS names the address you mean: ", Code(proofs.dig(target.host, "+short"))),
            prose("See how this machine would go there: ", Code(f"ip route get {address}")),
            prose("Bring the machine or its route back, or change the firewall rule that rejects"),
        ),
        verify=proofs.connect(target, address),
        references=(rfc(792, "", "Destination Unreachable"), rfc(4443, "3.1", "Destination Unreachable Message")),
        accounts_for_failure=True,
    )


RULE = Rule(codes=("net-unreachable",), rank=202, check=check)
