"""`silent-after-hello`: TCP works, the ClientHello is never answered.

## What we saw
The TCP connection stands, our ClientHello is sent, and not one byte comes back in the time we give it. The plain-text
controls got no answer either.

## What it means
The process behind the port hangs or has no free worker, a proxy waits for a server that is gone, the service expects
another protocol or a PROXY header first, or a box on the way drops packets that carry TLS (or large packets) while it
lets the TCP handshake pass.

## Who is affected
Every client; they wait until their own time limit.

## How to fix it
See that the process answers on the machine itself (`openssl s_client -connect 127.0.0.1:PORT`). If it does, look on the
way: firewall, intrusion prevention, MTU.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME` shows a certificate.

## References
- RFC 8446 section 2 (Protocol Overview): https://www.rfc-editor.org/rfc/rfc8446#section-2
- RFC 2923 (TCP Problems with Path MTU Discovery): https://www.rfc-editor.org/rfc/rfc2923
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.observation import Stage, TimedOut
from core.model.prose import Code, prose
from core.model.verdict import Rule, Verdict
from core.words import impact, proofs
from core.words.conclusions import conclusions
from core.words.observed import seconds
from core.words.references import rfc
from core.words.signs import Sign
from core.words.wire import gravity, headline, lines, wire_check


def check(evidence: Evidence) -> Verdict:
    return wire_check(evidence, (Sign.SILENT,), _finding, stages=(Stage.HELLO,))


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    waited = max(e.outcome.after_ms for e in hit if isinstance(e.outcome, TimedOut))
    return Finding(
        code="silent-after-hello",
        severity=gravity(hit),
        blame=Blame.NETWORK,
        confidence=Confidence.MEASURED,
        headline=headline(evidence, hit, f"the ClientHello is not answered within {seconds(waited)}"),
        evidence=lines(evidence, hit, *conclusions(hit[0])),
        means=prose(
            "TCP works and TLS gets no answer: the process behind the port hangs or waits for something else first, "
            "or a box on the way lets the connection pass and drops what it carries."
        ),
        impact=impact.silent_in_handshake(target),
        fix=(
            prose("On the server itself: ", Code(f"openssl s_client -connect 127.0.0.1:{target.port}"),
                  ". If that is silent too, the process hangs: read its log, restart it"),
            prose("If it expects a PROXY protocol header (", Code("proxy_protocol"), ", ", Code("accept-proxy"),
                  "), switch that off or let the load balancer send it"),
            prose("If it answers there: look on the way for firewall rules, intrusion prevention and a too small MTU (",
                  Code(f"ping -M do -s 1400 {hit[0].address}"), ")"),
        ),
        verify=proofs.s_client(target),
        references=(rfc(8446, "2", "Protocol Overview"), rfc(2923, "", "TCP Problems with Path MTU Discovery")),
        accounts_for_failure=True,
    )  # fmt: skip


RULE = Rule(codes=("silent-after-hello",), rank=412, check=check, last_resort=True)
