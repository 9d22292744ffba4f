"""What happens while Slack waits, when something is to be explained: a text at once, a file through the queue.

Law: a text is never stored when it can be explained at once, and never longer than until it is explained otherwise. A
private key is answered with a refusal, wherever it comes from. What reads texts is loaded with the first of them: it is
a third of a cold start, and most commands are checks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.bundle.private import holds_private_key
from core.command_text import MOST_TARGETS, parse_command
from core.desk import (
    WATCH_AFTER_S,
    Asked,
    Desk,
    admit,
    again,
    begin,
    is_our_thread,
    left,
    new_job,
    not_taken,
    remember_thread,
    tell,
    way_back,
)
from core.model.command import Check, Explain, Help
from core.model.explanation import Explanation
from core.model.job import Errand, GivenFile, Job, PastedText, Stage, Task
from core.model.message import Message
from core.model.prose import clean
from core.model.slack_file import FileTrouble, SlackFile
from core.model.target import Target
from core.model.target_text import TargetError, parse_target
from core.progress import answered, expires
from core.render import slack_talk as talk
from core.slack_ports import Delivered, Never, NotNow, Reason, Unavailable
from core.slack_text import addressed, unfenced

AT_ONCE = 12_000  # characters that are explained while Slack waits; more goes through the queue
MOST_FILES = 3
ABOUT_S = 1.2


@dataclass(frozen=True, slots=True)
class Heard:
    """A message to the bot: its text as Slack wrote it, and the files it came with."""

    text: str
    files: tuple[GivenFile, ...] = ()


def explain(text: str, at: datetime | None = None) -> Explanation:
    """`core.explain.asked.explain`."""
    from core.explain import asked  # noqa: PLC0415 - see the law

    return asked.explain(text, at)


def explain_text_for(desk: Desk, asked: Asked, text: str, *, private: bool = False) -> Message | None:
    """Explain at once when it is short. What to acknowledge with; None when the answer stands in the thread."""
    if holds_private_key(text.encode("utf-8", "replace")):
        from core.render.slack_explain import key_in_text  # noqa: PLC0415 - see the law

        return _said(desk, asked, key_in_text(), private=private)
    job = replace(new_job(asked, subject=PastedText(text)), private=private)
    if (refused := admit(desk, asked, job)) is not None:
        return _said(desk, asked, refused, private=private)
    if len(text) > AT_ONCE:
        return begin(desk, asked, job)
    return _explain_now(desk, asked, replace(job, subject=PastedText(""), stage=Stage.JUDGED, sending=True), text)


def explain_message(desk: Desk, asked: Asked, heard: Heard) -> None:
    """The shortcut *Explain this TLS error*: the message's files, else its words."""
    if heard.files:
        take_files(desk, asked, heard.files)
    elif not (text := unfenced(heard.text)):
        _alone(desk, asked, talk.plainly("This message has no text that I can read, and no file."))
    elif (said := explain_text_for(desk, asked, text)) is not None:
        _alone(desk, asked, said)


def check_message(desk: Desk, asked: Asked, heard: Heard) -> None:
    """The shortcut *Check hosts in message*: up to five hosts, answered in its thread."""
    targets = named(unfenced(heard.text))
    if not targets:
        _alone(desk, asked, talk.plainly("I see no host name in this message."))
        return
    check(desk, asked, targets)


def check_host(desk: Desk, asked: Asked, host: str) -> None:
    """The button *Check HOST* of an explanation."""
    targets = _targets([host])
    if not targets:
        _alone(desk, asked, talk.plainly(f"“{clean(host, 80)}” is not a host that I can check."))
        return
    check(desk, asked, targets[:1])


def check(desk: Desk, asked: Asked, targets: tuple[Target, ...]) -> None:
    job = new_job(asked, targets)
    if (said := admit(desk, asked, job) or begin(desk, asked, job)) is not None:
        _alone(desk, asked, said)


def hear(desk: Desk, asked: Asked, heard: Heard) -> None:
    """A message to the bot, directly or by mention: its files, else a command, else a text to explain."""
    if heard.files:
        take_files(desk, asked, heard.files)
        return
    text = addressed(heard.text).strip()
    match parse_command(text):
        case Help():
            tell(desk, asked, None, talk.help_message())
        case Check(targets) if _is_request(text):
            check(desk, asked, targets)
        case Explain(pasted):
            explain_text_for(desk, asked, pasted)
        case _:
            explain_text_for(desk, asked, unfenced(text))


