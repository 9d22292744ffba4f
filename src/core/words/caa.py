"""The common frame of the CAA rules: for which certificates the question arises, who issued them, which policy counts.

Law: CAA binds public CAs only. Who issued is read from the certificate that signed the leaf, proven, not from a name.
"""

from dataclasses import dataclass

from core.certificates.names import Matches
from core.model.path import PathAnalysis
from core.model.posture import Posture
from core.model.verdict import NotApplicable
from core.posture.caa import Caa, relevant
from core.words.certificate_cases import Case
from core.words.chain_trust import accepted_by_user, public_paths
from core.words.posture import looked_up


@dataclass(frozen=True, slots=True)
class CaaQuestion:
    """``name``: for which a CA would ask. ``issuer``: the organisation of the CA that issued, None if it is not known.

    ``issuer_name``: as people know it.
    """

    name: str
    wildcard: bool
    policy: Caa
    issuer: str | None
    issuer_name: str


def question(case: Case, paths: PathAnalysis) -> CaaQuestion | NotApplicable:
    posture = looked_up(case.evidence)
    if isinstance(posture, NotApplicable):
        return posture
    if accepted_by_user(paths) or not public_paths(paths):
        return NotApplicable("the chain leads to no public root: CAA binds public CAs only")
    return _question(case, paths, posture)


def _question(case: Case, paths: PathAnalysis, posture: Posture) -> CaaQuestion:
    match case.presentation.name:
        case Matches(by=by) if by.startswith("*."):
            name, wildcard = by.removeprefix("*."), True
        case _:
            name, wildcard = case.evidence.target.host, False
    members = paths.best.certificates
    issuer = members[1] if len(members) > 1 else None
    organisation = issuer.organisation if issuer else None
    known = organisation or (issuer.display if issuer else case.leaf.issuer)
    return CaaQuestion(name, wildcard, relevant(posture.caa, name.lower()), organisation, known)
