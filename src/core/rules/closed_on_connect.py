"""`closed-on-connect`: the server closes the connection before a byte is exchanged.

## What we saw
TCP stands, and FIN or RST comes at once; a control connection on which we sent nothing was closed as well.

## What it means
Something accepts the connection and drops it: a proxy or load balancer without a healthy server behind it, a limit on
connections, an access list (tcp wrappers, allow and deny rules) that does not know our address, or a service that is
starting up or crashing.

## Who is affected
Every client, or every client from an address that the list does not know.

## How to fix it
See that the service behind the proxy is healthy; look for access lists and connection limits; read the service's log.

## How to check the fix
`openssl s_client -connect HOST:PORT` shows a certificate.

## References
- RFC 9293 section 3.6 (Closing a Connection): https://www.rfc-editor.org/rfc/rfc9293#section-3.6
- RFC 8446 section 6.1 (Closure Alerts): https://www.rfc-editor.org/rfc/rfc8446#section-6.1
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.observation import Closed, CloseKind, Stage
from core.model.prose import Code, prose
from core.model.verdict import Rule, Verdict
from core.words import impact, proofs, remedy
from core.words.conclusions import unasked
from core.words.references import rfc
from core.words.signs import Sign
from core.words.wire import gravity, headline, lines, wire_check


def check(evidence: Evidence) -> Verdict:
    return wire_check(evidence, (Sign.CLOSED_ON_CONNECT,), _finding)


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    reset = any(isinstance(e.outcome, Closed) and e.outcome.how is CloseKind.RST for e in hit)
    in_dialogue = any(isinstance(e.outcome, Closed) and e.outcome.stage is Stage.STARTTLS for e in hit)
    when = "in the STARTTLS dialogue" if in_dialogue else "before anything is said"
    return Finding(
        code="closed-on-connect",
        severity=gravity(hit),
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=headline(evidence, hit, f"the connection is {'reset' if reset else 'closed'} {when}"),
        evidence=lines(evidence, hit, *unasked(hit[0])),
        means=prose(
            "Something accepts the connection and drops it: a load balancer without a healthy server behind it, an "
            "access list that does not know the client's address, a connection limit, or a service that keeps "
            "crashing."
        ),
        impact=impact.reset_in_handshake(target) if reset else impact.closed_in_handshake(target),
        fix=(
            prose("Behind a load balancer: see that its targets are healthy (",
                  Code("aws elbv2 describe-target-health --target-group-arn ARN"), ", HAProxy's stats page)"),
            prose("Look for access lists and limits: ", Code("/etc/hosts.deny"), ", ", Code("allow"), "/", Code("deny"),
                  ", ", Code("limit_conn"), ", fail2ban"),
            remedy.logs(evidence.software),
        ),
        verify=proofs.s_client(target),
        references=(rfc(9293, "3.6", "Closing a Connection"), rfc(8446, "6.1", "Closure Alerts")),
        accounts_for_failure=True,
    )  # fmt: skip


RULE = Rule(codes=("closed-on-connect",), rank=405, check=check, last_resort=True)
