"""The verbs of watching on the command line: words → a verb of `core.watching` → what it came to, as lines."""

import argparse
import re
from dataclasses import replace
from functools import partial
from math import inf
from typing import Final

from core.model.command import Invalid
from core.model.prose import clean
from core.render import plain_watch_talk
from core.render.slack_voice import voice
from core.render.slack_watch import sample_alert
from core.slack_ports import Unavailable
from core.watching import acting, commands
from core.watching.channels import change_settings
from core.watching.fanout import refresh_all
from core.watching.keys import settings, target_key
from core.watching.subscribing import Full
from core.watching.verb_words import owner as mentioned
from core.watching.verbs import parse_verb
from handlers.watch_settings import HERE
from local import watch_list, watch_options, watch_setting, watch_sheet
from local.options import terminal_style
from local.usage import UsageError
from local.watch_place import Here, here, machine_zone, tell

_SLACK_ID: Final = re.compile(r"[USW][A-Z0-9]{2,40}")


def run(arguments: argparse.Namespace) -> int:
    """0: done; 2: nothing of that is watched here; 3: the database did not answer. Raises UsageError."""
    try:
        return _run(arguments, here(arguments))
    except Unavailable as error:
        tell(f"The database did not answer: {error}. Nothing is lost; try again.")
        return 3


def _run(arguments: argparse.Namespace, at: Here) -> int:
    match arguments.command:
        case "import":
            return watch_sheet.take_in(at, arguments.file)
        case "export":
            return watch_sheet.put_out(at, arguments.file)
        case "settings" if change := watch_setting.change(arguments):
            return _say(acting.Set(change_settings(at.desk, at.place, change)))
    verb = _verb(arguments, at)
    if isinstance(verb, commands.Watch) and at.at_terminal:
        _settle_in(at)
    outcome = acting.act(at.desk, _asker(at), verb)
    _show(at, outcome)
    if isinstance(outcome, acting.Listed) and (arguments.json or arguments.csv):
        return watch_list.put_out(outcome, as_json=arguments.json)
    return _say(outcome)


def _settle_in(at: Here) -> None:
    """Before the first watch: the terminal's days are those of the machine."""
    zone = machine_zone()
    if zone and at.desk.table.get(settings(at.place)) is None:
        change_settings(at.desk, at.place, lambda first: replace(first, zone=zone))


def _show(at: Here, outcome: acting.Outcome) -> None:
    """The alerts of a channel say who has them in hand; what was printed on a terminal stays as it was."""
    match outcome:
        case acting.TakenInHand(targets) | acting.GivenBack(targets) if not at.at_terminal:
            speak, found = partial(voice, tried_from=HERE), [target_key(target) for target in targets]
            refresh_all(at.desk, speak, at.place, found, inf)
        case _:
            return


def _say(outcome: acting.Outcome) -> int:
    if isinstance(outcome, Invalid):
        raise _refused(outcome)
    print(plain_watch_talk.said(outcome, terminal_style()), end="")
    unknown = acting.missing(outcome)
    for target in unknown:
        tell(f"“{target}” is not watched here. Try: tlscheck list")
    full = isinstance(outcome, acting.Begun) and any(isinstance(result, Full) for result in outcome.results)
    fine = isinstance(outcome, acting.TakenInHand) and outcome.fine
    return 2 if unknown or full or fine else 0


def _verb(arguments: argparse.Namespace, at: Here) -> commands.Verb:
    words = getattr(arguments, "words", [])
    whose = getattr(arguments, "owner", None)
    if arguments.command == "watch" and at.at_terminal:
        words, whose = _owned(words, whose)
    verb = parse_verb(" ".join((arguments.command, *words)))
    if verb is None or isinstance(verb, Invalid):
        raise _refused(verb or Invalid("That is no verb of watching.", watch_options.EXAMPLES["watch"]))
    if isinstance(verb, commands.Watch) and whose is not None:
        named = _owner(whose, at)
        return commands.Watch(tuple(replace(wish, owner=named) for wish in verb.wishes))
    return verb


def _owned(words: list[str], whose: str | None) -> tuple[list[str], str | None]:
    """The owner among the words, who needs no id of Slack's here."""
    for at, word in enumerate(words):
        if word.lower() == "owner" and at + 1 < len(words):
            return [*words[:at], *words[at + 2 :]], words[at + 1]
        if word.lower().startswith(("owner=", "owner:")):
            return [*words[:at], *words[at + 1 :]], word[6:]
    return words, whose


def _owner(text: str, at: Here) -> str:
    named = mentioned(text) or text.strip()
    if not named:
        raise UsageError("Whom does it belong to? Try: tlscheck watch example.com --owner 'web team'")
    if not at.at_terminal and not _SLACK_ID.fullmatch(named):
        raise UsageError(f"“{clean(named, 80)}” is not the id of a Slack user or group. Try: --owner U012AB3CD")
    return clean(named, 80)


def _asker(at: Here) -> acting.Asker:
    return acting.Asker(
        place=at.place, by=at.by, sample=plain_watch_talk.sample(at.by) if at.at_terminal else sample_alert(at.by)
    )


def _refused(invalid: Invalid) -> UsageError:
    return UsageError(f"{invalid.sentence} Try: {invalid.example.removeprefix('/')}")
