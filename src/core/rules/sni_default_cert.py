"""The server does not know the name and shows another site's certificate: `sni-default-cert`.

## What we saw
The certificate is not for the name we sent, and the same one comes without a name or with a foreign one. That the
server chooses by name at all is shown by its unrecognized_name warning, or by another name (or none) that gets another
certificate. One certificate for every name proves nothing, even where the ServerHello acknowledges the name: then only
`hostname-mismatch` is reported.

## What it means
No site is configured for this name, so the default one answers; its certificate cannot fit.

## Who is affected
Every client, with the error words of a name mismatch.

## How to fix it
Add the name to the server's configuration with a certificate for it; or correct the DNS entry.

## How to check the fix
`openssl s_client -servername NAME … | openssl x509 -noout -subject` shows the certificate of this name.

## References
- RFC 6066 section 3 (Server Name Indication)
- RFC 9525 section 6 (verifying service identity)
"""

from core.model.certificate import Mismatch
from core.model.evidence import Endpoint, Evidence
from core.model.prose import Code, Prose, prose
from core.model.verdict import NotApplicable, Rule, Verdict
from core.words.certificate_cases import Answer, Case, Wording, finding, judge
from core.words.certificate_clients import wrong_name
from core.words.certificate_names import listing
from core.words.certificate_proofs import served
from core.words.certificate_remedy import install
from core.words.certificate_sni import served_otherwise, serves_default, warned
from core.words.observed import attempt_lines
from core.words.references import rfc

_CONSEQUENCES = frozenset({"hostname-mismatch", "wildcard-depth", "no-san"})


def check(evidence: Evidence) -> Verdict:
    if not evidence.target.server_name:
        return NotApplicable("no server name is sent to an address")
    return judge(evidence, _look, seconds=False)


def _look(case: Case) -> Answer:
    miss = case.presentation.name
    if not isinstance(miss, Mismatch):
        return ()
    mine = [e for e in case.evidence.endpoints if e.address in case.presentation.addresses]
    endpoint = next((e for e in mine if warned(e) or (serves_default(e) and served_otherwise(e))), None)
    if endpoint is None:
        return ()
    name = Code(case.asked)
    words = Wording(
        what=("the server does not know ", name, " and answers as its default site"),
        means=prose("No site is configured for this name, so the certificate of another one is shown."),
        seen=(
            prose("Names in the certificate: ", *listing(miss.names)),
            *_signs(endpoint),
            *attempt_lines(case.evidence, [endpoint]),
        ),
        impact=wrong_name(miss, case.asked, is_ip=False),
        fix=(
            prose("Add ", name, " to the configuration with a certificate for it: nginx ", Code("server_name"),
                  ", Apache ", Code("ServerAlias"), ", Kubernetes ", Code("spec.tls[].hosts")),
            *install(case.evidence.software),
            prose("If the name belongs to another server, correct its DNS entry"),
        ),
        verify=served(case.evidence.target, "-subject -ext subjectAltName"),
        references=(rfc(6066, "3", "Server Name Indication"), rfc(9525, "6", "Verifying Service Identity")),
        explains=_CONSEQUENCES,
    )  # fmt: skip
    return (finding(case, "sni-default-cert", words),)


def _signs(endpoint: Endpoint) -> tuple[Prose, ...]:
    signs = (
        (warned(endpoint), "The server sends the warning alert 112 unrecognized_name and goes on"),
        (serves_default(endpoint), "The same certificate comes without our name"),
    )
    different = (
        f"Another certificate comes with {profile.value}: the server chooses by name"
        for profile in served_otherwise(endpoint)
    )
    return tuple(prose(text) for text in (*(text for true, text in signs if true), *different))


RULE = Rule(codes=("sni-default-cert",), rank=715, check=check)
