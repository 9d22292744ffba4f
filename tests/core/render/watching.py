"""What watching can have to say, in every shape: names, times and sentences of strangers in every place."""

import json
import re
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from core.model.message import Json, Message
from core.model.target_text import parse_target
from core.model.watch import Hold, Place, Team
from core.model.watch_say import Back, Board, Digest, Group, Look, Reply, Row, Section
from local.workspace import Surface, validate_blocks
from local.workspace.limits import too_long
from tests.core.render.test_slack import HOSTILE
from tests.support import blocks as block_kit
from tests.support.reports import texts

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
HOST = parse_target("a.example")
PLACE = Place(Team("T1"), "C1")
TIMES = st.datetimes(datetime(1950, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
WORDS = texts | st.just(HOSTILE)
KEYS = st.just("a.example:443") | WORDS.filter(bool)
USERS = st.sampled_from(["U0ONCALL", "S0TEAM", "W1"])
HOLDS = st.builds(Hold, by=USERS | WORDS, at=TIMES, until=st.none() | TIMES, reason=WORDS)
LINES = st.lists(WORDS, max_size=6).map(tuple)
BOARDS = st.builds(
    Board, key=KEYS, target=st.just(HOST), look=st.sampled_from(Look), lines=LINES, now=TIMES, since=st.none() | TIMES,
    lasted=st.none() | st.timedeltas(timedelta(), timedelta(days=9000)), ends=st.none() | TIMES,
    owner=st.none() | USERS, owner_name=st.none() | WORDS, mention=st.booleans(),
    acknowledged=st.none() | HOLDS, snoozed=st.none() | HOLDS,
    link=st.just("") | st.just("https://letsencrypt.org/a?b=c") | WORDS,
)  # fmt: skip
REPLIES = st.builds(
    Reply, key=KEYS, target=st.just(HOST), lines=LINES, at=TIMES, owner=st.none() | USERS, mention=st.booleans()
)
ROWS = st.builds(
    Row, key=KEYS, target=st.just(HOST), lines=st.lists(WORDS, max_size=5).map(tuple), ends=st.none() | TIMES,
    owner=st.none() | USERS, owner_name=st.none() | WORDS, held=st.none() | HOLDS,
)  # fmt: skip
GROUPS = st.builds(
    Group, st.sampled_from(Section), st.lists(ROWS, min_size=1, max_size=4).map(tuple), st.none() | USERS
)
ENDS = st.lists(st.tuples(KEYS, TIMES), max_size=24).map(lambda ends: tuple(sorted(ends, key=lambda end: end[1])))
DIGESTS = st.builds(
    Digest, place=st.just(PLACE), id=st.just("digest#x"), day=st.dates(date(1950, 1, 1)), now=TIMES,
    groups=st.lists(GROUPS, max_size=4).map(tuple), total=st.integers(0, 10**6), checked=st.integers(0, 10**6),
    fine=st.integers(0, 10**6), quiet=st.booleans(), timeline=ENDS, forecast=LINES, doubt=st.just("") | WORDS,
    back=st.none() | st.builds(Back, since=TIMES, because=WORDS),
)  # fmt: skip


def harmless(value: object) -> None:
    """No mention and no direction marks out of anybody's words, in Slack's markup or in what it shows; where markup
    is read, no link either.
    """
    everything = json.dumps(visible(value), ensure_ascii=False).replace("<!date^", "")
    assert not re.search(r"<[!@#]", everything)
    assert "\u202e" not in everything
    assert not any("<" in text.replace("<!date^", "") for text in marked_up(value))


def visible(value: object) -> object:
    """Without what buttons carry unseen."""
    match value:
        case dict():
            return {name: visible(part) for name, part in value.items() if name not in ("value", "private_metadata")}
        case list() | tuple():
            return [visible(part) for part in value]
        case _:
            return value


def marked_up(value: object) -> list[str]:
    match value:
        case {"type": "mrkdwn", "text": str(text)}:
            return [text]
        case dict():
            return [text for part in value.values() for text in marked_up(part)]
        case list() | tuple():
            return [text for part in value for text in marked_up(part)]
        case _:
            return []


def accepted(message: Message) -> None:
    """What Slack takes as a message and as an edit of it."""
    assert validate_blocks(list(message.blocks), Surface.MESSAGE) == []
    assert not too_long(list(message.blocks))
    assert 0 < len(message.text) <= 4000
    harmless([{"type": "mrkdwn", "text": message.text}, message.blocks])


def called(value: object) -> list[str]:
    """Who is notified by name."""
    return [who.get("user_id") or who["usergroup_id"] for who in block_kit.called(value)]


def buttons(blocks: tuple[Json, ...]) -> list[str]:
    return [item["text"]["text"] for block in blocks if block["type"] == "actions" for item in block["elements"]]
