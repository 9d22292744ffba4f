"""Forms that were filled in: what is wrong stands beside its field, what was changed is told to the channel.

Law: whose team it is and who filled it in, says Slack's signed payload; the channel is the one that we put into the
form when we opened it, or the one that they chose, where the bot has to be. Nothing is taken on that cannot be told
there.
"""

from dataclasses import dataclass
from hashlib import sha256

from core.codec import Undecodable
from core.desk import POST_S, Asked, Desk, left, over_limit
from core.model.message import Json, Message
from core.model.watch import Place, Settings, Subscription
from core.model.watch_state import TargetState
from core.render.slack_watch_forms import SETTINGS_FORM, SNOOZE_FORM, WATCH_FORM, refused
from core.render.slack_watch_settings import settings_changed
from core.render.slack_watch_talk import said, signed
from core.slack_ports import Delivered, Never, NotNow, Reason, Unavailable
from core.watch_ports import Apply, Carry, Counter
from core.watching import acting, commands, keys
from core.watching.channels import change_settings, settings_of
from core.watching.fanout import notify
from core.watching.forms import About, Field, Wrong, read_settings, read_snooze, read_watch, unpacked
from core.watching.serving import NO_STORE, asker, sorry, speaks_again
from core.watching.shelf import read
from core.watching.subscribing import Held, Watched, hold_all, unwatch_all
from core.watching.talking import follow, not_public, send, show

FORMS = (SETTINGS_FORM, SNOOZE_FORM, WATCH_FORM)
_FIRST = {SETTINGS_FORM: Field.ZONE, SNOOZE_FORM: Field.SPAN, WATCH_FORM: Field.THRESHOLDS}
_GONE = "This is not watched there any more."
_NO_ACCESS = "I am not in that channel, so nothing could be told there. Type /invite @tlscheck in it, then send again."


@dataclass(frozen=True, slots=True)
class Submitted:
    """``form``: one of `FORMS`. ``metadata``, ``values``: of the view, as Slack gives them back."""

    form: str
    metadata: str
    values: object


def submit(desk: Desk, counter: Counter, asked: Asked, submitted: Submitted) -> Json | None:
    """What to answer: errors beside fields, or None to close the form. Never raises `Unavailable`."""
    try:
        if (limit := over_limit(desk, asked)) is not None:
            return _wrong(submitted, limit.text)
        match _do(desk, counter, asked, submitted):
            case Wrong() as wrong:
                return refused(wrong)
            case str(sentence):
                return _wrong(submitted, sentence)
            case None:
                return None
    except (Unavailable, Undecodable) as error:
        return _wrong(submitted, sorry(desk, "a form was not taken", error))


def _wrong(submitted: Submitted, sentence: str) -> Json:
    """What is about no field stands beside the first that the form surely has."""
    return refused(Wrong(((_FIRST[submitted.form], sentence),)))


def _do(desk: Desk, counter: Counter, asked: Asked, submitted: Submitted) -> Wrong | str | None:
    about = unpacked(submitted.metadata)
    match submitted.form:
        case form if form == SETTINGS_FORM:
            return _settings(counter, asked, about, submitted.values)
        case form if form == SNOOZE_FORM:
            return _snooze(desk, counter, asked, about, submitted.values)
        case _ if about.key:
            return _change(desk, counter, asked, about, submitted.values)
        case _:
            return _watch(desk, counter, asked, about, submitted.values)


def _settings(counter: Counter, asked: Asked, about: About, values: object) -> Wrong | None:
    place = Place(asked.workspace, about.channel)
    before = settings_of(counter.desk, place)
    wanted = read_settings(values, before)
    if isinstance(wanted, Wrong) or wanted == before:
        return wanted if isinstance(wanted, Wrong) else None
    changed = change_settings(counter.desk, place, lambda now: _read_again(values, now))
    send(counter, [Apply(place)])
    _tell(counter, asked, place, settings_changed(changed))
    return None


def _read_again(values: object, now: Settings) -> Settings:
    """What the form does not have may have changed meanwhile, and stays."""
    wanted = read_settings(values, now)
    return now if isinstance(wanted, Wrong) else wanted


def _snooze(desk: Desk, counter: Counter, asked: Asked, about: About, values: object) -> Wrong | str | None:
    place = Place(asked.workspace, about.channel)
    state = read(counter.desk.table, keys.state(about.key), TargetState)
    hold = read_snooze(values, by=asked.user, now=counter.desk.clock.now(), sha256=None)
    if isinstance(hold, Wrong):
        return hold
    until = desk.clock.monotonic() + left(desk, asked)
    batch = hold_all(counter.desk, place, [about.key], Held.SNOOZED, hold, until)
    if batch.because:
        raise Unavailable(batch.because)
    if state is None or batch.results[0] is None:
        return _GONE
    if not show(counter, place, [about.key], until):
        outcome = acting.TakenInHand((state.value.target,), hold, snoozed=True)
        _tell(counter, asked, place, said(outcome))
    return None


def _change(desk: Desk, counter: Counter, asked: Asked, about: About, values: object) -> Wrong | str | None:
    place = Place(asked.workspace, about.channel)
    held = read(counter.desk.table, keys.subscription(place, about.key), Subscription)
    if held is None:
        return _GONE
    filled = read_watch(values, held.value)
    if isinstance(filled, Wrong):
        return filled
    who = asker(desk, asked, place)
    outcome = acting.act(counter.desk, who, commands.Watch(filled.wishes))
    if isinstance(outcome, acting.Begun) and outcome.left:
        return NO_STORE
    follow(counter, who, outcome)
    if not show(counter, place, [about.key], desk.clock.monotonic()):
        _tell(counter, asked, place, said(outcome))
    return None


def _watch(desk: Desk, counter: Counter, asked: Asked, about: About, values: object) -> Wrong | str | None:
    """Where the bot may not speak, what was new is taken back: nobody would ever hear of it."""
    filled = read_watch(values)
    if isinstance(filled, Wrong):
        return filled
    if (private := not_public(counter.policy, [wish.target for wish in filled.wishes])) is not None:
        return Wrong(((Field.HOSTS, private.sentence),))
    place = Place(asked.workspace, about.channel or filled.channel)
    who = asker(desk, asked, place)
    outcome = acting.act(counter.desk, who, commands.Watch(filled.wishes))
    told = signed(said(outcome), asked.user)
    match desk.messenger.post(place.channel, told, min(POST_S, left(desk, asked))):
        case Never(Reason.NO_ACCESS):
            _take_back(counter, place, outcome)
            return Wrong(((Field.HOSTS if about.channel else Field.CHANNEL, _NO_ACCESS),))
        case Never(_, because) | NotNow(because):
            desk.report(f"that {place.channel} watches more was not said there: {because}")
        case Delivered():
            speaks_again(counter, place)
    follow(counter, who, outcome)
    return None


def _take_back(counter: Counter, place: Place, outcome: acting.Outcome) -> None:
    results = outcome.results if isinstance(outcome, acting.Begun) else ()
    new = [result.subscription.key for result in results if isinstance(result, Watched) and result.new]
    batch = unwatch_all(counter.desk, place, new, counter.desk.clock.monotonic())
    if batch.left:
        counter.desk.report(f"{len(batch.left)} watches of {place.channel} could not be taken back: {batch.because}")


def _tell(counter: Counter, asked: Asked, place: Place, message: Message) -> None:
    """By the way that alerts take, once."""
    mark = sha256(asked.trigger_id.encode()).hexdigest()[:16]
    notify(counter.desk, place, f"form#{mark}", signed(message, asked.user))
    send(counter, [Carry(place)])
