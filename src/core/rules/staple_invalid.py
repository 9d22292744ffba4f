"""The stapled OCSP response is of no use: `staple-invalid`.

## What we saw
The server sends an OCSP response that cannot be read, has a wrong signature, is signed by somebody who may not, is
about another certificate, says that the responder does not know the certificate, or is an error message.

## What it means
Usually a staple of the certificate before the last renewal, a file stapled for the wrong certificate, or a wrong issuer
configured for stapling.

## Who is affected
A wrong signature, unreadable bytes and "unknown" end the connection in GnuTLS, and in Firefox where CRLite does not
know the certificate. A response for another certificate, an error message or an unauthorised signer is taken as no
staple, which fails only for must-staple certificates.

## How to fix it
Restart the server, so that it asks for a fresh response; see that the chain it uses for stapling has the right issuer.

## How to check the fix
`openssl s_client -status` shows "Cert Status: good" and this certificate's serial number.

## References
- RFC 6960 section 3.2 (Signed Response Acceptance Requirements)
- RFC 6066 section 8 (Certificate Status Request)
"""

from core.model.evidence import Evidence
from core.model.finding import Severity
from core.model.prose import prose
from core.model.revocation import Doubt
from core.model.verdict import NotApplicable, Rule, Undetermined, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge
from core.words.certificate_clock import TOLERANCE, http_clocks
from core.words.references import rfc
from core.words.revocation import STAPLE_BAD, STAPLE_USELESS, STAPLING, moot, show_staple, stapling
from core.words.staples import NO_STAPLE_SENT, look_at_responder, sent, staple_lines, where

_FATAL = frozenset({Doubt.UNREADABLE, Doubt.BAD_SIGNATURE, Doubt.NOT_KNOWN, Doubt.NOT_YET})
_IGNORED = frozenset({Doubt.WRONG_CERTIFICATE, Doubt.REFUSED, Doubt.UNAUTHORISED})
_SAID = {
    Doubt.UNREADABLE: "cannot be read",
    Doubt.BAD_SIGNATURE: "has a wrong signature",
    Doubt.NOT_KNOWN: "says that the responder does not know the certificate",
    Doubt.NOT_YET: "is from the future",
    Doubt.WRONG_CERTIFICATE: "is about another certificate",
    Doubt.REFUSED: "is an error message of the responder",
    Doubt.UNAUTHORISED: "is signed by somebody who may not answer for the issuer",
}


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look, seconds=False)


def _look(case: Case) -> Answer:
    came = sent(case)
    if not came:
        return NO_STAPLE_SENT
    bad = tuple((s, a) for s, a in came if a.doubt in _FATAL | _IGNORED)
    if any(a.doubt is Doubt.NOT_YET for _, a in bad):
        if moot(case.evidence):
            return NotApplicable("judged at a given time, for which this staple was not made")
        if any(reading.skew > TOLERANCE for reading in http_clocks(case.evidence)):
            return Undetermined("the staple is from our future, and the server's clock agrees with it against ours")
    if not bad:
        unproven = next((a for _, a in came if a.doubt is Doubt.UNPROVEN), None)
        return Undetermined(f"the staple's signature could not be verified: {unproven.detail}") if unproven else ()
    doubt = bad[0][1].doubt
    fatal = case.leaf.must_staple or doubt in _FATAL
    words = Wording(
        severity=Severity.BROKEN if fatal else Severity.AT_RISK,
        what=(f"{where(case, [s for s, _ in bad])}the stapled OCSP response {_SAID[doubt or Doubt.UNREADABLE]}",),
        means=prose(
            "What the server staples says nothing of its certificate. Usually it is left over from the certificate "
            "before, belongs to another one, or the issuer configured for stapling is the wrong one."
        ),
        seen=staple_lines(bad),
        impact=STAPLE_BAD if doubt in _FATAL else STAPLE_USELESS,
        fix=(
            prose("Restart the server (a reload may keep the old response), so that it asks for a fresh one"),
            *look_at_responder(case),
            *stapling(case.evidence.software),
        ),
        verify=show_staple(case.evidence.target),
        references=(rfc(6960, "3.2", "Signed Response Acceptance Requirements"), STAPLING),
        explains=frozenset({"must-staple-missing"}),
    )
    return (finding(case, "staple-invalid", words),)


RULE = Rule(codes=("staple-invalid",), rank=916, check=check)
