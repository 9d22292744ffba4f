"""`not-tls-http`: the port speaks plain HTTP, not TLS.

## What we saw
Our ClientHello was answered in HTTP, or it was not understood and a plain-text request to the same port got an HTTP
answer. A "400 Bad Request" to the plain-text request alone is not taken as proof: TLS servers answer so, too.

## What it means
The listener on this port has no TLS: `ssl` is missing in its configuration, TLS ends at a load balancer before it, or
the port is the HTTP one.

## Who is affected
Every client that opens https:// here. OpenSSL calls it "wrong version number", because it reads the letters HTTP as a
record header.

## How to fix it
Make the port a TLS listener, or use the port where TLS is served.

## How to check the fix
`curl -v https://HOST:PORT/` shows a TLS handshake.

## References
- RFC 9110 section 4.2.2 (https URI scheme): https://www.rfc-editor.org/rfc/rfc9110#section-4.2.2
- RFC 8446 section 5.1 (record layer): https://www.rfc-editor.org/rfc/rfc8446#section-5.1
- nginx, configuring HTTPS servers: https://nginx.org/en/docs/http/configuring_https_servers.html
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.prose import Prose, prose
from core.model.verdict import Rule, Verdict
from core.words import impact, proofs, remedy
from core.words.references import page, rfc
from core.words.signs import Sign
from core.words.wire import gravity, headline, lines, wire_check


def check(evidence: Evidence) -> Verdict:
    return wire_check(evidence, (Sign.HTTP,), _finding)


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    return Finding(
        code="not-tls-http",
        severity=gravity(hit),
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=headline(evidence, hit, f"port {target.port} speaks plain HTTP, not TLS"),
        evidence=lines(evidence, hit),
        means=prose(
            "The listener on this port has no TLS: it is missing in the configuration, ends at a load balancer before "
            "this machine, or this is the HTTP port."
        ),
        impact=impact.not_tls(target, http=True),
        fix=(*_other_port(target.port), *remedy.serve_tls(evidence.software)),
        verify=proofs.curl(target),
        references=(
            rfc(9110, "4.2.2", "https URI scheme"),
            rfc(8446, "5.1", "Record layer"),
            page("nginx: configuring HTTPS servers", "https://nginx.org/en/docs/http/configuring_https_servers.html"),
        ),
        explains=frozenset(
            {"not-tls", "not-tls-banner", "closed-after-hello", "reset-after-hello", "silent-after-hello"}
        ),
        accounts_for_failure=True,
    )


def _other_port(port: int) -> tuple[Prose, ...]:
    if port in (443, 8443):
        return ()
    return (prose(f"If {port} is meant to be plain HTTP, use http:// for it, or the TLS port (usually 443)"),)


RULE = Rule(codes=("not-tls-http",), rank=400, check=check)
