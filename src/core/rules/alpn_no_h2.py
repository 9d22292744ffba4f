"""`alpn-no-h2`: a web server does not offer HTTP/2.

## What we saw
A hello that offers h2 and http/1.1 by ALPN was not answered with h2. The port is 443 or 8443, or it answered a request
in HTTP.

## What it means
All works with HTTP/1.1. HTTP/2 loads pages with many parts faster, over one connection, and gRPC needs it.

## Who is affected
Nobody fails, but gRPC clients: they speak nothing else.

## How to fix it
Switch HTTP/2 on in the web server or load balancer. For an API with few requests there is no need.

## How to check the fix
`curl -sI --http2 https://HOST/` prints "HTTP/2".

## References
- RFC 9113 section 3.2 (Starting HTTP/2 for "https" URIs): https://www.rfc-editor.org/rfc/rfc9113#section-3.2
- RFC 7301 (Application-Layer Protocol Negotiation): https://www.rfc-editor.org/rfc/rfc7301
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import Prose, prose, quote
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.words import proofs, remedy_survey
from core.words.mapped import Hits, Surveyed, judge_maps, shortened
from core.words.references import rfc

_WEB_PORTS = frozenset({443, 8443})
Names = tuple[str, ...]


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _web(evidence: Evidence, endpoint: Endpoint) -> bool:
    done = endpoint.completed
    if evidence.target.starttls:
        return False
    return evidence.target.port in _WEB_PORTS or bool(done and done.ending.http)


def _look(case: Surveyed) -> Names | Undetermined | NotApplicable | None:
    if not _web(case.evidence, case.endpoint):
        return NotApplicable("nothing shows that this is a web server")
    names = case.map.features.alpn
    if names is None:
        return Undetermined(case.why_open)
    return None if "h2" in names else names or ("",)


def _finding(hits: Hits[Names]) -> Finding:
    return Finding(
        code="alpn-no-h2",
        severity=Severity.ADVICE,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(Severity.ADVICE, "HTTP/2 is not offered"),
        evidence=hits.lines(_offered),
        means=prose(
            "Clients fall back to HTTP/1.1, which loads pages with many parts more slowly; gRPC clients speak nothing "
            "but HTTP/2."
        ),
        fix=remedy_survey.http2(hits.evidence),
        verify=proofs.curl(hits.evidence.target, "-sI", "--http2"),
        references=(rfc(9113, "3.2", "Starting HTTP/2"), rfc(7301, "", "ALPN")),
    )


def _offered(_: Surveyed, names: Names) -> tuple[Prose, ...]:
    answer = quote(shortened(names)) if any(names) else "the server does not choose by ALPN"
    return (prose("Offered h2 and http/1.1 by ALPN → ", answer),)


RULE = Rule(codes=("alpn-no-h2",), rank=956, check=check, needs=Needs.SURVEY, advisory=True)
