"""What a channel watches, as a CSV file for whoever asked in it.

Law: the list belongs to the people of its channel, and Slack vouches that the asker is one of them; the file goes to
them alone, in their direct conversation with the bot. Whatever goes wrong is said; a second try may bring a second
file.
"""

from dataclasses import dataclass

from core.delivery import CALL_S
from core.model.given import HandedOut, NotRead
from core.model.job import Posted
from core.model.watch import Place
from core.render.slack_sheet import here_it_is, not_after_all
from core.slack_ports import Delivered, Messenger
from core.upload_ports import Declined, Shared, Standing, Ticket, Uploads
from core.watch_ports import Desk
from core.watching.naming import owners
from core.watching.spreadsheet import export
from core.watching.subscribing import entries

WHAT = "The list of watches"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """``place``: the channel that was asked in. ``by``: a user id."""

    desk: Desk
    messenger: Messenger
    uploads: Uploads
    place: Place
    by: str

    def hand_out(self) -> HandedOut | NotRead:
        """May raise `Unavailable`; then nothing was sent."""
        found = entries(self.desk, self.place)
        if not found:
            return NotRead(WHAT, "Nothing is watched here, so there is nothing to put into a file.")
        whose = [entry.subscription for entry in found]
        names = owners(self.desk, self.place.team, whose, self.desk.clock.monotonic() + CALL_S)
        data = export(found, names).encode()
        ticket = self.uploads.begin(self.place.team, f"tlscheck-{self.place.channel}.csv", len(data), CALL_S)
        if isinstance(ticket, Declined):
            return _declined(ticket)
        direct = self._direct(len(found))
        if direct is None:
            return NotRead(WHAT, "Slack does not let me write to you directly; type export in a conversation with me.")
        declined = self._send(ticket, data, direct)
        if declined is not None:
            self.messenger.update(direct, not_after_all(self.place.channel), CALL_S)
            return _declined(declined)
        return HandedOut(len(found))

    def _direct(self, count: int) -> Posted | None:
        """Where the file goes: a message to the asker says whose it is, and Slack says where that stands."""
        sent = self.messenger.post(self.by, here_it_is(self.place.channel, count), CALL_S)
        return sent.place if isinstance(sent, Delivered) else None

    def _send(self, ticket: Ticket, data: bytes, direct: Posted) -> Declined | None:
        team, shared = self.place.team, Shared(direct.channel)
        declined = self.uploads.finish(team, ticket, data, CALL_S, title="Watches", shared=shared)
        if declined and self.uploads.stands(team, ticket.file, CALL_S) in (Standing.READY, Standing.WAITING):
            return None
        return declined


def _declined(declined: Declined) -> NotRead:
    return NotRead(WHAT, f"Slack did not take the file: {declined.because}. Asking again may help.")
