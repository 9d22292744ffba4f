"""`no-caa`: every public certificate authority may issue for this name.

## What we saw
Neither the name nor any name above it has a CAA record in DNS, and the certificate is of a public CA.

## What it means
CAA records name the CAs that may issue for a domain; the others have to refuse. Without them whoever passes the
validation of any CA gets a certificate.

## Who is affected
Nobody today: it is a safeguard. It matters when a CA, or the validation by one, is fooled.

## How to fix it
Add a CAA record at the domain that names the CA in use, and one with issuewild ";" where no wildcards are wanted.

## How to check the fix
`dig CAA DOMAIN` shows the records.

## References
- RFC 8659 (DNS CAA Resource Record), section 3: https://www.rfc-editor.org/rfc/rfc8659#section-3
- RFC 8657 (accounturi and validationmethods): https://www.rfc-editor.org/rfc/rfc8657
"""

from core.model.evidence import Evidence
from core.model.finding import Severity
from core.model.path import PathAnalysis
from core.model.prose import Block, Prose, prose, quote
from core.model.verdict import Needs, NotApplicable, Rule, Undetermined, Verdict
from core.posture.ca_domains import domains_of
from core.posture.caa import CaaPolicy, CaaUntold, NoCaa
from core.words.caa import CaaQuestion, question
from core.words.certificate_cases import Answer, Case, Wording, finding, judge_paths
from core.words.proofs import dig
from core.words.references import rfc


def check(evidence: Evidence) -> Verdict:
    return judge_paths(evidence, _look, seconds=False)


def _look(case: Case, paths: PathAnalysis) -> Answer:
    asked = question(case, paths)
    if isinstance(asked, NotApplicable):
        return asked
    match asked.policy:
        case CaaPolicy():
            return ()
        case CaaUntold(name, because):
            return Undetermined(f"the CAA records of {name} could not be told: {because}")
        case NoCaa(names):
            return (finding(case, "no-caa", _words(case, asked, names)),)


def _words(case: Case, asked: CaaQuestion, names: tuple[str, ...]) -> Wording:
    return Wording(
        severity=Severity.ADVICE,
        what=("no CAA record names the CAs that may issue for it",),
        means=prose("Any public CA may issue for this name; CAA records make all but those named refuse."),
        seen=tuple(prose("CAA of ", quote(name), " → none") for name in names),
        fix=(_record(asked),),
        verify=dig(case.evidence.target.host, "CAA"),
        references=(rfc(8659, "3", "The CAA RR in DNS"), rfc(8657, "", "CAA Record Extensions for Account URI")),
    )


def _record(asked: CaaQuestion) -> Prose:
    """The record that allows the CA in use; at the registrable domain, which only the reader knows."""
    domains = domains_of(asked.issuer)
    ca = domains[0] if domains else "CA-DOMAIN"
    return prose(
        "At your domain, one record for every CA in use there, names below it included:",
        Block(f'DOMAIN. CAA 0 issue "{ca}"', "dns"),
    )


RULE = Rule(codes=("no-caa",), rank=959, check=check, needs=Needs.POSTURE, advisory=True)
