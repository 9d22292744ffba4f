"""The last that an alert's message says: it is watched no longer. What stood then is not known to stand."""

from datetime import datetime

from core.command_text import COMMAND
from core.model.message import Message
from core.model.prose import Moment, prose
from core.render.slack_blocks import escape, message, paragraph, person, rich, safe, words
from core.render.slack_prose import inline
from core.render.slack_watch import title


def parted(key: str, by: str, at: datetime) -> Message:
    """``by``: who ended the watch; an edit calls nobody. No buttons: there is nothing left that they could do."""
    said = f"{safe(key, 120)} is no longer watched here"
    since = paragraph(*inline(prose("Since ", Moment(at))), words(" · ended by "), person(by))
    what = words("What stood then is not looked at any more. To watch it again: ")
    again = words(f"{COMMAND} watch {key}", code=True)
    return message(escape(said), [*title(f"{said} ⚪"), rich(since, paragraph(what, again))])
