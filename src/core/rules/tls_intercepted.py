"""`tls-intercepted`: an inspecting proxy answers in the server's place, with a certificate that it made up.

## What we saw
No public root store knows the issuer, and one of these: asked for an unrelated name (example.org) at the same address,
whoever answers presents a certificate for that name too, by the same issuer; or the issuer bears the name of an
inspection product.

## What it means
Somebody between here and the server ends the TLS connection, reads, and opens another one to the server: a company's
firewall, an antivirus program, a debugging proxy, or an attacker. What the real server serves was not seen.

## Who is affected
Everybody behind the same proxy who does not have its root: command lines, containers, Java, Python and Node bring root
stores of their own and fail where the browser, which uses the system's store, works.

## How to fix it
Get the proxy's root certificate from whoever runs it and install it where the failing program looks; or have the host
exempted from inspection. If nobody runs such a proxy, treat it as an attack.

## How to check the fix
From another network `openssl s_client -connect HOST:PORT` shows the real issuer; here the program connects.

## References
- RFC 8446 appendix E.1 (what TLS protects): https://www.rfc-editor.org/rfc/rfc8446#appendix-E.1
- The Security Impact of HTTPS Interception (NDSS 2017): https://www.ndss-symposium.org/ndss2017/ndss-2017-programme/security-impact-https-interception/
"""

from core.model.certificate import CertificateFacts
from core.model.evidence import Endpoint, Evidence
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.prose import Code, Prose, prose, quote
from core.model.verdict import Needs, Rule, Verdict
from core.words.certificate_cases import Answer, Case, judge
from core.words.certificate_clients import UNTRUSTED_ROOT_NOT_SENT
from core.words.certificate_proofs import verified
from core.words.chain_trust import trusted_somewhere
from core.words.inspection import Inspector, inspector
from core.words.references import page, rfc

_STUDY = "https://www.ndss-symposium.org/ndss2017/ndss-2017-programme/security-impact-https-interception/"


def check(evidence: Evidence) -> Verdict:
    return judge(evidence, _look, seconds=False)


def _look(case: Case) -> Answer:
    if case.presentation.paths is None or trusted_somewhere(case.presentation):
        return ()
    minted = _minted(case)
    known = inspector((case.leaf, *case.presentation.intermediates))
    if minted is None and (known is None or case.leaf.self_signed):
        return ()
    return (_finding(case, minted, known),)


def _minted(case: Case) -> CertificateFacts | None:
    """The certificate for the unrelated name, by the same issuer and not the same certificate."""
    for endpoint in case.evidence.endpoints:
        other = endpoint.for_other_name
        if _serves(endpoint, case) and other and other.sha256 != case.leaf.sha256 and _same_issuer(other, case.leaf):
            return other
    return None


def _serves(endpoint: Endpoint, case: Case) -> bool:
    return endpoint.address in case.presentation.addresses


def _same_issuer(one: CertificateFacts, other: CertificateFacts) -> bool:
    return one.issuer == other.issuer and one.authority_key_id == other.authority_key_id and not one.self_signed


def _finding(case: Case, minted: CertificateFacts | None, known: Inspector | None) -> Finding:
    who = f"{known.product} " if known else "an inspecting proxy "
    return Finding(
        code="tls-intercepted",
        severity=Severity.BROKEN,
        blame=Blame.NETWORK,
        confidence=Confidence.MEASURED if minted else Confidence.INFERRED,
        headline=prose(f"{case.subject} is broken from here: {who}answers in its place, with its own certificate"),
        evidence=(case.served(), *_seen(minted, known)),
        means=prose(
            "Somebody between here and the server ends the TLS connection and makes up certificates. What the real "
            "server serves was not seen from here."
        ),
        impact=UNTRUSTED_ROOT_NOT_SENT,
        fix=_fix(known),
        verify=verified(case.evidence),
        references=(rfc(8446, "E.1", "Handshake"), page("The Security Impact of HTTPS Interception", _STUDY)),
        explains=frozenset({"untrusted-root", "chain-untrusted", "chain-incomplete", "ct-missing"}),
    )


def _seen(minted: CertificateFacts | None, known: Inspector | None) -> tuple[Prose, ...]:
    seen = []
    if minted:
        seen.append(
            prose("Asked for an unrelated name, it presents a certificate for that as well: ", quote(minted.display),
                  ", by the same issuer")
        )  # fmt: skip
    if known:
        seen.append(prose(f"The issuer's name is that of {known.product}"))
    return (*seen, prose("No public root store knows the issuer"))


def _fix(known: Inspector | None) -> tuple[Prose, ...]:
    if known and known.local:
        return (
            prose(f"{known.product} runs on this machine: switch its inspection of TLS off, or trust its root there"),
            prose("Compare from another machine: ", Code("openssl s_client -connect HOST:PORT -servername NAME")),
        )
    return (
        prose("Ask whoever runs the proxy for its root certificate, or for an exemption of this host"),
        prose("Install that root where the failing program looks (Debian: ", Code("update-ca-certificates"),
              "; Java: ", Code("keytool -importcert -cacerts"), "; Node: ", Code("NODE_EXTRA_CA_CERTS"),
              "; Python requests: ", Code("REQUESTS_CA_BUNDLE"), "; git: ", Code("http.sslCAInfo"), ")"),
        prose("If nobody runs such a proxy, treat it as an attack and change the passwords used since"),
    )  # fmt: skip


RULE = Rule(codes=("tls-intercepted",), rank=302, check=check, needs=Needs.CONTROLS)