def take_files(desk: Desk, asked: Asked, files: Sequence[GivenFile], into: str | None = None) -> None:
    """One job a file, however often and by whatever way Slack tells of it. ``into``: see `GivenFile`."""
    for file in files[:MOST_FILES]:
        about = replace(asked, trigger_id=f"file#{asked.enterprise}#{asked.team}#{asked.channel}#{file.id}")
        job = new_job(about, subject=GivenFile(file.id, clean(file.name, 120), into))
        if (said := admit(desk, about, job) or begin(desk, about, job)) is not None and asked.response_url:
            _alone(desk, about, said)
    if len(files) > MOST_FILES:
        _alone(desk, asked, talk.plainly(f"I read the first {MOST_FILES} files of a message; these were {len(files)}."))


def file_shared(desk: Desk, asked: Asked, file_id: str) -> None:
    """Any file in a channel: read when it was dropped below an answer of ours. Raises `Unavailable`: tell us again."""
    match desk.files.about(file_id, min(ABOUT_S, left(desk, asked))):
        case FileTrouble() as trouble:
            desk.report(f"a shared file is not looked at: {trouble.name}")
        case SlackFile(name=name, shares=shares):
            for share in shares:
                if share.channel == asked.channel and is_our_thread(desk, asked.workspace, share.channel, share.thread):
                    take_files(desk, replace(asked, thread=share.thread), [GivenFile(file_id, name)])
                    return


def _is_request(text: str) -> bool:
    """A command, and not a line of a log that happens to read like one."""
    return text.lower().startswith("check ") or ("." in text and "\n" not in text and not explain(text).causes)


def named(text: str) -> tuple[Target, ...]:
    """The hosts that a text names, the likeliest first."""
    from core.explain.hosts import hosts  # noqa: PLC0415 - see the law

    return _targets(hosts(text))


def _targets(texts: Iterable[str]) -> tuple[Target, ...]:
    targets: list[Target] = []
    for text in texts:
        try:
            targets.append(parse_target(text))
        except TargetError:
            continue
    return tuple(dict.fromkeys(targets))[:MOST_TARGETS]


def _explain_now(desk: Desk, asked: Asked, job: Job, text: str) -> Message | None:
    """The answer is stored before anything is said, so that its buttons work and a watch can deliver it."""
    from core.render.slack_explain import answer  # noqa: PLC0415 - see the law

    made = answer(explain(text, asked.at), job.id)
    try:
        desk.store.put_answer(job.id, made, expires(job))
        if job.private:
            desk.store.save(answered(job, None), 0, expires(job))
            return made.message
        if not desk.store.save(job, 0, expires(job)):
            again(desk, asked, job)
            return None
        desk.queue.send(Errand(Task.WATCH, job.id, WATCH_AFTER_S))
    except Unavailable as error:
        desk.report(f"{job.id}: an explanation was not stored: {error}")
        return made.message if job.private else not_taken(desk, job, error)
    return _post(desk, asked, job, made.message)


def _post(desk: Desk, asked: Asked, job: Job, message: Message) -> Message | None:
    match desk.messenger.post(job.channel, message, left(desk, asked), thread=job.thread):
        case Delivered(place):
            done, said = answered(job, place), None
        case Never(Reason.NO_ACCESS) if job.reply is not None:
            done, said = answered(job, None), message
        case Never(_, because) | NotNow(because):
            desk.report(f"{job.id}: not posted: {because}")
            return None  # the watch delivers it
    try:
        desk.store.save(done, 1, expires(job))
        remember_thread(desk, done)
    except Unavailable as error:
        desk.report(f"{job.id}: its end is not recorded: {error}")
    return said


def _said(desk: Desk, asked: Asked, message: Message, *, private: bool) -> Message | None:
    """What needs no job: the ack where there is one, else a reply."""
    if private or asked.response_url:
        return message
    tell(desk, asked, None, message)
    return None


def _alone(desk: Desk, asked: Asked, message: Message) -> None:
    tell(desk, asked, way_back(asked), message)
