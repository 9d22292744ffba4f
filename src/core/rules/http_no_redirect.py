"""`http-no-redirect`: plain HTTP is served instead of sending browsers on to HTTPS.

## What we saw
Port 80 of the same address answers a request for the same name with a page, a login prompt, or a redirect that stays
with http://.

## What it means
Whoever types the bare name, or follows an old link, stays in clear text: everybody on the way can read and change it.

## Who is affected
People with browsers that were never here before, or that have no HSTS policy for the name.

## How to fix it
Answer every request on port 80 with a redirect to the same name and path under https://, and with nothing else.

## How to check the fix
`curl -sI http://HOST/` shows status 301 or 308 and a Location that begins with https://.

## References
- RFC 9110 section 15.4 (Redirection 3xx): https://www.rfc-editor.org/rfc/rfc9110#section-15.4
- RFC 6797 section 7.2 (HTTP Request Type): https://www.rfc-editor.org/rfc/rfc6797#section-7.2
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.posture import PlainClosed, PlainHttp, Unanswered
from core.model.prose import Piece, Prose, prose, quote
from core.model.verdict import PASSED, Needs, NotApplicable, Rule, Undetermined, Verdict, found
from core.words import posture_remedy
from core.words.posture import NOT_LOOKED, advice
from core.words.references import rfc

_REDIRECTS = (301, 302, 303, 307, 308)


def check(evidence: Evidence) -> Verdict:
    if evidence.posture is None:
        return NOT_LOOKED
    match evidence.posture.plain_http:
        case None:
            return NotApplicable("plain HTTP has no port that belongs to this one")
        case Unanswered(because):
            return Undetermined(f"port 80: {because}")
        case PlainClosed(because):
            return NotApplicable(f"port 80 serves no plain HTTP: {because}")
        case PlainHttp() as answer:
            what = _wrong(answer)
            return found(_finding(evidence, answer, what)) if what else PASSED


def _wrong(answer: PlainHttp) -> str | None:
    """What is served in clear text, as a clause."""
    if answer.status in _REDIRECTS:
        leads_on = answer.location.lower().startswith("https://")
        return None if leads_on else "port 80 redirects, and stays with plain HTTP"
    if answer.status == 401:
        return "port 80 asks for a password in clear text"
    return "port 80 serves plain HTTP and sends nobody to HTTPS" if 200 <= answer.status < 300 else None


def _finding(evidence: Evidence, answer: PlainHttp, what: str) -> Finding:
    host = evidence.target.server_name or evidence.target.host
    return Finding(
        code="http-no-redirect",
        severity=Severity.ADVICE,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=advice(evidence, what),
        evidence=(_line(host, answer),),
        means=prose("Who types the bare name stays in clear text: everybody on the way can read and change it."),
        fix=posture_remedy.redirect(evidence.software),
        verify=f"curl -sI http://{host}/",
        references=(rfc(9110, "15.4", "Redirection 3xx"), rfc(6797, "7.2", "HTTP Request Type")),
    )


def _line(host: str, answer: PlainHttp) -> Prose:
    where: list[str | Piece] = [", Location: ", quote(answer.location)] if answer.location else []
    return prose("HEAD http://", quote(host), f"/ → status {answer.status}", *where)


RULE = Rule(codes=("http-no-redirect",), rank=958, check=check, needs=Needs.POSTURE, advisory=True)
