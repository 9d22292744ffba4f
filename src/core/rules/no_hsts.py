"""`no-hsts`: browsers are not told to stay with HTTPS.

## What we saw
The answer to a request over HTTPS carries no Strict-Transport-Security header, one that cannot be read, or one that
holds for less than half a year.

## What it means
Whoever types the name without https:// makes the first request in clear text, each time: on a hostile network that
request can be answered by somebody else. With the header a browser that was here once uses HTTPS by itself.

## Who is affected
People with browsers. Programs that call an API by its https:// address are not.

## How to fix it
Send the header with every answer, error pages too. Preloading (hstspreload.org) is a step further, and hard to undo.

## How to check the fix
`curl -sI https://HOST/ | grep -i strict-transport-security` shows the header.

## References
- RFC 6797 (HTTP Strict Transport Security), section 6.1: https://www.rfc-editor.org/rfc/rfc6797#section-6.1
- https://hstspreload.org/: submission requirements
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.observation import HttpAnswer
from core.model.prose import Prose, prose, quote
from core.model.target import IPAddress
from core.model.verdict import Needs, NotApplicable, Rule, Verdict, found
from core.posture.hsts import HALF_A_YEAR, Hsts, Unreadable, parse, span
from core.words import posture_remedy
from core.words.posture import advice, http_answers, named
from core.words.proofs import curl
from core.words.references import page, rfc


def check(evidence: Evidence) -> Verdict:
    if not named(evidence):
        return NotApplicable("browsers keep no HSTS policy for addresses (RFC 6797 section 8.3)")
    answers = http_answers(evidence)
    if not answers:
        return NotApplicable("no HTTP answer was seen")
    wanting = tuple((address, http, why) for address, http in answers if (why := _wanting(http)))
    return found(_finding(evidence, wanting, len(answers))) if wanting else found()


def _wanting(http: HttpAnswer) -> str | None:
    """What is wrong with the policy, as a clause; None when it holds for long enough."""
    if http.hsts is None:
        return "it sends no Strict-Transport-Security header"
    match parse(http.hsts):
        case Unreadable(because):
            return f"its Strict-Transport-Security header cannot be read ({because})"
        case Hsts(max_age=0):
            return "its Strict-Transport-Security header tells browsers to forget the policy (max-age=0)"
        case Hsts(max_age=age) if age < HALF_A_YEAR:
            return f"its HSTS policy holds for {span(age)} only"
        case _:
            return None


def _finding(evidence: Evidence, wanting: tuple[tuple[IPAddress, HttpAnswer, str], ...], asked: int) -> Finding:
    where = "" if len(wanting) == asked else f" at {', '.join(str(address) for address, _, _ in wanting)}"
    errors = all(http.status >= 400 for _, http, _ in wanting)
    return Finding(
        code="no-hsts",
        severity=Severity.ADVICE,
        blame=Blame.SERVER,
        confidence=Confidence.INFERRED if errors else Confidence.MEASURED,
        headline=advice(evidence, f"{wanting[0][2]}{where}"),
        evidence=tuple(_line(address, http) for address, http, _ in wanting),
        means=prose(
            "A browser that is given the bare name asks in clear text first, each time, and on a hostile network "
            "somebody else may answer. The header makes it use HTTPS by itself once it has been here."
        ),
        fix=posture_remedy.hsts(evidence.software),
        verify=f"{curl(evidence.target, '-sI').replace('curl -v ', 'curl ')} | grep -i strict-transport-security",
        references=(
            rfc(6797, "6.1", "Strict-Transport-Security HTTP Response Header Field"),
            page("HSTS preload list: submission requirements", "https://hstspreload.org/"),
        ),
    )


def _line(address: IPAddress, http: HttpAnswer) -> Prose:
    start = f"HEAD / at {address} → status {http.status}, Strict-Transport-Security: "
    return prose(start, quote(http.hsts) if http.hsts else "none")


RULE = Rule(codes=("no-hsts",), rank=956, check=check, needs=Needs.POSTURE, advisory=True)
