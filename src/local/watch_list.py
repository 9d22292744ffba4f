"""``tlscheck list --json`` and ``--csv``. The JSON is ``tlscheck.watches/1``, described in docs/watching.md."""

import json
import sys
from datetime import datetime

from core.command_text import target_text
from core.model.finding import Severity
from core.model.watch import Hold
from core.model.watch_state import Entry
from core.watching import acting
from core.watching.spreadsheet import export
from core.watching.standing import ends_at, look_of, standing, thresholds_of
from core.watching.thresholds import written

SCHEMA = "tlscheck.watches/1"
Json = dict[str, object]


def put_out(listed: acting.Listed, *, as_json: bool) -> int:
    if as_json:
        watches = [_watch(entry, listed) for entry in listed.entries]
        print(json.dumps({"schema": SCHEMA, "at": _time(listed.now), "watches": watches}, indent=2))
    else:
        sys.stdout.write(export(listed.entries))
    return 0


def _watch(entry: Entry, listed: acting.Listed) -> Json:
    subscription, state = entry.subscription, entry.state
    stands = standing(state, thresholds_of(subscription, listed.settings), listed.now)
    grave = tuple(item for item in stands if item.severity in (Severity.BROKEN, Severity.AT_RISK))
    leaf = state.facts.leaf if state.facts else None
    return {
        "target": target_text(subscription.target),
        "state": look_of(grave).value if grave else "fine" if state.checked_at else "not checked",
        "stands": [{"code": item.code, "severity": item.severity.value, "said": item.said} for item in stands],
        "checked_at": _time(state.checked_at),
        "next_check": _time(state.next_due),
        "unreachable_since": _time(state.unreachable_since),
        "ends": _time(ends_at(state.facts)),
        "sha256": leaf.sha256 if leaf else None,
        "issuer": leaf.issuer if leaf else None,
        "names": list(leaf.names) if leaf else [],
        "thresholds": [written(threshold) for threshold in subscription.thresholds],
        "owner": subscription.owner,
        "watched_since": _time(subscription.created_at),
        "snoozed": _hold(subscription.snoozed),
        "acknowledged": _hold(subscription.acknowledged),
    }


def _hold(hold: Hold | None) -> Json | None:
    if hold is None:
        return None
    return {"by": hold.by, "at": _time(hold.at), "until": _time(hold.until), "reason": hold.reason}


def _time(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
