"""`legacy-renegotiation`: the server does not know secure renegotiation (RFC 5746).

## What we saw
A hello for TLS 1.2 or older with the renegotiation_info extension was answered without it.

## What it means
Without RFC 5746 an attacker on the path can put bytes of their own before those of the client in one connection. The
extension is from 2010; a server without it has not been updated since. OpenSSL 3 refuses such servers, even when
nobody renegotiates.

## Who is affected
OpenSSL 3 and what is built on it: curl, Python, Node, Ruby, PHP. Browsers, Java and Go connect. Where the server has
TLS 1.3 too, which has no renegotiation, these clients use that and connect.

## How to fix it
Update the server's TLS library or firmware, or put a current TLS proxy before it.

## How to check the fix
`openssl s_client -connect HOST:PORT -tls1_2` prints "Secure Renegotiation IS supported".

## References
- RFC 5746 (Renegotiation Indication Extension): https://www.rfc-editor.org/rfc/rfc5746
- OpenSSL 3.0 migration guide (ossl-guide-migration): https://docs.openssl.org/3.0/man7/migration_guide/
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import prose
from core.model.server_map import Tri
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.words import proofs
from core.words.impact import impacts
from core.words.mapped import TLS1_3, Hits, Surveyed, before_tls13, feature, judge_maps
from core.words.references import page, rfc
from core.words.remedy_survey import RENEGOTIATION

_GUIDE = "https://docs.openssl.org/3.0/man7/migration_guide/"


def check(evidence: Evidence) -> Verdict:
    return judge_maps(evidence, _look, _finding)


def _look(case: Surveyed) -> bool | Undetermined | NotApplicable | None:
    spoken = before_tls13(case.map)
    if not isinstance(spoken, tuple):
        return spoken
    return feature(case.map.features.secure_renegotiation, Tri.NO, case)


def _finding(hits: Hits[bool]) -> Finding:
    saved = all(m.supports(TLS1_3) is Tri.YES for m in hits.maps)
    severity = Severity.AT_RISK if saved else Severity.BROKEN
    target, reason = hits.evidence.target, "unsafe legacy renegotiation disabled"
    refusal = impacts(
        curl=f"curl: (35) TLS connect error: error:0A000152:SSL routines::{reason}",
        openssl=f"error:0A000152:SSL routines:final_renegotiate:{reason}",
        python=f"ssl.SSLError: [SSL: UNSAFE_LEGACY_RENEGOTIATION_DISABLED] {reason}",
        node="ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
    )
    return Finding(
        code="legacy-renegotiation",
        severity=severity,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=hits.headline(
            severity,
            "it does not know secure renegotiation (RFC 5746)" + ("" if saved else ", and OpenSSL 3 refuses that"),
        ),
        evidence=hits.lines(lambda *_: (prose("ServerHello without renegotiation_info, which the hello asked for"),)),
        means=prose(
            "The extension is from 2010: the server's TLS has not been updated since. "
            + ("Clients with TLS 1.3 are not concerned; those that are held to TLS 1.2 with OpenSSL 3 fail." if saved
               else "OpenSSL 3, with curl, Python and Node on top of it, ends the handshake; browsers connect.")
        ),
        impact=() if saved else refusal,
        fix=RENEGOTIATION,
        verify=proofs.s_client(target, "-tls1_2"),
        references=(rfc(5746, "", "Renegotiation indication"), page("OpenSSL 3 migration guide", _GUIDE)),
    )  # fmt: skip


RULE = Rule(codes=("legacy-renegotiation",), rank=904, check=check, needs=Needs.SURVEY)
