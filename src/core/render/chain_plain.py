"""BundleReport → text for a terminal, in the style of `core.render.plain`. Lays out, derives nothing."""

from collections.abc import Iterator
from dataclasses import replace

from core.model.bundle import BundleReport, KeyFacts
from core.model.certificate import CertificateFacts, UnreadableCertificate
from core.model.finding import Severity
from core.model.prose import clean
from core.render.labels import grouped
from core.render.plain import STATES, Style, in_full_length, in_one_line, part, words
from core.words.chain_pem import pem

_LISTED = 12
_MARKS = {True: "✓", False: "✗", None: "?"}


def render(bundle: BundleReport, style: Style | None = None) -> str:
    """What is in the file, what is wrong with it, who trusts it, and what to deploy instead."""
    style = style or Style()
    return "\n".join(_lines(bundle, style)).rstrip() + "\n"


def _lines(bundle: BundleReport, style: Style) -> Iterator[str]:
    word, colours = STATES[bundle.state]
    yield f"{style.paint(clean(bundle.name), 1)}: {style.paint(word, *colours)}"
    yield ""
    yield from contents(bundle)
    yield ""
    for number, finding in enumerate(bundle.report.findings):
        in_full = number == 0 or finding.severity in (Severity.BROKEN, Severity.AT_RISK)
        bare = replace(finding, attachment=None)  # the bundle stands once, at the end
        yield from in_full_length(bare, style) if in_full else in_one_line(bare, style)
    yield from trusted(bundle)
    yield from part("Verifiers differ", [words(line, style) for line in bundle.families], style)
    yield from _open(bundle, style)
    yield from _deploy(bundle, style)


def contents(bundle: BundleReport) -> Iterator[str]:
    """The container and what is in it, a line each."""
    if bundle.container is None:
        return
    count = len(bundle.certificates)
    yield f"{bundle.container}, {count} certificate{'' if count == 1 else 's'}"
    for number, certificate in enumerate(bundle.certificates[:_LISTED], 1):
        yield f"  {number}. {_certificate(certificate)}"
    if count > _LISTED:
        yield f"  and {count - _LISTED} more"
    if bundle.others:
        yield f"  besides: {', '.join(bundle.others)}"
    if isinstance(bundle.key, KeyFacts):
        facts = bundle.key.facts
        fits = {True: "belongs to the certificate", False: "does not belong to it", None: "was not compared"}
        yield (
            f"  key in {clean(bundle.key.source)}: {facts.kind.value} {facts.curve or facts.bits}, "
            + fits[bundle.key_fits]
        )


def _certificate(certificate: CertificateFacts | UnreadableCertificate) -> str:
    if isinstance(certificate, UnreadableCertificate):
        return f"unreadable ({certificate.size} bytes): {clean(certificate.reason)}"
    issuer = "itself" if certificate.self_signed else clean(certificate.issuer, 100)
    dates = f"{certificate.not_before:%Y-%m-%d} to {certificate.not_after:%Y-%m-%d %H:%M} UTC"
    return f"{clean(certificate.display, 100)}, issued by {issuer}, valid {dates}"


def trusted(bundle: BundleReport) -> Iterator[str]:
    """The verdict of every trust store, and the reasons."""
    if not bundle.paths:
        return
    verdicts = [path.verdict for path in bundle.paths]
    yield "Trusted by: " + "  ".join(f"{v.store.value} {_MARKS[v.trusted]}" for v in verdicts)
    reasons: dict[str, list[str]] = {}
    for verdict in verdicts:
        reasons.setdefault(clean(verdict.because), []).append(verdict.store.value)
    yield from (f"  {', '.join(stores)}: {because}" for because, stores in reasons.items())


def _open(bundle: BundleReport, style: Style) -> Iterator[str]:
    report = bundle.report
    if report.undetermined or report.crashed:
        yield style.paint("Could not be determined:", 35)
        yield from (f"  {line}" for line in grouped(report.undetermined))
        yield from (f"  {o.code}: our check failed, please report it: {clean(o.because)}" for o in report.crashed)
    asked = "" if bundle.host else " No --host was given, so the name was not compared."
    if bundle.container is not None:
        yield (
            f"{len(report.passed)} checks passed, {len(report.not_applicable)} did not apply; "
            f"judged as of {report.judged_at:%Y-%m-%d %H:%M:%S} UTC.{asked}"
        )


def _deploy(bundle: BundleReport, style: Style) -> Iterator[str]:
    if bundle.container is None:
        return
    if not bundle.corrected:
        yield "A corrected bundle cannot be made from this."
    elif bundle.as_it_is:
        yield "Certificates and order are what a server should send."
    else:
        yield ""
        yield style.paint("The bundle to deploy (leaf first, then intermediates, without the root):", 1)
        yield pem(bundle.corrected)
