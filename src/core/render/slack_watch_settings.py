"""The settings of a channel, told as sentences: what they are, and that they were changed."""

from core.command_text import COMMAND
from core.model.message import Json, Message
from core.model.watch import Settings
from core.render.slack_blocks import bullets, escape, message, paragraph, rich, safe, words
from core.render.slack_home import settings_lines
from core.render.slack_talk import plainly


def digest_set(settings: Settings) -> Message:
    """When the digest comes from now on."""
    if settings.hour is None:
        return plainly("There will be no digest in this channel.")
    at = f"{settings.hour:02}:{settings.minute:02} {settings.zone}"
    fine = ", except on days without news; then a line on Mondays" if settings.silent_when_fine else ""
    zone = f" Another time zone: {COMMAND} digest 09:00 Europe/Berlin" if settings.zone == "UTC" else ""
    return plainly(f"The digest comes to this channel daily at {at}{fine}.{zone}")


def settings_changed(settings: Settings) -> Message:
    """All of them, as they are from now on."""
    return _settings("The settings of this channel were changed", settings)


def settings_shown(settings: Settings) -> Message:
    """All of them, where no form can be opened."""
    to_change = paragraph(words("To change them: "), words(f"{COMMAND} settings", code=True))
    return _settings("The settings of this channel", settings, to_change)


def _settings(told: str, settings: Settings, *more: Json) -> Message:
    rows = [[words(line)] for line in settings_lines(settings)]
    lines = "; ".join(escape(safe(line, 200)) for line in settings_lines(settings))
    return message(f"{told}: {lines}", [rich(paragraph(words(told, bold=True)), bullets(rows), *more)])
