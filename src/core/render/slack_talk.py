"""What the bot says besides verdicts: that it works on it, how to use it, why not, and sorry. Every refusal has an
example.

In Elm's order: what was tried, what came back, what to do. Words of the asker are literal text, never markup.
"""

from collections.abc import Sequence
from enum import StrEnum

from core.command_text import COMMAND, MOST_TARGETS, target_text
from core.model.command import Invalid, WantsFile
from core.model.job import GivenFile, Job, WatchList
from core.model.message import Json, Message
from core.model.target import Target
from core.render.slack import RECHECK, buttons
from core.render.slack_blocks import (
    bullets,
    button,
    escape,
    message,
    paragraph,
    person,
    preformatted,
    rich,
    safe,
    words,
)
from core.render.slack_prose import span

_EXAMPLES = (
    ("example.com", "check now, answer in the channel"),
    ("example.com quietly", "answer only to me"),
    ("example.com:8443", "another port"),
    ("smtp://mx.example.com:25", "STARTTLS"),
    ("example.com @203.0.113.7 sni=www.example.com", "this address, this server name"),
    ("https://bücher.example/path", "anything you can paste"),
    ("explain ERR_CERT_DATE_INVALID", "what an error text, a log line, an alert number means"),
)
_WATCHING = (
    ("watch example.com 30% 7d owner @ops", "tell this channel when it breaks or expires"),
    ("list · history example.com · unwatch example.com", "what is watched here"),
    ("digest 09:00 Europe/Berlin", "the daily digest: when, or off"),
    ("snooze example.com 7d · ack example.com", "be silent until a new certificate is served"),
    ("settings · test-alert", "quiet hours, severities, mentions; whether alerts arrive"),
    ("export · import", "all that is watched here as a CSV file to you; many hosts from a file"),
)
_FILES = (
    "Drop a file on me (in a direct message, below an answer of mine, or with a mention): a log, certificates, a "
    "packet capture. The shortcuts “Explain this TLS error” and “Check hosts in message” work on every message."
)


class Trouble(StrEnum):
    """Why there is an apology instead of a verdict; `_reading` says the same of a text or a file."""

    SLOW = "The check has not come to an end within a minute."
    CRASHED = "The check failed inside tlscheck; this says nothing about the server."
    NOT_TAKEN = "The check could not be queued, so it will not run."
    GIVEN_UP = "The check was tried several times and did not come to an end; it will not be tried again."


class Unreachable(StrEnum):
    """Why the answer cannot stand in the channel, and how to change that."""

    QUIET = "Only you will see the answer."
    NOT_A_MEMBER = "I am not in this channel, so only you will see the answer. To have it here, type /invite @tlscheck."
    UNSURE = "Slack did not confirm a message in this channel in time, so the answer will come to you alone."


def checking(job: Job) -> Message:
    """The first form of the message that becomes the verdict."""
    if job.subject is not None:
        said = [words("Reading "), *_things(job), words(" … asked by "), person(job.user)]
        wait = paragraph(words("What it says replaces this message.", italic=True))
        return message(f"Reading {_spoken(job)} …", [rich(paragraph(*said), wait)])
    if job.recheck:
        said = [words("Checking "), *_names(job.targets), words(" again, asked by "), person(job.user), words(" …")]
    else:
        said = [words("Checking "), *_names(job.targets), words(" … asked by "), person(job.user)]
    steps = "DNS → TCP → TLS handshake → certificate → chain. The verdict replaces this message."
    return message(
        f"Checking {_spoken(job)} …",
        [rich(paragraph(*said), paragraph(words(steps, italic=True)))],
    )


def taken(job: Job, why: Unreachable) -> Message:
    """The ack when there is no message to edit: what happens, who will see it, how to change that."""
    doing = "Checking" if job.subject is None else "Reading"
    return message(
        f"{doing} {_spoken(job)} … {escape(why.value)}",
        [rich(paragraph(words(f"{doing} "), *_things(job), words(" … "), words(why.value)))],
    )


