"""`cipher-list-intolerant`: the server fails when many cipher suites are offered.

## What we saw
A small hello with fifteen suites is answered. The same hello with 150 suites fails. Where our own full handshake, which
offers more suites than browsers do, fails as well, a large hello with few suites is answered: it is not the size.

## What it means
The number of suites is not limited by TLS. Some servers and load balancers read into a buffer of fixed length, or give
up past the 64th or 128th suite.

## Who is affected
Clients with long lists: scanners, old OpenSSL and Java with everything switched on. Browsers offer fifteen to twenty
suites and do not notice.

## How to fix it
Update the software of server or load balancer.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME -cipher ALL:COMPLEMENTOFALL:@SECLEVEL=0` gets a ServerHello.

## References
- RFC 8446 section 4.1.2 (cipher_suites): https://www.rfc-editor.org/rfc/rfc8446#section-4.1.2
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding, Impact, Severity
from core.model.observation import Profile
from core.model.prose import prose
from core.model.verdict import Needs, Rule, Verdict, found
from core.words import proofs, remedy
from core.words.observed import at
from core.words.offers import passes, refused_hellos
from core.words.references import rfc
from core.words.strained import Hit, endpoints_of, strained
from core.words.wire import lines

_BARE = frozenset({"closed-after-hello", "reset-after-hello", "silent-after-hello", "alert-decode-error"})


def check(evidence: Evidence) -> Verdict:
    failing = tuple((e, Profile.LONG_LIST) for e in refused_hellos(evidence) if _too_many(e))
    return found(_finding(evidence, failing)) if failing else strained(evidence, (Profile.LONG_LIST,), _finding)


def _too_many(endpoint: Endpoint) -> bool:
    """Few suites are answered, in a small hello and in a large one; many are not."""
    few = passes(endpoint, Profile.SMALL) and passes(endpoint, Profile.LARGE)
    return bool(few) and passes(endpoint, Profile.LONG_LIST) is False


def _finding(evidence: Evidence, hit: Hit) -> Finding:
    target = evidence.target
    where = endpoints_of(hit)
    return Finding(
        code="cipher-list-intolerant",
        severity=Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(f"{target} is at risk{at(evidence, where)}: hellos with many cipher suites fail"),
        evidence=lines(evidence, where, prose("The same hello is answered with fifteen suites and fails with 150")),
        means=prose(
            "TLS does not limit the number of suites. This server, or a box before it, gives up past a number of its "
            "own, often 64 or 128."
        ),
        impact=(
            Impact("Clients with long lists (old OpenSSL, Java with everything on, scanners)", "no handshake"),
            Impact("Browsers", "nothing: they offer fifteen to twenty suites"),
        ),
        fix=(
            prose("Update the software of server, load balancer or inspecting firewall"),
            remedy.logs(evidence.software),
        ),
        verify=proofs.s_client(target, "-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"),
        references=(rfc(8446, "4.1.2", "Client Hello"),),
        explains=_BARE,
        accounts_for_failure=any(not e.works for e in where),
    )


RULE = Rule(codes=("cipher-list-intolerant",), rank=434, check=check, needs=Needs.CONTROLS)
