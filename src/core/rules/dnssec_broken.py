"""`dnssec-broken`: resolvers that validate refuse the name, although ours answers.

## What we saw
The parent says that the zone is signed, and its signatures do not hold: expired, missing, by a key that is not
published, or the DS record belongs to an old key. Or the resolver fails with SERVFAIL and answers with checking
disabled. (Where the name does not resolve at all for that reason, the finding is `dns-servfail`.)

## What it means
Resolvers that do not validate still answer, so the fault goes unnoticed on some networks and the name is gone on
others. Certificate authorities validate DNSSEC since 2026-03-15: the next renewal fails.

## Who is affected
Everybody behind a validating resolver, among them 1.1.1.1, 8.8.8.8, 9.9.9.9 and most providers; and the renewal.

## How to fix it
Re-sign the zone, or make the parent's DS record match the present key; at worst remove the DS record at the registrar.

## How to check the fix
`delv NAME` says "fully validated".

## References
- RFC 4035 section 5 (Authenticating DNS Responses): https://www.rfc-editor.org/rfc/rfc4035#section-5
- CA/Browser Forum ballot SC-085v2 (validation of DNSSEC for CAA and DCV lookups), in force since 2026-03-15
"""

from core.model.evidence import Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.posture import CaaAt, Dnssec, Posture, Records, Unanswered
from core.model.prose import Code, Moment, Prose, prose, quote
from core.model.verdict import PASSED, Needs, NotApplicable, Rule, Undetermined, Verdict, found
from core.posture.dnssec import Broken, DnssecUntold, Signed, Unsigned, status
from core.words import proofs
from core.words.posture import looked_up
from core.words.references import page, rfc

_BALLOT = (
    "https://cabforum.org/2025/06/18/ballot-sc-085v2-require-validation-of-dnssec-when-present-for-caa-and-dcv-lookups"
)


def check(evidence: Evidence) -> Verdict:
    posture = looked_up(evidence)
    if isinstance(posture, NotApplicable):
        return posture
    match status(posture.dnssec):
        case Broken() as broken:
            return found(_finding(evidence, posture, broken))
        case Signed():
            return PASSED
        case Unsigned():
            return NotApplicable("the zone is not signed")
        case DnssecUntold(because):
            return Undetermined(f"whether DNSSEC is right: {because}")


def _finding(evidence: Evidence, posture: Posture, broken: Broken) -> Finding:
    target = evidence.target
    return Finding(
        code="dnssec-broken",
        severity=Severity.AT_RISK,
        blame=Blame.SERVER,
        confidence=Confidence.MEASURED,
        headline=prose(f"{target} is at risk: resolvers that validate DNSSEC refuse its name, ", broken.because),
        evidence=tuple(_lines(posture, broken)),
        means=prose(
            "Resolvers that do not validate still answer: the name works on some networks and is gone on others. "
            "Certificate authorities validate too, so the next renewal fails."
        ),
        fix=(
            prose("See which link fails: ", Code(proofs.delv(target.host))),
            prose("Re-sign the zone, or make the DS record at the registrar match a key that the zone publishes"),
            prose("If that takes long, remove the DS record at the registrar until the zone is signed again"),
        ),
        verify=proofs.delv(target.host),
        references=(
            rfc(4035, "5", "Authenticating DNS Responses"),
            page(
                "CA/Browser Forum ballot SC-085: DNSSEC validation", "https://cabforum.org/2025/06/18/ballot-sc-085v2/"
            ),
        ),
    )


def _lines(posture: Posture, broken: Broken) -> list[Prose]:
    lines = [prose("Zone ", quote(broken.zone), f": {broken.because}")]
    if isinstance(posture.dnssec, Dnssec):
        lines += _link(posture.dnssec)
    if broken.signature is not None:
        signature = broken.signature
        lines.append(
            prose(
                f"RRSIG of the {signature.covers} records, key tag {signature.key_tag}: from ",
                Moment(signature.begins),
                " to ",
                Moment(signature.expires),
            )
        )
    lines += [
        prose("CAA of ", quote(at.name), " → answered only with checking disabled")
        for at in posture.caa
        if _by_validation(at)
    ]
    return lines


def _link(dnssec: Dnssec) -> list[Prose]:
    lines = []
    if isinstance(dnssec.ds, Records):
        lines.append(prose("DS at the parent: key tag ", ", ".join(str(ds.key_tag) for ds in dnssec.ds.items)))
    if isinstance(dnssec.keys, Records):
        tags = ", ".join(f"{k.key_tag}{' (entry point)' if k.entry_point else ''}" for k in dnssec.keys.items)
        lines.append(prose("DNSKEY of the zone: key tag ", tags))
    if dnssec.refused_when_checked:
        lines.append(prose("Control: SERVFAIL, and with checking disabled (CD=1) → answered"))
    return lines


def _by_validation(at: CaaAt) -> bool:
    return isinstance(at.lookup, Unanswered) and at.lookup.unchecked_answers


RULE = Rule(codes=("dnssec-broken",), rank=950, check=check, needs=Needs.POSTURE, advisory=True)
