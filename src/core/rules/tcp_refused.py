"""`tcp-refused`: the TCP connection is refused.

## What we saw
Our SYN was answered by RST: at every address, or at the first attempt.

## What it means
The machine is there and reachable, and nothing listens on this port; or a firewall rejects the connection in its name.
TLS never begins. An answer within the time of a ping comes from the machine itself.

## Who is affected
Every client.

## How to fix it
Start the service, let it listen on this port and on all addresses, and let firewalls pass the port. If the service
is meant to be on another port, use that one.

## How to check the fix
`nc -vz HOST PORT` says "succeeded" or "open".

## References
- RFC 9293 section 3.5.2 (Reset Generation): https://www.rfc-editor.org/rfc/rfc9293#section-3.5.2
- connect(2), ECONNREFUSED: https://man7.org/linux/man-pages/man2/connect.2.html
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.observation import Refused
from core.model.prose import Code, prose
from core.model.verdict import Rule, Verdict
from core.words import proofs, reach_impact, remedy
from core.words.references import page, rfc
from core.words.tcp import tcp_check, untried
from core.words.wire import gravity, headline, lines


def check(evidence: Evidence) -> Verdict:
    return tcp_check(evidence, _refused, _finding)


def _refused(endpoint: Endpoint) -> bool:
    return isinstance(endpoint.outcome, Refused)


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    return Finding(
        code="tcp-refused",
        severity=gravity(hit),
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=headline(evidence, hit, f"the connection to port {target.port} is refused"),
        evidence=lines(evidence, hit, *untried(evidence)),
        means=prose(
            "The address answers, and nothing listens on this port there, or a firewall rejects the connection. TLS "
            "never begins, so nothing is known about the certificate."
        ),
        impact=reach_impact.connection_refused(target),
        fix=(
            prose(
                "On the server: is the service running? ",
                Code("systemctl status nginx"),
                " (or apache2, haproxy, caddy …)",
            ),
            *remedy.firewall_open(target.port),
        ),
        verify=proofs.connect(target, hit[0].address),
        references=(
            rfc(9293, "3.5.2", "Reset Generation"),
            page("connect(2)", "https://man7.org/linux/man-pages/man2/connect.2.html"),
        ),
        accounts_for_failure=True,
    )


RULE = Rule(codes=("tcp-refused",), rank=200, check=check)
