"""A list of watches that somebody dropped on the bot → watched, and a word on each line that was not taken.

Law: for another channel than the one where the file is, it is said there first, with the name of who does it, and
nothing is taken on where that cannot be said; nothing of what that channel watches is told. Doing it again comes to the
same.
"""

from dataclasses import dataclass
from typing import Final

from core.delivery import CALL_S
from core.model.given import NotRead, TakenIn
from core.model.target import Target
from core.model.watch import Place
from core.ports import AddressPolicy
from core.render.slack_sheet import announced
from core.slack_ports import Delivered, Messenger, Never, NotNow, Reason
from core.watch_ports import Desk
from core.watching.sheet_verbs import HERE
from core.watching.spreadsheet import Sheet, import_all, is_sheet, read_sheet
from core.watching.talking import not_public

WHICH: Final = (
    "For which channel are these watches? Drop the file again with the words “import #channel”, or “import here” to be "
    "told in this conversation. In a channel, “@tlscheck import” will do."
)
NOTHING: Final = "There is no target in it. Each line is one: example.com:443, then reminders and owner, if you like."
NOT_THERE: Final = "I am not in that channel, so nothing could be told there. Type /invite @tlscheck in it first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """``place``: where the file was dropped. ``by``: a user id."""

    desk: Desk
    policy: AddressPolicy
    messenger: Messenger
    place: Place
    by: str

    def wants(self, text: str) -> bool:
        """Whether a text that nobody said to be a list of watches is one all the same."""
        return is_sheet(text)

    def take(self, text: str, into: str | None, name: str, until: float) -> TakenIn | NotRead:
        """``until``: monotonic second. May raise `Unavailable`."""
        if into in (None, "") and self.place.channel.startswith("D"):
            return NotRead(name, WHICH)
        place = self.place if into in (None, "", HERE) else Place(self.place.team, str(into))
        sheet = read_sheet(text, refuses=self._refuses)
        if not sheet.wishes and not sheet.misread:
            return NotRead(name, NOTHING)
        if place != self.place and sheet.wishes and (because := self._unsaid(place, sheet)):
            return NotRead(name, because)
        done = import_all(self.desk, place, self.by, sheet.wishes, until)
        return TakenIn(
            name=name, new=done.new, known=done.changed, misread=sheet.misread, left=len(done.left), full=done.full,
            channel="" if place == self.place else place.channel,
        )  # fmt: skip

    def _unsaid(self, place: Place, sheet: Sheet) -> str:
        """Why it could not be said there; '' when it was."""
        match self.messenger.post(place.channel, announced(len(sheet.wishes), self.by), CALL_S):
            case Delivered():
                return ""
            case Never(Reason.NO_ACCESS):
                return NOT_THERE
            case Never(_, because) | NotNow(because):
                return f"Slack did not confirm a message in that channel ({because}), so nothing was taken on."

    def _refuses(self, target: Target) -> str | None:
        refused = not_public(self.policy, [target])
        return refused.sentence if refused else None
