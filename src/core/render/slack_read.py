"""What reading came to → its answer in Slack, whatever it was."""

from core.model.given import Captured, Examined, HandedOut, KeyGiven, NotRead, Outcome, Said, TakenIn
from core.model.message import Answer, Message
from core.render import slack_bundle, slack_capture, slack_explain, slack_sheet
from core.render.slack_blocks import escape, message, paragraph, rich, safe, view, words
from core.render.slack_prose import span

_DELETED = "I deleted the file; copies that somebody made meanwhile are out of my reach."
_NOT_DELETED = "Slack did not let me delete the file: please delete it yourself, now."


def answer_of(outcome: Outcome, job_id: str) -> Answer:
    match outcome:
        case Said(explanation, source):
            return slack_explain.answer(explanation, job_id, source=source)
        case Examined(report, hosts):
            return slack_bundle.answer(report, job_id, hosts)
        case Captured(capture, name):
            return slack_capture.answer(capture, name, job_id)
        case KeyGiven(_, deleted):
            return _alone(slack_explain.key_in_text() if deleted is None else _key_in_file(deleted=deleted))
        case TakenIn() as taken:
            return _alone(slack_sheet.taken_in(taken))
        case HandedOut() as out:
            return _alone(slack_sheet.handed_out(out))
        case NotRead(name, sentence):
            return _alone(_not_read(name, sentence))


def _key_in_file(*, deleted: bool) -> Message:
    became = _DELETED if deleted else _NOT_DELETED
    return slack_explain.key_refused(f"This file holds a private key. I did not look at it any further. {became}")


def _not_read(name: str, sentence: str) -> Message:
    called = name or "the file"
    said = paragraph(words(called, code=True), words(f" was not read. {sentence}"))
    return message(f"{span(called)} was not read. {escape(safe(sentence))}", [rich(said)])


def _alone(said: Message) -> Answer:
    """A message without more behind it."""
    return Answer(said, view("Explain more", list(said.blocks), ""))
