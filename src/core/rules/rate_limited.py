"""`rate-limited`: the server stops answering after some connections.

## What we saw
The server answered, then connections of the same kind, from the same address, were refused, cut off or met with
silence. One of them was tried again alone, after all others had ended; then one that had been answered before was
repeated, and got no answer either. Or: several questions that got no answer side by side were answered one by one.

## What it means
Something counts connections: a firewall, a load balancer, fail2ban, a limit of the server software. That is often
meant, and this check makes more connections in a second than a person does. But browsers open six connections at
once, many people share one address behind a company's or a provider's NAT, and all of them meet the same limit. What
could not be asked any more is undetermined in this report, never "off".

## Who is affected
Clients that share an address with many others, monitoring, and load tests. One person alone is rarely hit.

## How to fix it
If the limit is meant, make an exception for the address that the check comes from, or run it with `--quick`. If it is
not, raise it: count new connections per second rather than all of them, and by more than one browser needs.

## How to check the fix
The check again: this finding is gone and the report has no gaps.

## References
- nginx, ngx_stream_limit_conn_module: https://nginx.org/en/docs/stream/ngx_stream_limit_conn_module.html
- RFC 6269 section 13.1 (Issues with IP Address Sharing, "penalty box"): https://www.rfc-editor.org/rfc/rfc6269
- RFC 9112 section 9.4 (Connection concurrency): https://www.rfc-editor.org/rfc/rfc9112#section-9.4
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import Code, prose
from core.model.verdict import Needs, Rule, Verdict
from core.words import proofs
from core.words.mapped import Hits, Surveyed, judge_maps
from core.words.references import page, rfc

_NGINX = "https://nginx.org/en/docs/stream/ngx_stream_limit_conn_module.html"


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> str | None:
    return case.map.limited


def _finding(hits: Hits[str]) -> Finding:
    target = hits.evidence.target
    return Finding(
        code="rate-limited",
        severity=Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(Severity.AT_RISK, "it stops answering after some connections"),
        evidence=hits.lines(lambda _, words: (prose(f"Of these connections, {words}"),)),
        means=prose(
            "Something in front of the server, or the server itself, counts connections by address. Whoever shares an "
            "address with many others (a company, a mobile provider) meets the same limit. What could not be asked any "
            "more is undetermined here."
        ),
        fix=(
            prose("If the limit is meant: allow the address the check comes from, or check with ", Code("--quick")),
            prose(
                "If not: raise it in the firewall, load balancer or server (",
                Code("limit_conn"), " in nginx, ", Code("maxconn"), " and ", Code("stick-table"), " in HAProxy, ",
                Code("fail2ban"), ")",
            ),
        ),
        verify=proofs.recheck(target),
        references=(
            page("nginx: limit_conn", _NGINX),
            rfc(6269, "13.1", "Issues with IP Address Sharing"),
            rfc(9112, "9.4", "Connection concurrency"),
        ),
    )  # fmt: skip


RULE = Rule(codes=("rate-limited",), rank=900, check=check, needs=Needs.SURVEY)
