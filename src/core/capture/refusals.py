"""Why a client does not accept the server's certificate: the chain in the capture, and what its alert says.

Law: what the client states outweighs what we find; what we find decides where its words leave it open. OpenSSL says
bad_certificate (42) for a wrong name, a date in the future and a small key; Go says it for everything; Java says
certificate_unknown (46); GnuTLS bad_certificate for an unknown CA.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from ipaddress import ip_address
from typing import Final

from core.capture.certificates import Judge
from core.capture.story import Story
from core.certificates.facts import parse_certificate
from core.model.certificate import CertificateFacts
from core.model.explanation import Cause
from core.model.finding import Finding
from core.model.prose import plain
from core.wire.codes import AlertDescription as Alert
from core.wire.codes import Version, alert_name

_DATES: Final = ("cert-expired", "intermediate-expired", "cert-not-yet-valid")
_NAMES: Final = ("hostname-mismatch", "wildcard-depth", "no-san", "ip-not-in-san", "sni-default-cert")
_STRENGTH: Final = ("weak-key", "sha1-signature")
_USES: Final = ("eku-missing", "key-usage", "ca-cert-as-leaf", "unknown-critical-ext", "unsupported-key-type")
_TRUST: Final = (
    "self-signed", "default-cert", "chain-incomplete", "chain-wrong-intermediate", "untrusted-root", "chain-untrusted",
    "issuer-not-ca", "pathlen-violation", "name-constraints", "root-distrust", "malformed-cert",
)  # fmt: skip
_ANY: Final = (_DATES, _NAMES, _STRENGTH, _USES, _TRUST)
_MEANS: Final[dict[int, tuple[tuple[str, ...], ...]]] = {
    Alert.CERTIFICATE_EXPIRED: (_DATES[:2],),
    Alert.CERTIFICATE_REVOKED: (("revoked",),),
    Alert.UNSUPPORTED_CERTIFICATE: (_USES, _STRENGTH),
    Alert.UNKNOWN_CA: (_TRUST,),
}
_STATED: Final = {
    Alert.CERTIFICATE_EXPIRED: "cert-expired",
    Alert.CERTIFICATE_REVOKED: "revoked",
    Alert.UNKNOWN_CA: "untrusted-root",
    Alert.UNSUPPORTED_CERTIFICATE: "eku-missing",  # OpenSSL's word for a certificate not meant for servers
}
_SURE = (Alert.CERTIFICATE_EXPIRED, Alert.CERTIFICATE_REVOKED, Alert.UNKNOWN_CA)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Causes, most likely first, and the rules' finding for the first one, if there is one."""

    causes: tuple[Cause, ...]
    finding: Finding | None = None


def refusal(story: Story, judge: Judge, alert: int | None) -> Refusal:
    """Why the client refused the certificate. `alert`: its number, None when it gave none or one that is sealed."""
    findings = chain_findings(story, judge)
    groups = _MEANS.get(alert, _ANY) if alert is not None else _ANY
    fitting = [f for group in groups for f in findings if f.code in group]
    said = f"the client says {alert_name(alert)}" if alert is not None else "the client leaves"
    if fitting:
        first, *others = fitting
        sure = 0.95 if alert in _SURE else 0.85
        causes = [Cause(first.code, sure, f"{said}; {_because(first)}")]
        causes += [Cause(f.code, 0.4, _because(f)) for f in others]
        return Refusal(tuple(causes), first)
    found_instead = tuple(Cause(f.code, 0.3, _because(f)) for f in findings)
    return Refusal((*_unproven(story, alert, said, visible=bool(story.chain)), *found_instead))


def chain_findings(story: Story, judge: Judge) -> tuple[Finding, ...]:
    """What is broken about the chain in the capture; nothing when none is visible."""
    if not story.chain:
        return ()
    hello = story.hello
    server = story.server
    return judge.findings(
        story.chain,
        hello.sni if hello else _only_name(story),
        address_of(story.flow.addresses[server.number]),
        server.port,
        story.version or Version.TLS1_2,
        story.flow.first_ns // 1_000_000_000,
    )


def _only_name(story: Story) -> str | None:
    """Where the hello is not in the capture the name asked for is unknown: the certificate's own stands for it."""
    leaf = parse_certificate(story.chain[0])
    names = leaf.dns_names if isinstance(leaf, CertificateFacts) else ()
    return next((name.replace("*", "www", 1) for name in names), None)


def _because(finding: Finding) -> str:

    return plain(finding.headline)


def _unproven(story: Story, alert: int | None, said: str, *, visible: bool) -> tuple[Cause, ...]:
    """The chain cannot be seen, or nothing is wrong with it that fits."""
    unseen = "the certificate is sealed (TLS 1.3)" if story.modern else "the certificate is not in the capture"
    why = "nothing of the kind is wrong with the certificate that is visible here" if visible else unseen
    stated = _STATED.get(Alert(alert)) if alert in set(Alert) else None
    if stated == "untrusted-root" and visible:
        return (Cause("ca-bundle-missing", 0.6, f"{said}, yet public trust stores accept the chain"),)
    if stated:
        return (Cause(stated, 0.8, f"{said}; {why}"),)
    trust = Cause("chain-untrusted", 0.5, f"{said}; {why}")
    if alert == Alert.BAD_CERTIFICATE and not story.modern:  # trust and dates have alerts of their own
        return (Cause("hostname-mismatch", 0.5, f"{said}; {why}"), replace(trust, confidence=0.4))
    return (
        trust,
        Cause("hostname-mismatch", 0.3, "the usual reason beside trust"),
        Cause("cert-expired", 0.15, "another usual reason"),
    )


@lru_cache(maxsize=1024)
def address_of(raw: bytes) -> str:
    """Four or sixteen bytes as text."""

    return str(ip_address(raw))
