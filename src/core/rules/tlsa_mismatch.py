"""`tlsa-mismatch`: the TLSA records in DNS do not fit the certificate that is served.

## What we saw
DNSSEC vouches for TLSA records at _PORT._tcp.HOST, and none of those that a client can use fits the chain. Without
DNSSEC the records mean nothing, and are not judged.

## What it means
Clients that use DANE take TLSA records for the truth: they refuse the connection. Usually the certificate was renewed
with a new key and the record was not changed.

## Who is affected
Mail servers that deliver with DANE (Postfix, Exim, Halon and the big German, Dutch and Czech providers among them) keep
the mail in their queue. Browsers do not look at TLSA.

## How to fix it
Publish the record of the new key before the certificate is changed, and remove the old one after it. A record of kind
3 1 1 stays right as long as the key is kept.

## How to check the fix
`tlscheck check` finds a fitting record; for mail, `posttls-finger -t30 -T180 -c -L verbose,summary HOST` says Verified.

## References
- RFC 6698 section 2.1 (TLSA RDATA): https://www.rfc-editor.org/rfc/rfc6698#section-2.1
- RFC 7671 sections 5 and 8 (usages, key rollover): https://www.rfc-editor.org/rfc/rfc7671#section-8
- RFC 7672 section 3 (SMTP): https://www.rfc-editor.org/rfc/rfc7672#section-3
"""

from core.model.certificate import CertificateFacts
from core.model.evidence import Evidence
from core.model.finding import Severity
from core.model.posture import Nothing, Posture, Records, TlsaRecord, Unanswered
from core.model.prose import Block, Prose, prose, quote
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.posture.dane import DaneUntold, Fits, FitsNot, NoUsable, judge, shown, wanted
from core.posture.dnssec import DnssecUntold, Signed, status
from core.words import certificate_cases
from core.words.certificate_cases import Answer, Case, Wording, finding
from core.words.posture import looked_up
from core.words.proofs import dig
from core.words.references import rfc

_MOST = 6


def check(evidence: Evidence) -> Verdict:
    posture = looked_up(evidence)
    if isinstance(posture, NotApplicable):
        return posture
    match _secured(posture):
        case Records(items=records):
            return certificate_cases.judge(evidence, lambda case: _look(case, records), seconds=False)
        case verdict:
            return verdict


def _secured(posture: Posture) -> Records[TlsaRecord] | NotApplicable | Undetermined:
    """TLSA records that DNSSEC vouches for."""
    match posture.tlsa:
        case None | Nothing():
            return NotApplicable("there are no TLSA records")
        case Unanswered(because):
            return Undetermined(f"the TLSA records could not be told: {because}")
        case Records(authenticated=authenticated) as found:
            zone = status(posture.dnssec)
            if authenticated or isinstance(zone, Signed):
                return found
            if isinstance(zone, DnssecUntold):
                return Undetermined(f"whether DNSSEC vouches for the TLSA records: {zone.because}")
            return NotApplicable("there are TLSA records, and DNSSEC does not vouch for them: clients ignore them")


def _look(case: Case, records: tuple[TlsaRecord, ...]) -> Answer:
    sent = tuple(c.der for c in case.presentation.certificates if isinstance(c, CertificateFacts))
    paths = case.presentation.paths
    above = tuple(c.der for c in paths.best.certificates if c.der not in sent) if paths else ()
    match judge(records, sent, above, case.evidence.target):
        case Fits() | NoUsable():
            return ()
        case DaneUntold(because):
            return Undetermined(because)
        case FitsNot(usable):
            return (finding(case, "tlsa-mismatch", _words(case, usable, wanted(sent))),)


def _words(case: Case, usable: tuple[TlsaRecord, ...], fitting: str | None) -> Wording:
    target = case.evidence.target
    owner = f"_{target.port}._tcp.{target.host}"
    listed = (quote(shown(record), 100) for record in usable[:_MOST])
    return Wording(
        severity=Severity.ADVICE,
        what=("its TLSA records do not fit the certificate: clients that use DANE refuse the connection",),
        means=prose(
            "Usually the certificate was renewed with a new key and the record was left. Mail servers that deliver "
            "with DANE keep the mail in their queue; browsers do not look at TLSA."
        ),
        seen=tuple(prose("TLSA of ", quote(owner), " → ", record, ": does not fit") for record in listed),
        fix=_fix(owner, fitting),
        verify=dig(owner, "+dnssec", "TLSA"),
        references=(
            rfc(6698, "2.1", "TLSA RDATA Wire Format"),
            rfc(7671, "8", "Operational considerations: rollover"),
            rfc(7672, "3", "Identifying Applicable TLSA Records"),
        ),
    )


def _fix(owner: str, fitting: str | None) -> tuple[Prose, ...]:
    record = f"{owner}. TLSA {fitting}" if fitting else f"{owner}. TLSA 3 1 1 SHA-256-OF-THE-KEY"
    return (
        prose("Publish the record of the key in use; it stays right while the key is kept:", Block(record, "dns")),
        prose("At the next change of key publish the new record first, wait two TTLs, then change the certificate"),
    )


RULE = Rule(codes=("tlsa-mismatch",), rank=952, check=check, needs=Needs.POSTURE, advisory=True)
