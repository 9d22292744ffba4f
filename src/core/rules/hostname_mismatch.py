"""Valid for other names than asked: `hostname-mismatch`, `wildcard-depth`, `no-san`, `ip-not-in-san`.

## What we saw
The certificate's subjectAltName entries, held against the name (or address) that clients ask for. `wildcard-depth`: a
wildcard is near and covers one label only. `no-san`: the name stands in the common name alone, which nobody reads any
more, or subjectAltName has no host name at all (only an e-mail address, say). `ip-not-in-san`: clients connect by
address, and the address is no iPAddress entry.

## What it means
Clients cannot tell this server from somebody else's and break off. Either another site's certificate is served (wrong
virtual host, wrong listener), or the certificate was issued without this name.

## Who is affected
Everybody who connects with this name. With `no-san` only: browsers, Go and Python; OpenSSL, Java and Node may still
read the common name.

## How to fix it
Serve the certificate that was issued for this name, or have one issued that lists it. `*.example.com` covers
`a.example.com`, neither `example.com` nor `a.b.example.com`: list those as well. An address needs an iPAddress entry.

## How to check the fix
`openssl s_client … | openssl x509 -noout -ext subjectAltName` lists the name.

## References
- RFC 9525 (service identity in TLS), sections 4 and 6
- RFC 5280 section 4.2.1.6 (subjectAltName)
- CA/Browser Forum Baseline Requirements section 7.1.2.7.12
"""

from core.model.certificate import Mismatch, Why
from core.model.evidence import Evidence
from core.model.finding import Finding
from core.model.prose import Code, Piece, Prose, prose, quote
from core.model.verdict import Rule, Undetermined, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge, rfc5280
from core.words.certificate_clients import wrong_name
from core.words.certificate_names import is_address, listing
from core.words.certificate_proofs import served
from core.words.certificate_remedy import reissue
from core.words.references import rfc

_REFERENCES = (rfc(9525, "6", "Verifying Service Identity"), rfc5280("4.2.1.6", "Subject Alternative Name"))


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look)


def _look(case: Case) -> Answer:
    match case.presentation.name:
        case Mismatch() as miss:
            return (_finding(case, miss),)
        case None:
            return Undetermined("the certificate's names could not be compared")
        case _:
            return ()


def _code(case: Case, miss: Mismatch, address: bool) -> str:
    if miss.why is Why.NO_SAN_CN_ONLY and miss.common_name_fits:
        return "no-san"
    if address:
        return "ip-not-in-san"
    if miss.why is Why.NO_NAMES and case.leaf.other_names and not case.leaf.malformed_names:
        return "no-san"
    return "wildcard-depth" if miss.why is Why.WILDCARD_DEPTH else "hostname-mismatch"


def _finding(case: Case, miss: Mismatch) -> Finding:
    address = is_address(case.asked)
    code = _code(case, miss, address)
    what, means = _said(case, miss, code)
    seen = [prose("Names in subjectAltName: ", *listing(miss.names or case.leaf.other_names))]
    if miss.nearest and code != "no-san":
        seen.append(prose("The nearest to ", Code(case.asked), " is ", quote(miss.nearest)))
    words = Wording(
        what=what,
        means=means,
        seen=tuple(seen),
        impact=wrong_name(miss, case.asked, address),
        fix=_fix(case, address),
        verify=served(case.evidence.target, "-subject -ext subjectAltName"),
        references=_REFERENCES,
    )
    return finding(case, code, words)


def _said(case: Case, miss: Mismatch, code: str) -> tuple[tuple[str | Piece, ...], Prose]:
    asked = Code(case.asked)
    match code:
        case "no-san" if case.leaf.san_present:
            means = "Clients look for a DNS entry in subjectAltName (RFC 9525 section 2); it has other kinds only."
            what: tuple[str | Piece, ...] = ("the subjectAltName of its certificate has no host name, so not ", asked)
        case "no-san":
            means = "Clients read subjectAltName and nothing else (RFC 9525 section 2); the certificate has none."
            what = (
                "the certificate names ",
                asked,
                " in its common name only, not as subjectAltName",
            )
        case "ip-not-in-san":
            means = "An address counts only as iPAddress entry of subjectAltName; DNS entries and common name do not."
            what = ("the certificate is not valid for the address ", asked)
        case "wildcard-depth":
            means = "A wildcard stands for exactly one label at the left (RFC 9525 section 6.3), not for none or two."
            what = ("the wildcard ", quote(miss.nearest or ""), " does not cover ", asked)
        case _:
            means = "Usually another site's certificate is served for this name, or it was issued without the name."
            what = ("the certificate is for ", *listing(miss.names, most=3), ", not for ", asked)
    return what, prose(means)


def _fix(case: Case, address: bool) -> tuple[Prose, ...]:
    entry = f"IP:{case.asked}" if address else f"DNS:{case.asked}"
    return (
        prose("If a certificate for ", Code(case.asked), " exists, make the server choose it for this name"),
        *reissue(f"a certificate whose subjectAltName contains {entry}", case.evidence.software),
    )


RULE = Rule(codes=("hostname-mismatch", "wildcard-depth", "no-san", "ip-not-in-san"), rank=710, check=check)
