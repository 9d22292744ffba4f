"""The verbs of watching in Slack: what is asked → what is said, and to whom, or a form to fill in.

Law: what changes something for a channel is said in the channel, with the name of who asked; lists, histories and
refusals are for the asker alone. What follows is sent on at once; when that fails, the next tick does it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from core.address_policy import literal
from core.model.command import Invalid
from core.model.message import Message, View
from core.model.target import Target
from core.model.watch import Place, Subscription
from core.model.watch_state import TargetState
from core.ports import AddressPolicy
from core.render import slack_watch_talk as said_as
from core.render.slack_talk import invalid
from core.render.slack_watch_forms import settings_form, snooze_form
from core.slack_ports import Unavailable
from core.watch_ports import Apply, Carry, Counter, WatchErrand
from core.watching import acting, commands, keys
from core.watching.acting import Asker
from core.watching.channels import settings_of
from core.watching.fanout import refresh_all
from core.watching.holds import too_mild
from core.watching.shelf import read
from core.watching.standing import standing, thresholds_of
from core.watching.subscribing import Watched
from core.watching.ticking import hurry
from core.watching.verbs import EXAMPLES

_HURRIED: Final = 100  # targets in one errand


@dataclass(frozen=True, slots=True)
class Said:
    """``openly``: for everybody in the channel."""

    message: Message
    openly: bool = False


def talk(counter: Counter, asker: Asker, verb: commands.Verb, *, forms: bool = True) -> Said | View:
    """Do what is asked. ``forms``: a form can be opened. May raise `Unavailable`: ask again."""
    match verb:
        case commands.Watch(wishes) if refused := not_public(counter.policy, [wish.target for wish in wishes]):
            return Said(invalid(refused))
        case commands.ChangeSettings() if forms:
            return settings_form(settings_of(counter.desk, asker.place))
        case commands.Snooze((target,), None, None) if forms:
            return ask_how_long(counter, asker.place, keys.target_key(target)) or said_of(acting.NotWatched((target,)))
    outcome = acting.act(counter.desk, asker, verb)
    follow(counter, asker, outcome)
    return said_of(outcome)


def said_of(outcome: acting.Outcome) -> Said:
    return Said(said_as.said(outcome), changes(outcome))


def changes(outcome: acting.Outcome) -> bool:
    """Whether it is another thing now for the channel."""
    match outcome:
        case acting.Begun(results):
            return any(isinstance(result, Watched) and result.changed for result in results)
        case acting.Ended(gone):
            return bool(gone)
        case acting.TakenInHand(targets) | acting.GivenBack(targets):
            return bool(targets)
        case acting.Set(_, changed):
            return changed
        case _:
            return False


def follow(counter: Counter, asker: Asker, outcome: acting.Outcome) -> bool:
    """What an outcome entails: a first check, an edited alert, a delivery. Whether an alert is going to show it."""
    place = asker.place
    until = inf if asker.until is None else asker.until
    match outcome:
        case acting.Begun(results):
            new = [result.subscription.key for result in results if isinstance(result, Watched) and result.changed]
            hurry(counter.desk, counter.queue, new[:_HURRIED], until)
        case acting.TakenInHand(targets) | acting.GivenBack(targets):
            return show(counter, place, [keys.target_key(target) for target in targets], until)
        case acting.Set(_, True):
            send(counter, [Apply(place)])
        case acting.Tested() | acting.Ended((_, *_)):
            send(counter, [Carry(place)])
        case _:
            pass
    return False


def show(counter: Counter, place: Place, found: Sequence[str], until: float) -> bool:
    """Have the alerts about these targets edited. False: none stands."""
    shown = refresh_all(counter.desk, counter.voice, place, found, until)
    send(counter, [Carry(place)] if shown else [])
    return shown


def send(counter: Counter, errands: Sequence[WatchErrand]) -> None:
    """Now, or with the next tick."""
    try:
        if errands:
            counter.queue.send(errands)
    except Unavailable as error:
        counter.desk.report(f"{len(errands)} errands wait for a tick: {error}")


def ask_how_long(counter: Counter, place: Place, key: str) -> View | None:
    """The form of a snooze, with what would not be told; None: it is not watched there."""
    held = read(counter.desk.table, keys.subscription(place, key), Subscription)
    state = read(counter.desk.table, keys.state(key), TargetState)
    if held is None or state is None:
        return None
    settings = settings_of(counter.desk, place)
    stands = standing(state.value, thresholds_of(held.value, settings), counter.desk.clock.now())
    return snooze_form(held.value, [item.said for item in stands if not too_mild(item, settings)])


def not_public(policy: AddressPolicy, targets: Iterable[Target]) -> Invalid | None:
    """An address that may not be contacted, where one is written down. What names lead to is seen when they are
    checked.
    """
    for target in targets:
        for address in (literal(target.host), target.pinned):
            because = policy.refuses(address) if address is not None else None
            if because is not None:
                return Invalid(f"I cannot watch {target}: {because}.", f"/tlscheck {EXAMPLES['watch']}")
    return None
