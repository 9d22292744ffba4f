"""Lists of watches as files: what became of one that was dropped, and the words around one that is handed out.

Law: how many were taken, which lines were not, and why; what is left out is counted.
"""

from core.command_text import COMMAND
from core.model.given import HandedOut, TakenIn
from core.model.message import Json, Message
from core.render.slack_blocks import bullets, escape, message, paragraph, person, rich, safe, words

MOST_LINES = 15
HOW = (
    "Drop a CSV file in a message to me that says import: “@tlscheck import” in the channel that is to be told, or "
    "“import #channel” directly to me. Each line is a target, then reminders (30% 14d) and an owner, if you like; what "
    f"{COMMAND} export gives can be given back."
)


def taken_in(taken: TakenIn) -> Message:
    """The answer below the file."""
    told = f"{_counted(taken)}."
    blocks = [rich(paragraph(words(told, bold=True), *_where(taken))), *_misread(taken), *_left(taken)]
    if taken.new:
        blocks.append(
            rich(paragraph(words("New ones are checked within minutes: "), words(f"{COMMAND} list", code=True)))
        )
    count = len(taken.misread)
    wrong = f" {count} {'line was' if count == 1 else 'lines were'} not understood." if count else ""
    return message(escape(told + wrong), blocks)


def announced(count: int, by: str) -> Message:
    """In the channel that is going to be told, before it is so, when the file was dropped elsewhere."""
    told = f"{count} {'target' if count == 1 else 'targets'} from a list will be watched here."
    said = [words(f"{told} ", bold=True), words("Asked by "), person(by), words(". All that is watched here: ")]
    return message(escape(told), [rich(paragraph(*said, words(f"{COMMAND} list", code=True)))])


def handed_out(out: HandedOut) -> Message:
    """To the asker, where they asked."""
    count = f"{out.count} watch is" if out.count == 1 else f"{out.count} watches are"
    said = f"{count} on the way to you as a CSV file, in our direct conversation."
    return message(escape(said), [rich(paragraph(words(said)))])


def here_it_is(channel: str, count: int) -> Message:
    """Before the file, in the direct conversation."""
    said = [words("What "), _channel(channel), words(f" watches, as CSV: {count} {'line' if count == 1 else 'lines'}.")]
    return message("What is watched, as CSV.", [rich(paragraph(*said))])


def not_after_all(channel: str) -> Message:
    """Takes the place of it when the file did not go up."""
    said = [words("The CSV file of "), _channel(channel), words(" did not go up. Please ask for it again.")]
    return message("The CSV file did not go up. Please ask for it again.", [rich(paragraph(*said))])


def how_to_import() -> Message:
    return message(escape(HOW), [rich(paragraph(words(HOW)))])


def _counted(taken: TakenIn) -> str:
    if not taken.new + taken.known:
        return "Nothing taken"
    if taken.channel:
        return f"{taken.new + taken.known} taken"
    parts = ((taken.new, "new"), (taken.known, "watched already"))
    return ", ".join(f"{count} {what}" for count, what in parts if count)


def _where(taken: TakenIn) -> list[Json]:
    """Elsewhere, a line says so there too."""
    return [words(" They are told in "), _channel(taken.channel), words(".")] if taken.channel else []


def _misread(taken: TakenIn) -> list[Json]:
    rows = [[words(f"Line {wrong.line}: {safe(wrong.sentence, 300)}")] for wrong in taken.misread[:MOST_LINES]]
    more = len(taken.misread) - MOST_LINES
    rows += [[words(f"… and {more} more lines")]] if more > 0 else []
    return [rich(paragraph(words(f"Not taken ({len(taken.misread)})", bold=True)), bullets(rows))] if rows else []


def _left(taken: TakenIn) -> list[Json]:
    if not taken.left:
        return []
    more = "no more may be watched in this workspace" if taken.full else "dropping the file again goes on with them"
    return [rich(paragraph(words(f"Not come to: {taken.left}; {more}.")))]


def _channel(channel: str) -> Json:
    return {"type": "channel", "channel_id": safe(channel, 40)}
