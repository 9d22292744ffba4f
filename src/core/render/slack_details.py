"""Report → the modal behind *Explain more*: every finding whole, every address, certificate and store, what had no
answer."""

from collections.abc import Sequence

from core.model.certificate import CertificateFacts
from core.model.finding import Finding
from core.model.message import Json, View
from core.model.prose import Link, Moment, Prose, clean, prose, quote
from core.model.report import Report
from core.model.trust import StoreVerdict
from core.render.slack import SEVERITIES, headline, open_questions, trail, who_acts, who_is_hit
from core.render.slack_blocks import RICH_TEXT, bullets, divider, paragraph, preformatted, rich, view, words
from core.render.slack_prose import inline, items, paragraphs, steps

_MORE = "There is more than Slack shows here. On a terminal, tlscheck check prints all of it."
_PEM_END = "-----END CERTIFICATE-----"
_ALL = 50
_TRUST = {True: "trusted", False: "not trusted", None: "not determined"}


def details(reports: Sequence[Report]) -> View:
    """One modal for all reports of a message."""
    blocks: list[Json] = []
    for report in reports:
        blocks += [rich(paragraph(*(_bold(piece) for piece in inline(headline(report))))), *trail(report.steps)]
        for finding in report.findings:
            blocks += in_full(finding)
        blocks += [
            divider(),
            *_facts(report),
            *open_questions(report, _ALL),
            *_not_applicable(report),
            divider(),
        ]
    return view("Explain more", blocks[:-1], _MORE)


def _bold(piece: Json) -> Json:
    return {**piece, "style": {**piece.get("style", {}), "bold": True}} if piece["type"] in ("text", "link") else piece


def in_full(finding: Finding) -> list[Json]:
    """Everything about one finding."""
    name = paragraph(words(f"{SEVERITIES[finding.severity]}: ", bold=True), *inline(finding.headline))
    code = paragraph(words(finding.code, code=True))
    blocks = [divider(), rich(name, code), rich(*who_acts(finding), *_titled("What was seen", items(finding.evidence)))]
    blocks.append(rich(*_titled("What it means", paragraphs(finding.means))))
    blocks += _present(who_is_hit(finding))
    blocks += _present(_titled("How to fix it", steps(finding.fix)))
    if finding.verify.strip():
        blocks.append(rich(*_titled("Prove it", [preformatted(finding.verify)])))
    blocks += _chain(finding)
    references = [prose(Link(reference.title, reference.url)) for reference in finding.references]
    return [*blocks, *_present(_titled("Read more", items(references)))]


def _chain(finding: Finding) -> list[Json]:
    """The PEM chain, a block a certificate, when each fits; else where to get it."""
    if not finding.attachment:
        return []
    parts = [f"{part.strip()}\n{_PEM_END}" for part in finding.attachment.split(_PEM_END) if part.strip()]
    if any(len(part) > RICH_TEXT - 100 for part in parts):
        where = "The right chain is too long for Slack; tlscheck check prints it on a terminal."
        return [rich(paragraph(words(where)))]
    title = rich(paragraph(words("The chain to serve (PEM)", bold=True)))
    return [title, *(rich(preformatted(part)) for part in parts)]


def _facts(report: Report) -> list[Json]:
    blocks = _present(_titled("Addresses", items([_address(a.address, a.outcome, a.ok) for a in report.addresses])))
    blocks += _present(_titled("Certificates, as sent", items([_certificate(c) for c in report.certificates])))
    stores = [_store(verdict) for verdict in report.trust]
    blocks += _present(_titled("Trust", items(stores)))
    if report.negotiated:
        n = report.negotiated
        said = ", ".join(filter(None, (n.version, n.cipher, n.group, n.alpn)))
        blocks.append(rich(*_titled("Negotiated", [paragraph(words(said))])))
    passed = ", ".join(report.passed)
    blocks += _present(_titled(f"Passed ({len(report.passed)})", [paragraph(words(passed))] if passed else []))
    return blocks


def _address(address: str, outcome: str, ok: bool) -> Prose:
    return prose(f"{address} {'✓' if ok else '✗'} ", clean(outcome))


def _store(verdict: StoreVerdict) -> Prose:
    said = prose(f"{verdict.store.value}: {_TRUST[verdict.trusted]}")
    return prose(*said.pieces, ", ", quote(verdict.because)) if verdict.because else said


def _certificate(facts: CertificateFacts) -> Prose:
    valid = (Moment(facts.not_before), " to ", Moment(facts.not_after))
    print_ = f", SHA-256 {facts.sha256[:16]}…"
    return prose(quote(facts.display, 120), ", issued by ", quote(facts.issuer), ", ", *valid, print_)


def _not_applicable(report: Report) -> list[Json]:
    lines = [[words(f"{o.code}: {clean(o.because)}")] for o in report.not_applicable]
    return _present(_titled("Did not apply", [bullets(lines)] if lines else []))


def _titled(title: str, parts: Sequence[Json]) -> list[Json]:
    return [paragraph(words(title, bold=True)), *parts] if parts else []


def _present(parts: Sequence[Json]) -> list[Json]:
    return [rich(*parts)] if parts else []
