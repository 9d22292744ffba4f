"""The App Home of one person, published when they open it and after each form of theirs.

Law: it is read within the time that Slack waits, and shows only what is theirs; dead channels of others are for whoever
installed the app.
"""

from collections.abc import Iterable

from core.codec import Undecodable
from core.desk import Asked, Desk, left
from core.installing import installer_of
from core.model.watch import Place, Settings, Team
from core.render.slack_home import Home, home
from core.slack_ports import Delivered, Unavailable
from core.watch_ports import Counter
from core.watch_ports import Desk as Kept
from core.watching import keys
from core.watching.channels import mine, places
from core.watching.shelf import kept

_PUBLISH_S = 1.0  # kept for Slack's part
_CHUNK = 50


def show_home(desk: Desk, counter: Counter, asked: Asked) -> None:
    """Never raises: the next time that they open it is the next try."""
    until = desk.clock.monotonic() + max(0.3, left(desk, asked) - _PUBLISH_S)
    try:
        installs = asked.user == installer_of(counter.desk.table, asked.workspace)
        shown = home_of(counter.desk, asked.workspace, asked.user, until, installs=installs)
    except (Unavailable, Undecodable) as error:
        desk.report(f"an App Home was not read: {error}")
        return
    sent = desk.messenger.publish_home(asked.user, home(shown), left(desk, asked))
    if not isinstance(sent, Delivered):
        desk.report(f"an App Home was not published: {sent.because}")


def home_of(desk: Kept, team: Team, user: str, until: float, *, installs: bool = False) -> Home:
    """May raise `Unavailable`. ``until``: monotonic second after which no more is read."""
    entries = mine(desk, team, user, until)
    theirs = tuple(dict.fromkeys(entry.subscription.place for entry in entries))
    settings = tuple(places(desk, team)) if installs else tuple(_settings(desk, theirs))
    return Home(entries=entries, settings=settings, now=desk.clock.now(), installer=installs)


def _settings(desk: Kept, theirs: tuple[Place, ...]) -> Iterable[Settings]:
    for start in range(0, len(theirs), _CHUNK):
        some = theirs[start : start + _CHUNK]
        found = desk.table.get_many([keys.settings(place) for place in some])
        for place in some:
            record = found.get(keys.settings(place))
            yield kept(record, Settings).value if record else Settings(place=place)
