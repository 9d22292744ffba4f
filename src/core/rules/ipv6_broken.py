"""`ipv6-broken`: the site works over IPv4 and not over IPv6.

## What we saw
The name has A and AAAA records. At least one IPv4 address completes the handshake, no IPv6 address does. From a machine
without IPv6 nothing is said about this.

## What it means
Clients with IPv6 try it first. Browsers fall back to IPv4 after a moment (Happy Eyeballs); many programs, and all those
that have IPv6 only, fail or wait. The AAAA record often points to a machine whose service listens on IPv4 alone, or a
firewall was opened for IPv4 only.

## Who is affected
IPv6-only networks (many mobile carriers) fail; programs without Happy Eyeballs are slow or fail; browsers lose time.

## How to fix it
Let the service listen on IPv6 with the same configuration, open the port in the IPv6 firewall, correct the AAAA record
— or remove it until IPv6 works.

## How to check the fix
`curl -6 -v https://HOST/` completes.

## References
- RFC 8305 (Happy Eyeballs Version 2): https://www.rfc-editor.org/rfc/rfc8305
- RFC 7381 section 2 (Enterprise IPv6 deployment): https://www.rfc-editor.org/rfc/rfc7381
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import Block, Code, prose
from core.model.verdict import PASSED, NotApplicable, Rule, Verdict, found
from core.words import impact, proofs
from core.words.observed import attempt_lines, describe_outcome
from core.words.references import rfc
from core.words.tcp import not_tried

_LISTEN = "nginx:   listen [::]:443 ssl;\nApache:  Listen [::]:443\nHAProxy: bind :::443 v4v6 ssl crt FILE"


def check(evidence: Evidence) -> Verdict:
    unasked = not_tried(evidence)
    if unasked:
        return unasked
    six = tuple(e for e in evidence.judged if e.address.version == 6)
    four_works = tuple(e for e in evidence.working if e.address.version == 4)
    if not six:
        blind = any(e.vantage_lacks_family for e in evidence.endpoints if e.address.version == 6)
        return NotApplicable("this machine has no IPv6, so nothing is said about it" if blind else "no IPv6 address")
    if not four_works:
        return NotApplicable("no IPv4 address works that IPv6 could be compared with")
    return PASSED if any(e.works for e in six) else found(_finding(evidence, six, four_works))


def _finding(evidence: Evidence, six: tuple[Endpoint, ...], four: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    return Finding(
        code="ipv6-broken",
        severity=Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(f"{target} works over IPv4 and fails over IPv6: ", *describe_outcome(six[0].outcome).pieces),
        evidence=attempt_lines(evidence, (*six, *four[:1])),
        means=prose(
            "Clients with IPv6 try it first: browsers fall back to IPv4 after a moment, other programs wait or fail, "
            "and IPv6-only networks cannot connect at all."
        ),
        impact=impact.impacts(
            curl=f"*   Trying [{six[0].address}]:{target.port}... (then falls back to IPv4)",
            java="java.net.ConnectException (with -Djava.net.preferIPv6Addresses=true)",
            python="ConnectionRefusedError or TimeoutError on the first address",
        ),
        fix=(
            prose("Let the service listen on IPv6 too, with the same certificate:",
                  Block(_LISTEN, "conf")),
            prose(f"Open TCP {target.port} in the IPv6 firewall (security group: source ", Code("::/0"), ")"),
            prose("If IPv6 is not meant to work, remove the ", Code("AAAA"), " record"),
        ),
        verify=proofs.s_client(target, at=six[0].address),
        references=(rfc(8305, "", "Happy Eyeballs Version 2"),),
    )  # fmt: skip


RULE = Rule(codes=("ipv6-broken",), rank=210, check=check)
