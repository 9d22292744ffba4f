"""BundleReport → its answer in Slack: what is in the file, what is wrong with it, what to deploy. Lays out, derives
nothing."""

from collections.abc import Sequence

from core.model.bundle import BundleReport
from core.model.certificate import CertificateFacts
from core.model.message import Answer, Json, View
from core.model.prose import Prose, clean, plain, prose, quote
from core.model.report import State
from core.render.chain_plain import contents, trusted
from core.render.slack import ALSO, OPEN, STATES, also_found, cause, open_questions
from core.render.slack_blocks import HEADER, bullets, header, message, paragraph, preformatted, rich, view, words
from core.render.slack_details import in_full
from core.render.slack_explain import host_buttons
from core.render.slack_prose import fallback, items, span
from core.words.chain_pem import pem

_MORE = "There was more than fits here: press Explain more."
_ALL = "There is more than Slack shows here. On a terminal, tlscheck chain prints all of it."
_LINES = 8
_DEPLOY = "The bundle to deploy (leaf first, then intermediates, without the root)"


def answer(bundle: BundleReport, job_id: str, hosts: Sequence[str] = ()) -> Answer:
    """``hosts``: names of the certificate that can be checked live."""
    report = bundle.report
    root = report.root_cause
    wrong = root is not None and report.state is not State.OK
    blocks = [_title(bundle), *_bulleted("What is in it", [line.strip() for line in contents(bundle)][:_LINES])]
    blocks += cause(root) if root is not None and wrong else []
    others = report.findings[1:] if wrong else report.findings
    blocks += [*also_found(report, others, ALSO), *open_questions(report, OPEN), *_deploy(bundle)]
    told = fallback(_headline(bundle)) if wrong else f"{span(bundle.name)} {STATES[report.state]}"
    return Answer(message(told, blocks, buttons=host_buttons(job_id, hosts), more=_MORE), _details(bundle))


def _title(bundle: BundleReport) -> Json:
    text = clean(plain(_headline(bundle)), 300)
    return header(text) if len(text) <= HEADER else rich(paragraph(words(text, bold=True)))


def _headline(bundle: BundleReport) -> Prose:
    """The file, its state, and what makes it so."""
    root = bundle.report.root_cause
    state = prose(quote(bundle.name, 60), f" {STATES[bundle.state]}")
    if root is None or bundle.state is State.OK:
        return state
    named = plain(root.headline).startswith(clean(bundle.name, 60))
    return root.headline if named else Prose((*state.pieces, *prose(": ").pieces, *root.headline.pieces))


def _deploy(bundle: BundleReport) -> list[Json]:
    if bundle.container is None:
        return []
    if not bundle.corrected:
        said = "A corrected bundle cannot be made from this."
    elif bundle.as_it_is:
        said = "Certificates and order are what a server should send."
    else:
        said = f"{_DEPLOY} is under Explain more."
    return [rich(paragraph(words(said)), paragraph(words("The file was read in memory and is not kept.", italic=True)))]


def _details(bundle: BundleReport) -> View:
    blocks: list[Json] = []
    for finding in bundle.report.findings:
        blocks += in_full(finding)
    blocks += _bulleted("What is in it", [line.strip() for line in contents(bundle)])
    blocks += _bulleted("Trust", [line.strip() for line in trusted(bundle)])
    blocks += _prose("Verifiers differ", bundle.families)
    blocks += open_questions(bundle.report, 50)
    if bundle.corrected and not bundle.as_it_is:
        blocks += [rich(paragraph(words(_DEPLOY, bold=True))), *(_pem(one) for one in bundle.corrected)]
    return view("Explain more", blocks or [_title(bundle)], _ALL)


def _pem(certificate: CertificateFacts) -> Json:
    return rich(preformatted(pem((certificate,))))


def _bulleted(title: str, lines: Sequence[str]) -> list[Json]:
    return [rich(paragraph(words(title, bold=True)), bullets([words(line)] for line in lines))] if lines else []


def _prose(title: str, lines: Sequence[Prose]) -> list[Json]:
    return [rich(paragraph(words(title, bold=True)), *items(lines))] if lines else []
