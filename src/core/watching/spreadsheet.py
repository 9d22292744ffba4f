"""What a channel watches as CSV, out and in again. What comes in is a stranger's: bounded, and every line that is not
understood is named with its number; the others are taken.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.command_text import parse_command, target_text
from core.model.command import Check, Invalid
from core.model.given import Misread
from core.model.prose import clean
from core.model.target import Target
from core.model.watch import Place, Threshold
from core.model.watch_state import Entry
from core.slack_ports import Unavailable
from core.watch_ports import Desk
from core.watching.subscribing import MOST_PER_TEAM, Full, Watched, Wish, watch_all
from core.watching.thresholds import Unreadable, parse_thresholds, written

HEADER: Final = ("target", "thresholds", "owner", "expires", "watched since", "owner name")
MOST_CHARACTERS: Final = 1_000_000
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run instead of show
_OWNER: Final = re.compile(r"^<?[@!]?(?:subteam\^)?([A-Z][A-Z0-9]{1,30})(?:\|[^<>]*)?>?$")
_QUOTED: Final = re.compile(r'"[^"]*"')
_BETWEEN: Final = re.compile(r"[,;\t]")
_NO_LINE: Final = re.compile(r"sep=.?", re.IGNORECASE)  # by which some spreadsheets say what stands between cells
_NAMES: Final = re.compile(
    r"(?:targets?|(?:host|domain|server)(?:s| ?names?)?|urls?|(?:web)?sites?|fqdn|names?|address|endpoints?)"
)


Refuses = Callable[[Target], str | None]


@dataclass(frozen=True, slots=True)
class Sheet:
    wishes: tuple[Wish, ...]
    misread: tuple[Misread, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """``left``: wishes that were not come to; importing again goes on, as what is watched stays."""

    new: int
    changed: int
    left: tuple[Wish, ...] = ()
    full: bool = False


def export(entries: Iterable[Entry], names: Mapping[str, str] | None = None) -> str:
    """CSV (RFC 4180) with a header; `read_sheet` understands it. ``names``: of owners, by id."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerows(_row(entry, names or {}) for entry in entries)
    return out.getvalue()


def is_sheet(text: str) -> bool:
    """Whether it begins as what `export` writes, also when a spreadsheet wrote it again."""
    first = text.lstrip("\ufeff").partition("\n")[0].strip().lower().replace('"', "")
    return re.split(r"[,;\t]", first)[:2] == list(HEADER[:2])


def read_sheet(text: str, *, any_owner: bool = False, refuses: Refuses = lambda _: None) -> Sheet:
    """Lines of target, thresholds, owner; all but the target may be missing, a header may be there; between cells
    stands a comma, or a semicolon or a tab, as some spreadsheets write it. Never raises.

    ``any_owner``: owners are words, not only ids of Slack's. ``refuses``: why a target may not be watched.
    """
    if len(text) > MOST_CHARACTERS:
        return Sheet((), (Misread(1, f"The file has more than {MOST_CHARACTERS} characters."),))
    found: dict[object, Wish] = {}
    misread: list[Misread] = []
    heads = True  # the line that names the columns may come, before any other
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=_between(text))
    try:
        for cells in reader:
            line = reader.line_num
            target = cells[0].strip() if cells else ""
            if not target or target.startswith("#") or _NO_LINE.fullmatch(target) or (heads and _heads(target)):
                heads = heads and not _heads(target)
                continue
            heads = False
            if len(found) + len(misread) >= MOST_PER_TEAM:
                misread.append(Misread(line, f"Not read from here on: more than {MOST_PER_TEAM} lines."))
                break
            match _wish([*map(_unguarded, cells), "", ""], any_owner=any_owner):
                case Wish() as wish if refused := refuses(wish.target):
                    misread.append(Misread(line, refused))
                case Wish() as wish:
                    found[wish.target] = wish
                case sentence:
                    misread.append(Misread(line, sentence))
    except csv.Error as error:
        misread.append(Misread(reader.line_num, f"Not CSV from here on: {error}."))
    return Sheet(tuple(found.values()), tuple(misread))


def import_all(desk: Desk, place: Place, by: str, wishes: Sequence[Wish], until: float) -> Imported:
    """Watch them all, as far as the monotonic second ``until`` and the team's room allow. Raises `Unavailable` when
    the store took none of them."""
    if desk.clock.monotonic() >= until:
        return Imported(0, 0, tuple(wishes))
    batch = watch_all(desk, place, by, wishes, until)
    if batch.because and not batch.results:
        raise Unavailable(batch.because)
    came = list(zip(wishes, batch.results, strict=False))
    new = sum(isinstance(result, Watched) and result.new for _, result in came)
    full = tuple(wish for wish, result in came if isinstance(result, Full))
    return Imported(new, len(came) - len(full) - new, (*full, *batch.left), full=bool(full))


def _between(text: str) -> str:
    """What stands between cells: what comes first after a first cell, where commas within later ones say nothing."""
    lines = (_QUOTED.sub("", line) for line in text[:2000].splitlines() if not line.startswith("#"))
    found = (match[0] for line in lines if (match := _BETWEEN.search(line)))
    return next(found, ",")


def _heads(target: str) -> bool:
    """Whether it names a column: no host that anybody watches is called so."""
    return _NAMES.fullmatch(" ".join(re.split(r"[\W_]+", target.lower())).strip()) is not None


def _row(entry: Entry, names: Mapping[str, str]) -> Sequence[str]:
    subscription, facts = entry.subscription, entry.state.facts
    cells = (
        target_text(subscription.target),
        " ".join(written(threshold) for threshold in subscription.thresholds),
        subscription.owner or "",
        facts.leaf.not_after.isoformat() if facts and facts.leaf else "",
        subscription.created_at.isoformat(),
        clean(names.get(subscription.owner or "", ""), 80).removeprefix("@"),
    )
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]


def _unguarded(cell: str) -> str:
    """Without what `export` puts before what a spreadsheet would run."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _wish(cells: Sequence[str], *, any_owner: bool) -> Wish | str:
    """Or the sentence that says why not."""
    match parse_command(f"check {cells[0]}"):
        case Check(targets=(target,)):
            pass
        case Invalid(sentence=sentence):
            return sentence
        case _:
            return f"“{clean(cells[0], 60)}” is not one host."
    thresholds: tuple[Threshold, ...] | Unreadable = parse_thresholds(cells[1]) if cells[1] else ()
    if isinstance(thresholds, Unreadable):
        return thresholds.said
    owner = _OWNER.match(cells[2])
    if any_owner and owner is None:
        return Wish(target, thresholds, clean(cells[2], 80) or None)
    if cells[2] and owner is None:
        return f"“{clean(cells[2], 60)}” is not a Slack user or group, as U012AB3CD."
    return Wish(target, thresholds, owner[1] if owner else None)
