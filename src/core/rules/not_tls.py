"""`not-tls`: the server answers with bytes that are no TLS and no protocol that we know.

## What we saw
The first bytes after our ClientHello (or after the STARTTLS go-ahead) cannot begin a TLS record: type, version or
length is impossible. They fit no protocol that we recognise.

## What it means
Some other service has the port, a proxy speaks its own preamble, or something on the way answers in the server's
place.

## Who is affected
Every TLS client; OpenSSL calls it "wrong version number".

## How to fix it
Find what listens on the port. A PROXY protocol header that is expected but not sent, or sent but not expected,
between load balancer and server is a usual reason.

## How to check the fix
`openssl s_client -connect HOST:PORT` shows a certificate.

## References
- RFC 8446 section 5.1 (record layer): https://www.rfc-editor.org/rfc/rfc8446#section-5.1
- The PROXY protocol: https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.observation import NotTls
from core.model.prose import Code, Prose, prose
from core.model.verdict import Rule, Verdict
from core.words import impact, proofs, remedy
from core.words.references import page, rfc
from core.words.signs import Sign
from core.words.wire import gravity, headline, lines, wire_check


def check(evidence: Evidence) -> Verdict:
    return wire_check(evidence, (Sign.NOT_TLS,), _finding)


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    return Finding(
        code="not-tls",
        severity=gravity(hit),
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=headline(evidence, hit, f"port {target.port} answers with bytes that are no TLS"),
        evidence=lines(evidence, hit, *(_bytes(e) for e in hit)),
        means=prose(
            "Another service has this port, a proxy speaks its own preamble (such as the PROXY protocol) to it, or "
            "something on the way answers in the server's place."
        ),
        impact=impact.not_tls(target),
        fix=(
            prose("On the server, see which process has the port: ", Code(f"ss -ltnp 'sport = :{target.port}'")),
            prose("Between load balancer and server, switch the PROXY protocol on at both ends or at none"),
            *remedy.serve_tls(evidence.software),
        ),
        verify=proofs.s_client(target),
        references=(
            rfc(8446, "5.1", "Record layer"),
            page("The PROXY protocol", "https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt"),
        ),
        accounts_for_failure=True,
    )


def _bytes(endpoint: Endpoint) -> Prose:
    outcome = endpoint.outcome
    first = outcome.first_bytes[:16].hex(" ") if isinstance(outcome, NotTls) else "none"
    return prose(f"First bytes from {endpoint.address}: ", Code(first or "none"))


RULE = Rule(codes=("not-tls",), rank=403, check=check)
