"""Watching while Slack waits: commands, messages and clicks of the counter, within three seconds.

Law: whoever asks hears something, also when the store or Slack do not answer. Whose channel it is says Slack's signed
payload, never what somebody typed.
"""

from datetime import timedelta

from core.codec import Undecodable
from core.desk import POST_S, Asked, Desk, left, new_job, over_limit, tell, way_back
from core.model.message import Answer, Message, View
from core.model.watch import Place
from core.render.slack_talk import plainly
from core.render.slack_watch import sample_alert
from core.render.slack_watch_talk import not_a_member, signed
from core.slack_ports import Delivered, Never, NotNow, Reason, Unavailable
from core.watch_ports import Counter
from core.watching import commands
from core.watching.acting import Asker
from core.watching.channels import reopen
from core.watching.talking import Said, talk

_RETRIED = timedelta(hours=1)  # Slack brings an event again for some minutes (docs.slack.dev, Events API: retries)
NO_STORE = "I cannot reach my storage just now. Nothing of it is lost or done twice; please try again."
UNREADABLE = (
    "What is stored about this cannot be read by this version of tlscheck. Its log says more to whoever runs it."
)
NO_FORM = "Slack did not open the form in time. Please try again."


def command(desk: Desk, counter: Counter, asked: Asked, verb: commands.Verb, *, quietly: bool) -> Message | None:
    """Answer a slash command: what to acknowledge with, None when the answer stands in the channel."""
    try:
        if (refused := over_limit(desk, asked)) is not None:
            return refused
        answer = talk(counter, asker(desk, asked), verb)
        return deliver(desk, counter, asked, Said(answer.message) if quietly and isinstance(answer, Said) else answer)
    except (Unavailable, Undecodable) as error:
        return plainly(sorry(desk, "a verb of watching was not done", error))


def sorry(desk: Desk, what: str, error: Unavailable | Undecodable) -> str:
    """Tells the operator what failed, and is what to tell the asker."""
    desk.report(f"{what}: {error}")
    return NO_STORE if isinstance(error, Unavailable) else UNREADABLE


def message(desk: Desk, counter: Counter, asked: Asked, verb: commands.Verb) -> None:
    """Answer below what was said to the bot, once. Raises `Unavailable`: Slack brings it again."""
    mark = f"said#{new_job(asked).id}"
    if desk.store.answer(mark) is not None:
        return
    answer = over_limit(desk, asked) or talk(counter, asker(desk, asked), verb, forms=False)
    said = answer.message if isinstance(answer, Said) else answer
    if isinstance(said, Message):
        tell(desk, asked, None, said)
    desk.store.put_answer(mark, Answer(Message("", ()), View({})), asked.at + _RETRIED)


def deliver(desk: Desk, counter: Counter, asked: Asked, answer: Said | View) -> Message | None:
    """To the channel, or as a form; else it is returned, for the asker alone."""
    if isinstance(answer, View):
        return open_form(desk, asked, answer)
    if not answer.openly:
        return answer.message
    said = signed(answer.message, asked.user)
    match desk.messenger.post(asked.channel, said, min(POST_S, left(desk, asked)), thread=asked.thread):
        case Delivered():
            speaks_again(counter, place_of(asked))
            return None
        case Never(Reason.NO_ACCESS):
            return not_a_member(answer.message)
        case Never(_, because) | NotNow(because):
            desk.report(f"an answer was not posted: {because}")
            return answer.message


def open_form(desk: Desk, asked: Asked, form: View) -> Message | None:
    """What to say instead, when it does not open."""
    sent = desk.messenger.open_view(asked.trigger_id, form, left(desk, asked))
    if isinstance(sent, Delivered):
        return None
    desk.report(f"a form was not opened: {sent.because}")
    return plainly(NO_FORM)


def alone(desk: Desk, asked: Asked, said: Message | None) -> None:
    """To the one who clicked."""
    if said is not None:
        tell(desk, asked, way_back(asked), said)


def asker(desk: Desk, asked: Asked, place: Place | None = None) -> Asker:
    """Time is kept for what is to be said."""
    until = desk.clock.monotonic() + max(0.3, left(desk, asked) - POST_S)
    return Asker(place=place or place_of(asked), by=asked.user, sample=sample_alert(asked.user), until=until)


def place_of(asked: Asked) -> Place:
    return Place(asked.workspace, asked.channel)


def speaks_again(counter: Counter, place: Place) -> None:
    """A channel that was closed took a message: what stands is told there again."""
    try:
        reopen(counter.desk, place)
    except Unavailable as error:
        counter.desk.report(f"{place.channel} stays closed for now: {error}")
