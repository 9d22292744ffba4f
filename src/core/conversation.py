"""What happens while Slack waits (three seconds): take a command or a click, leave a trace of it, answer at once.

The order of steps, and what each crash leaves behind, is `core.desk`'s.
"""

from dataclasses import replace

from core import explaining
from core.command_text import parse_command, without_quietly
from core.desk import Asked, Desk, admit, begin, left, new_job, tell, way_back
from core.explaining import Heard, explain_text_for
from core.model.command import Check, Explain, Help, Invalid, WantsFile
from core.model.job import PastedText, Posted, WatchList
from core.model.message import Message
from core.render import slack_talk as talk
from core.render.slack_sheet import how_to_import
from core.render.slack_watch_forms import watch_form
from core.slack_ports import Delivered, Unavailable
from core.slack_text import addressed
from core.watch_ports import Counter
from core.watching import serving
from core.watching.commands import Export, Import
from core.watching.sheet_verbs import parse_sheet
from core.watching.verbs import asks_what_to_watch, parse_verb

__all__ = ["Asked", "Desk", "command", "explain", "export", "hear", "recheck"]


_ELSEWHERE = "This result belongs to another workspace. Type /tlscheck and the host for one of yours."


def command(desk: Desk, counter: Counter, asked: Asked, text: str) -> Message | None:
    """Answer ``/tlscheck text``: what to acknowledge with, None for an empty 200. Never raises `Unavailable`."""
    about, quietly = without_quietly(text)
    match parse_sheet(about) or parse_verb(about) or parse_command(text):
        case Export():
            return _export(desk, asked)
        case Import():
            return how_to_import()
        case Help():
            return talk.help_message()
        case Invalid() if asks_what_to_watch(about):
            return serving.open_form(desk, asked, watch_form(channel=asked.channel))
        case Invalid() as wrong:
            return talk.invalid(wrong)
        case WantsFile() as wanted:
            return talk.wants_file(wanted)
        case Explain(pasted):
            return explain_text_for(desk, asked, pasted, private=True)
        case Check(targets, quietly):
            job = replace(new_job(asked, targets), private=quietly)
            return admit(desk, asked, job) or begin(desk, asked, job)
        case verb:
            return serving.command(desk, counter, asked, verb, quietly=quietly)


def hear(desk: Desk, counter: Counter, asked: Asked, heard: Heard) -> None:
    """A message to the bot, directly or by mention: a verb of watching, else what `core.explaining` makes of it."""
    text = addressed(heard.text).strip()
    match parse_sheet(text):
        case Import(channel) if heard.files:
            explaining.take_files(desk, asked, heard.files, channel)
            return
        case Import():
            tell(desk, asked, None, how_to_import())
            return
        case Export() if not heard.files:
            if (said := _export(desk, asked)) is not None:
                tell(desk, asked, None, said)
            return
    verb = parse_verb(text) if not heard.files and "\n" not in text else None
    match verb:
        case Invalid() if not explaining.explain(text).causes:
            tell(desk, asked, None, talk.invalid(verb))
        case None | Invalid():  # a line of a log may begin with such a word too
            explaining.hear(desk, asked, heard)
        case _:
            serving.message(desk, counter, asked, verb)


def export(desk: Desk, asked: Asked) -> None:
    """The button *As CSV*."""
    if (said := _export(desk, asked)) is not None:
        tell(desk, asked, way_back(asked), said)


def _export(desk: Desk, asked: Asked) -> Message | None:
    """The answer is the asker's alone where there is a way to them; the file is so everywhere."""
    job = replace(new_job(asked, subject=WatchList()), private=asked.response_url is not None)
    return admit(desk, asked, job) or begin(desk, asked, job)


def recheck(desk: Desk, asked: Asked, job_id: str, place: Posted | None) -> None:
    """The button *Re-check* or *Try again*; ``place`` None when the message was ephemeral."""
    reply = way_back(asked, edits=True)
    try:
        old = desk.store.load(job_id)
    except Unavailable as error:
        desk.report(f"re-check of {job_id} not taken: {error}")
        tell(desk, asked, reply, talk.plainly("I cannot reach my storage just now. Please press the button again."))
        return
    if old is None:
        sentence = "This result is too old to be checked again from here. Type /tlscheck and the host instead."
        tell(desk, asked, reply, talk.plainly(sentence))
        return
    if old.job.team != asked.team:  # a button's value is no secret; the team is what Slack signed
        tell(desk, asked, reply, talk.plainly(_ELSEWHERE))
        return
    if old.job.subject == PastedText(""):
        tell(desk, asked, reply, talk.plainly("The text is not kept. Please send it to me again."))
        return
    job = replace(
        new_job(asked, old.job.targets, old.job.subject), reply=reply, place=place, thread=old.job.thread,
        private=place is None, recheck=True, previous=old.job.summaries or old.job.previous,
    )  # fmt: skip
    if (said := admit(desk, asked, job) or begin(desk, asked, job)) is not None:
        tell(desk, asked, reply, said)


def explain(desk: Desk, asked: Asked, job_id: str, *, whole: bool = False) -> None:
    """*Explain more*, or the ``whole`` report: opens the stored modal while the trigger lives."""
    reply = way_back(asked, edits=True)
    try:
        known = desk.store.load(job_id)
        elsewhere = known is not None and known.job.team != asked.team
        answer = desk.store.answer(job_id) if known is not None and not elsewhere else None
    except Unavailable as error:
        desk.report(f"details of {job_id} not read: {error}")
        tell(desk, asked, reply, talk.plainly("I cannot reach my storage just now. Please press the button again."))
        return
    if answer is None:
        gone = "The details of this result are gone. Press Re-check for new ones."
        tell(desk, asked, reply, talk.plainly(_ELSEWHERE if elsewhere else gone))
        return
    view = (answer.full if whole else None) or answer.details
    sent = desk.messenger.open_view(asked.trigger_id, view, left(desk, asked))
    if not isinstance(sent, Delivered):
        desk.report(f"details of {job_id} not shown: {sent.because}")
        tell(desk, asked, reply, talk.plainly("Slack did not open the details in time. Please press the button again."))
