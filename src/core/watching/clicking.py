"""Clicks on alerts, verdicts and the App Home.

Law: the channel is the one that Slack says the message stands in; for the App Home, one that we published there for
this person. What is not watched there is said to be so. A click on an alert is shown by the alert itself.
"""

from collections.abc import Callable

from core import explaining
from core.codec import Undecodable
from core.desk import Asked, Desk, left, over_limit
from core.model.message import Message, View
from core.model.target import Target
from core.model.watch import Place, Subscription
from core.render.slack_crowd import ACK_ALL
from core.render.slack_home import ADD, SAMPLE, SETTINGS
from core.render.slack_talk import invalid, plainly
from core.render.slack_watch import ACK, CHANGE, CHECK_NOW, HISTORY, SNOOZE, UNACK, UNSNOOZE
from core.render.slack_watch_forms import settings_form, watch_form
from core.render.slack_watch_talk import notice, watched_already
from core.slack_ports import Unavailable
from core.watch_ports import Counter
from core.watching import acting, commands, keys
from core.watching.channels import settings_of
from core.watching.forms import unpacked
from core.watching.gathering import still
from core.watching.serving import alone, asker, deliver, open_form, place_of, sorry
from core.watching.shelf import read
from core.watching.subscribing import Watched, Wish
from core.watching.talking import ask_how_long, changes, follow, not_public, said_of, talk
from core.watching.ticking import hurry

ON_ALERTS = (ACK, UNACK, SNOOZE, UNSNOOZE, CHANGE, CHECK_NOW, HISTORY, ACK_ALL)
AT_HOME = (ADD, SETTINGS, SAMPLE, CHANGE)
SENT = "A test alert is on its way into that channel, by the way that alerts take. It arrives within a minute."
GONE = "This result is too old to be watched from here. Type /tlscheck watch and the host instead."
OVER = "Nothing of what this message shows stands any more."
Holding = commands.Ack | commands.Unack | commands.Unsnooze


def on_alert(desk: Desk, counter: Counter, asked: Asked, action: str, key: str) -> None:
    """A button below an alert; ``key``: of its target, or whose message it is, where that is about many."""
    if action == ACK_ALL:
        _served(desk, asked, lambda: _whole_crowd(desk, counter, asked, key))
    else:
        _served(desk, asked, lambda: _alert(desk, counter, asked, action, key))


def watch_here(desk: Desk, counter: Counter, asked: Asked, job_id: str) -> None:
    """The button of a verdict: watch what it is about in the channel where it stands."""
    _served(desk, asked, lambda: _watch_here(desk, counter, asked, job_id))


def at_home(desk: Desk, counter: Counter, asked: Asked, action: str, value: str) -> None:
    """A button of the App Home: a form opens, or one that says what came of it."""
    try:
        limited = over_limit(desk, asked)
        form = notice(limited) if limited else _home(desk, counter, asked, action, value)
    except (Unavailable, Undecodable) as error:
        form = notice(plainly(sorry(desk, "a click in the App Home came to nothing", error)))
    open_form(desk, asked, form)


def _served(desk: Desk, asked: Asked, do: Callable[[], Message | None]) -> None:
    try:
        alone(desk, asked, over_limit(desk, asked) or do())
    except (Unavailable, Undecodable) as error:
        alone(desk, asked, plainly(sorry(desk, "a click came to nothing", error)))


def _alert(desk: Desk, counter: Counter, asked: Asked, action: str, key: str) -> Message | None:
    """What to say to the one who clicked; None when the alert shows it, or a form or a thread does."""
    place = place_of(asked)
    held = read(counter.desk.table, keys.subscription(place, key), Subscription)
    if held is None:
        return plainly(f"“{key[:200]}” is not watched in this channel any more, so this button does nothing.")
    target = held.value.target
    match action:
        case _ if (verb := _holding(action, target)) is not None:
            outcome = acting.act(counter.desk, asker(desk, asked), verb)
            return None if follow(counter, asker(desk, asked), outcome) else said_of(outcome).message
        case _ if action == HISTORY:
            return said_of(acting.act(counter.desk, asker(desk, asked), commands.History(target))).message
        case _ if action == CHECK_NOW:
            hurry(counter.desk, counter.queue, [key], desk.clock.monotonic() + left(desk, asked))
            explaining.check(desk, asked, (target,))
            return None
        case _ if action == SNOOZE:
            form = ask_how_long(counter, place, key)
            return deliver(desk, counter, asked, form) if form else None
        case _:
            return deliver(desk, counter, asked, watch_form(held.value))


def _whole_crowd(desk: Desk, counter: Counter, asked: Asked, crowd: str) -> Message | None:
    """What was not come to in time is said, with the command that goes on."""
    who = asker(desk, asked)
    targets = tuple(seat.target for seat in still(counter.desk, who.place, crowd))
    if not targets:
        return plainly(OVER)
    outcome = acting.act(counter.desk, who, commands.Ack(targets))
    shown = follow(counter, who, outcome)
    left = isinstance(outcome, acting.TakenInHand) and outcome.left
    return None if shown and not left else said_of(outcome).message


def _holding(action: str, target: Target) -> Holding | None:
    match action:
        case _ if action == ACK:
            return commands.Ack((target,))
        case _ if action == UNACK:
            return commands.Unack((target,))
        case _ if action == UNSNOOZE:
            return commands.Unsnooze((target,))
        case _:
            return None


def _watch_here(desk: Desk, counter: Counter, asked: Asked, job_id: str) -> Message | None:
    known = desk.store.load(job_id)
    if known is None or known.job.team != asked.team:
        return plainly(GONE)
    if (refused := not_public(counter.policy, known.job.targets)) is not None:
        return invalid(refused)
    wishes = tuple(Wish(target) for target in known.job.targets)
    outcome = acting.act(counter.desk, asker(desk, asked), commands.Watch(wishes))
    follow(counter, asker(desk, asked), outcome)
    if isinstance(outcome, acting.Begun) and not changes(outcome):
        known_here = [result for result in outcome.results if isinstance(result, Watched)]
        whole = len(known_here) == len(wishes)
        return watched_already(known_here, outcome.names) if whole else said_of(outcome).message
    return deliver(desk, counter, asked, said_of(outcome))


def _home(desk: Desk, counter: Counter, asked: Asked, action: str, value: str) -> View:
    about = unpacked(value)
    place = Place(asked.workspace, about.channel)
    match action:
        case _ if action == ADD:
            return watch_form()
        case _ if action == SETTINGS:
            return settings_form(settings_of(counter.desk, place))
        case _ if action == CHANGE:
            held = read(counter.desk.table, keys.subscription(place, about.key), Subscription)
            return watch_form(held.value) if held else notice(plainly(f"“{about.key}” is not watched there any more."))
        case _:
            talk(counter, asker(desk, asked, place), commands.TestAlert())
            return notice(plainly(SENT))
