"""`mtu-blackhole`: small packets pass, large ones vanish on the way.

## What we saw
The handshake stalls, or its large hello is never answered. The same handshake over a connection whose TCP segments are
clamped to 536 bytes, both ways, completes.

## What it means
A link on the way carries smaller packets than both ends believe (a tunnel, a VPN, PPPoE, a cloud interconnect), and
the ICMP message that would say so is filtered. Connections open, short answers come, and the first full-sized packet
is lost again and again: usually the server's certificate, or a client's post-quantum key share.

## Who is affected
Everybody whose packets take this way. On other ways the server works.

## How to fix it
Let ICMP "fragmentation needed" (type 3 code 4) and ICMPv6 "packet too big" (type 2) pass every firewall, or clamp the
MSS where the tunnel begins.

## How to check the fix
`ping -M do -s 1472 ADDRESS` is answered or says which size fits; `openssl s_client -connect HOST:PORT` completes.

## References
- RFC 2923 (TCP problems with path MTU discovery): https://www.rfc-editor.org/rfc/rfc2923
- RFC 4821 (packetization layer path MTU discovery): https://www.rfc-editor.org/rfc/rfc4821
- RFC 4890 section 4.3.1 (ICMPv6 that must not be dropped): https://www.rfc-editor.org/rfc/rfc4890#section-4.3.1
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.observation import Negotiated, Profile, Stage, TimedOut
from core.model.prose import Code, prose
from core.model.verdict import PASSED, Needs, NotApplicable, Rule, Undetermined, Verdict, found
from core.words import impact, proofs
from core.words.observed import at
from core.words.offers import passes
from core.words.references import rfc
from core.words.signs import no_connection
from core.words.wire import lines

_SILENT = (Stage.HELLO, Stage.SERVER_FLIGHT, Stage.FINISHED)


def check(evidence: Evidence) -> Verdict:
    unasked = no_connection(evidence)
    if unasked:
        return unasked
    stalled = tuple(e for e in evidence.failing_with_tls if _silent(e))
    if not stalled:
        return NotApplicable("no handshake stalls")
    hit = tuple(e for e in stalled if _clamped(e) is True)
    if hit:
        return found(_finding(evidence, hit))
    if any(_clamped(e) is None for e in stalled):
        return Undetermined("whether small segments get through was not tried to the end")
    return PASSED


def _silent(endpoint: Endpoint) -> bool:
    return all(isinstance(a.outcome, TimedOut) and a.outcome.stage in _SILENT for a in endpoint.attempts)


def _clamped(endpoint: Endpoint) -> bool | None:
    control = endpoint.control(Profile.CLAMPED)
    match control.outcome if control else None:
        case Negotiated():
            return True
        case None | TimedOut(budget=True):
            return None
        case _:
            return False


def _hello_lost(endpoint: Endpoint) -> bool:
    """Nothing came back at all; but where a hello as large is answered by a short flight, ours arrived as well."""
    at_hello = isinstance(endpoint.outcome, TimedOut) and endpoint.outcome.stage is Stage.HELLO
    return at_hello and not passes(endpoint, Profile.LARGE)


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    address = hit[0].address
    lost = "our large hello" if _hello_lost(hit[0]) else "the server's large packets"
    return Finding(
        code="mtu-blackhole",
        severity=Severity.BROKEN,
        blame=Blame.NETWORK,
        confidence=Confidence.MEASURED,
        headline=prose(f"{target} is broken from here{at(evidence, hit)}: large packets vanish on the way"),
        evidence=lines(
            evidence, hit, prose(f"With segments of at most 536 bytes the same handshake completes: {lost} got lost")
        ),
        means=prose(
            "A link on the way carries smaller packets than both ends believe, and the ICMP message that would say so "
            "is filtered. Short packets pass; the first full-sized one is lost again and again."
        ),
        impact=impact.silent_in_handshake(target),
        fix=(
            prose("Find the largest packet that passes: ", Code(f"ping -M do -s 1472 {address}"),
                  ", then smaller until it answers; ", Code(f"tracepath -n {address}"), " names the hop"),
            prose("Let ICMP “fragmentation needed” (type 3 code 4) and ICMPv6 “packet too big” pass all firewalls"),
            prose("Or clamp the MSS where the tunnel begins: ",
                  Code("iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu")),
        ),
        verify=proofs.s_client(target),
        references=(rfc(2923, "", "TCP Problems with Path MTU Discovery"), rfc(4821, "", "Packetization Layer PMTUD"),
                    rfc(4890, "4.3.1", "ICMPv6 that must not be dropped")),
        explains=frozenset({"stalled-mid-handshake", "silent-after-hello", "hello-size-intolerant"}),
        accounts_for_failure=True,
    )  # fmt: skip


RULE = Rule(codes=("mtu-blackhole",), rank=301, check=check, needs=Needs.CONTROLS)
