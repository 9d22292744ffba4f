"""The forms of watching: settings of a channel, a snooze, a watch to add or to change; `core.watching.forms` reads what
comes back.

Law: a form shows what is so now, and submitting it untouched changes nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from core.command_text import target_text
from core.model.finding import Severity
from core.model.message import Json, View
from core.model.watch import Mention, Settings, Subscription, Threshold
from core.render.slack_blocks import TITLE, bullets, cut, paragraph, rich, safe, words
from core.render.slack_prose import timed
from core.render.slack_watch import without_name
from core.watching.forms import LONGEST_REASON, NONE, SPANS, About, Field, Wrong, is_group, packed
from core.watching.thresholds import EXAMPLE, written

SETTINGS_FORM, SNOOZE_FORM, WATCH_FORM = "watch_settings", "watch_snooze", "watch_change"
_LEAST: Final = {
    Severity.BROKEN: "Only what is broken",
    Severity.AT_RISK: "Broken or at risk",
    Severity.ADVICE: "Advice as well",
    Severity.NOTE: "Everything, notes too",
}
_MENTION: Final = {
    Mention.OWNER_WHEN_BROKEN: "The owner, when something is broken",
    Mention.OWNER: "The owner, with every alert",
    Mention.NOBODY: "Nobody",
}
_ZONE_HINT: Final = "Such as Europe/Berlin; a city alone will do."
_QUIET_HINT: Final = "In these hours only breakage is told."


def settings_form(settings: Settings) -> View:
    hours = [(str(hour), f"{hour:02}:00") for hour in range(24)]
    quiet = [(NONE, "No quiet hours"), *hours]
    begin, end = (str(settings.quiet[0]), str(settings.quiet[1])) if settings.quiet else (NONE, NONE)
    time = {"initial_time": f"{settings.hour:02}:{settings.minute:02}"} if settings.hour is not None else {}
    fine = _options([("yes", "No digest on days without news, except a line on Mondays")])
    chosen = {"initial_options": fine} if settings.silent_when_fine else {}
    return _form(
        "Settings",
        SETTINGS_FORM,
        About(settings.place.channel),
        [
            _input(Field.ZONE, "Time zone", _text(settings.zone), hint=_ZONE_HINT, optional=False),
            _input(Field.DIGEST, "Daily digest at", {"type": "timepicker", **time}, hint="Empty: no digest."),
            _input(Field.FINE, "When all is fine", {"type": "checkboxes", "options": fine, **chosen}),
            _input(Field.LEAST, "Tell at once", _select(_LEAST.items(), settings.least), optional=False),
            _input(Field.QUIET_FROM, "Quiet from", _select(quiet, begin), optional=False),
            _input(Field.QUIET_TO, "Quiet to", _select(quiet, end), hint=_QUIET_HINT, optional=False),
            _thresholds(settings.thresholds, "Empty: by the lifetime of each certificate."),
            _input(Field.MENTION, "Call by name", _select(_MENTION.items(), settings.mention), optional=False),
        ],
    )


def snooze_form(subscription: Subscription, hides: Sequence[str]) -> View:
    """``hides``: what stands now and would not be told."""
    listed = [timed(without_name(line, subscription.target), 200) for line in hides[:8] if line.strip()]
    now = [paragraph(words("Not told any more:")), bullets(listed)] if listed else []
    reason = subscription.snoozed.reason if subscription.snoozed else ""
    spans = [(value, label) for value, (label, _) in SPANS.items()]
    return _form(
        "Snooze",
        SNOOZE_FORM,
        About(subscription.place.channel, subscription.key),
        [
            rich(paragraph(words(cut(target_text(subscription.target), 300), code=True)), *now),
            _input(Field.SPAN, "How long", _select(spans, "7d"), optional=False),
            _input(Field.REASON, "Reason", _text(reason, LONGEST_REASON)),
            rich(paragraph(words("It ends by itself when another certificate is served.", italic=True))),
        ],
        submit="Snooze",
    )


def watch_form(changed: Subscription | None = None, channel: str = "") -> View:
    """To change one, or to add: then in ``channel``, or where the asker chooses."""
    if changed is not None:
        about = [rich(paragraph(words(cut(target_text(changed.target), 300), code=True)))]
        place = About(changed.place.channel, changed.key)
    else:
        hint = "One on each line: example.com, example.com:8443, smtp://mx.example.com:25."
        about = [_input(Field.HOSTS, "Hosts", {**_text(""), "multiline": True}, hint=hint, optional=False)]
        about += [] if channel else [_input(Field.CHANNEL, "Tell in", _channel(), optional=False)]
        place = About(channel)
    group = changed is not None and is_group(changed.owner)
    person = {"initial_user": changed.owner} if changed and changed.owner and not group else {}
    hint = "A group is its owner now; whoever you choose takes its place." if group else "Called by name in alerts."
    return _form(
        "Change a watch" if changed else "Watch",
        WATCH_FORM,
        place,
        [
            *about,
            _thresholds(changed.thresholds if changed else (), "Empty: those of the channel."),
            _input(Field.OWNER, "Owner", {"type": "users_select", **person}, hint=hint),
        ],
        submit="Save" if changed else "Watch",
    )


def refused(wrong: Wrong) -> Json:
    """The answer to a submission that was not understood."""
    return {"response_action": "errors", "errors": {field.value: cut(said, 500) for field, said in wrong.errors}}


def _form(title: str, callback: str, about: About, blocks: Sequence[Json], submit: str = "Save") -> View:
    return View(
        {
            "type": "modal",
            "callback_id": callback,
            "private_metadata": cut(packed(about), 3000),
            "title": _plain(title, TITLE),
            "submit": _plain(submit, TITLE),
            "close": _plain("Cancel", TITLE),
            "blocks": list(blocks),
        }
    )


def _input(field: Field, label: str, element: Json, *, hint: str = "", optional: bool = True) -> Json:
    made: Json = {
        "type": "input",
        "block_id": field.value,
        "label": _plain(label, 200),
        "element": {**element, "action_id": field.value},
        "optional": optional,
    }
    return {**made, "hint": _plain(hint, 500)} if hint else made


def _thresholds(thresholds: Sequence[Threshold], hint: str) -> Json:
    text = _text(", ".join(written(threshold) for threshold in thresholds))
    return _input(Field.THRESHOLDS, "Remind when this much is left", text, hint=f"Such as {EXAMPLE}. {hint}")


def _text(initial: str, most: int = 2000) -> Json:
    made: Json = {"type": "plain_text_input", "max_length": most}
    return {**made, "initial_value": safe(initial, most)} if initial else made


def _select(options: Iterable[tuple[str, str]], initial: str) -> Json:
    made = _options(options)
    chosen = [option for option in made if option["value"] == initial]
    return {"type": "static_select", "options": made, **({"initial_option": chosen[0]} if chosen else {})}


def _options(options: Iterable[tuple[str, str]]) -> list[Json]:
    return [{"text": _plain(label, 75), "value": str(value)} for value, label in options]


def _channel() -> Json:
    kinds: dict[str, Any] = {"include": ["public", "private"], "exclude_bot_users": True}
    return {"type": "conversations_select", "default_to_current_conversation": True, "filter": kinds}


def _plain(text: str, most: int) -> Json:
    return {"type": "plain_text", "text": cut(text, most), "emoji": False}
