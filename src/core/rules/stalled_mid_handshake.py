"""`stalled-mid-handshake`: the server begins to answer, then nothing more comes.

## What we saw
Bytes of the server's flight arrived, and then silence for at least two seconds, or after our own Finished.

## What it means
Small packets pass and larger ones do not: the ServerHello is small, the certificate chain is the first thing that
fills whole packets. So a stall here is typical of a path whose MTU is smaller than believed. Otherwise the process
hangs while it signs (a key in a slow HSM or key server) or waits for a back end.

## Who is affected
Clients on the same path; everybody, if the process hangs.

## How to fix it
Test the path's MTU, let ICMP "fragmentation needed" pass, or clamp the MSS. If small and large packets pass, look at
the server's load and key storage.

## How to check the fix
`openssl s_client -connect HOST:PORT -servername NAME` completes.

## References
- RFC 2923 (TCP Problems with Path MTU Discovery): https://www.rfc-editor.org/rfc/rfc2923
- RFC 8446 section 4.4.2 (Certificate): https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2
"""

from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding
from core.model.observation import Stage, TimedOut
from core.model.prose import Code, prose
from core.model.verdict import Rule, Verdict
from core.words import impact, proofs, remedy
from core.words.conclusions import conclusions
from core.words.references import rfc
from core.words.signs import Sign
from core.words.wire import gravity, headline, lines, wire_check


def check(evidence: Evidence) -> Verdict:
    return wire_check(evidence, (Sign.STALLED,), _finding, stages=(Stage.SERVER_FLIGHT, Stage.FINISHED))


def _finding(evidence: Evidence, hit: tuple[Endpoint, ...]) -> Finding:
    target = evidence.target
    outcome = hit[0].outcome
    assert isinstance(outcome, TimedOut)
    came = outcome.flight.bytes_received
    return Finding(
        code="stalled-mid-handshake",
        severity=gravity(hit),
        blame=Blame.NETWORK,
        confidence=Confidence.MEASURED,
        headline=headline(evidence, hit, f"the handshake stalls after {came} bytes of the server's answer"),
        evidence=lines(evidence, hit, *conclusions(hit[0])),
        means=prose(
            "The first, small packets pass and the rest does not come: typical of a path whose MTU is smaller than the "
            "server believes. Otherwise the server hangs while it signs or waits for a back end."
        ),
        impact=impact.silent_in_handshake(target),
        fix=(
            prose("Find the largest packet that passes: ", Code(f"ping -M do -s 1472 {hit[0].address}"),
                  ", then smaller until it answers"),
            prose("Let ICMP “fragmentation needed” pass, or clamp the MSS at the tunnel: ",
                  Code("iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu")),
            remedy.logs(evidence.software),
        ),
        verify=proofs.s_client(target),
        references=(rfc(2923, "", "TCP Problems with Path MTU Discovery"), rfc(8446, "4.4.2", "Certificate")),
        accounts_for_failure=True,
    )  # fmt: skip


RULE = Rule(codes=("stalled-mid-handshake",), rank=413, check=check, last_resort=True)