def apology(job: Job, trouble: Trouble) -> Message:
    """Sorry, with the request id and what to do. A verdict may still replace it, except after
    `GIVEN_UP`/`NOT_TAKEN`."""
    late = " If the result still comes, it replaces this message." if trouble is Trouble.SLOW and job.place else ""
    unplaced = " A message “Checking …” may stay above; it will not change." if _orphaned(job) else ""
    because = _reading(trouble) if job.subject else trouble.value
    done = "read" if job.subject else "checked"
    todo = f"Press Try again, or {_by_hand(job)}. If it happens again, give the request id"
    return message(
        f"Sorry: {_spoken(job)} could not be {done}. {escape(because)} Request id {span(job.id)}.",
        [
            rich(
                paragraph(words("Sorry: "), *_things(job), words(f" could not be {done}.")),
                paragraph(words(because + late + unplaced)),
                paragraph(words(f"{todo} to whoever runs tlscheck in your company.")),
                paragraph(words("Request id: "), words(job.id, code=True)),
            )
        ],
        buttons=buttons(job.id, button("Try again", RECHECK, job.id), explain=False),
    )


def wants_file(command: WantsFile) -> Message:
    """A command cannot carry a file: how to give it to me, and the same on a terminal."""
    sentence = f"Drop {command.what} on me: in a direct message, below an answer of mine, or with a mention of me."
    return message(
        f"{escape(sentence)} On a terminal: {span(command.example)}",
        [rich(paragraph(words(sentence)), paragraph(words("Or on a terminal:")), preformatted(command.example))],
    )


def help_message() -> Message:
    checks, watches = (
        [[words(f"{COMMAND} {text}", code=True), words(f"  {what}")] for text, what in some]
        for some in (_EXAMPLES, _WATCHING)
    )
    return message(
        f"tlscheck finds out why a TLS handshake fails. Type {span(f'{COMMAND} example.com')}.",
        [
            rich(
                paragraph(words("tlscheck tells what is wrong with a TLS server: the cause, who must act, the fix.")),
                bullets(checks),
                paragraph(words(f"Up to {MOST_TARGETS} hosts in one command. Re-check and Explain more are buttons.")),
                paragraph(words("It also watches, and tells a channel of changes:")),
                bullets(watches),
                paragraph(words(_FILES)),
            )
        ],
    )


def invalid(command: Invalid) -> Message:
    return _refusal(command.sentence, command.example)


def limited(most: int, window_s: int, wait_s: int, *, whose: str) -> Message:
    """Rate limit: what it is, whose it is, when it ends."""
    limit = f"{whose} sent more than {most} commands, clicks and checks in {window_s} seconds."
    return plainly(f"{limit} The next one is possible in {wait_s} seconds.")


def plainly(sentence: str) -> Message:
    """One sentence of our own."""
    return message(escape(sentence), [rich(paragraph(words(sentence)))])


def _refusal(sentence: str, example: str) -> Message:
    return message(
        f"{escape(safe(sentence))} Try: {span(example)}",
        [rich(paragraph(words(sentence)), paragraph(words("Try:")), preformatted(example))],
    )


def _names(targets: Sequence[Target]) -> list[Json]:
    pieces: list[Json] = []
    for index, target in enumerate(targets):
        pieces += [words(", ")] if index else []
        pieces.append(words(str(target), code=True))
    return pieces


def _things(job: Job) -> list[Json]:
    match job.subject:
        case None:
            return _names(job.targets)
        case GivenFile(name=name):
            return [words(name or "the file", code=True)]
        case WatchList():
            return [words("the list of watches")]
        case _:
            return [words("the text")]


def _spoken(job: Job) -> str:
    match job.subject:
        case None:
            return ", ".join(span(str(target)) for target in job.targets)
        case GivenFile(name=name):
            return span(name or "the file")
        case WatchList():
            return "the list of watches"
        case _:
            return "the text"


def _reading(trouble: Trouble) -> str:
    said = trouble.value.replace("The check", "The reading", 1)
    return said.replace("this says nothing about the server", "this says nothing about what you sent")


def _by_hand(job: Job) -> str:
    return f"type {COMMAND} {target_text(job.targets[0])}" if job.subject is None else "send it to me again"


def _orphaned(job: Job) -> bool:
    """Whether a first message may stand in the channel that nobody can edit, because its place was never recorded."""
    return job.place is None and not job.private
