"""What the table of watching costs: that planning a tick takes time by what is due and not by what there is, and the
request units that a watched target uses, as DynamoDB itself counts them (ReturnConsumedCapacity).

    bench_table.py [--targets 100000] [--engine sqlite] [--engine dynamodb-local]

The report that is repeated for every target is of a real quick check of a server of the lab.
"""

import argparse
import asyncio
import json
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.contract.engines import client, create_table, dynamodb_local
from tests.core.watching.world import OPS, Clock, World, broken
from tests.lab.bench import Bench
from tests.lab.catalogue import by_name

from adapters.checker import build_instruments
from adapters.dynamodb import Item
from adapters.dynamodb_table import DynamoDbTable
from adapters.sqlite_table import SqliteTable
from core.codec import encode
from core.model.observation import Depth
from core.model.report import Report
from core.model.target import Target
from core.model.target_text import parse_target
from core.model.watch_state import TargetState
from core.table import Table
from core.watch_ports import MakeDigest
from core.watching import keys
from core.watching.records import state_put
from core.watching.shelf import read
from core.watching.subscribing import unwatch
from core.watching.working import work
from core.workflows import check

FEW = 1_000  # targets, to compare many with
DUE = (0, 100, 1_000)
WATCHED = 100
YEAR = timedelta(days=365)


def report_of_a_quick_check() -> Report:
    with Bench() as bench:
        running = by_name("healthy").start(bench)
        host, _, port = bench.dns.address.rpartition(":")
        instruments = build_instruments(
            ca_pem=bench.ca_file.read_bytes(), dns_server=(host, int(port)), public_only=False
        )
        return asyncio.run(check(parse_target(running.target), instruments, depth=Depth.QUICK))


class Town(World):
    """Every target answers with the same report, as if it were its own."""

    def __init__(self, report: Report, store: Callable[[Clock], Table]) -> None:
        super().__init__(store=store)
        self.report = report
        first = report.certificates[0]
        self.clock.forward(first.not_before + timedelta(hours=1) - self.clock.now())

    async def check(self, targets: Sequence[Target], depth: Depth, _: float) -> Sequence[Report]:
        now = self.clock.now()
        return [replace(self.report, target=t, checked_at=now, judged_at=now, depth=depth) for t in targets]

    def renew(self) -> None:
        """The same certificate with another number on it, at every target."""
        first, *others = self.report.certificates
        renewed = replace(first, sha256="ab" * 32, serial="c0ffee", not_after=first.not_after + timedelta(days=60))
        at = tuple(replace(a, leaf_sha256=renewed.sha256) for a in self.report.addresses)
        self.report = replace(self.report, certificates=(renewed, *others), addresses=at)

    def break_down(self) -> None:
        at = self.clock.now()
        self.report = replace(self.report, findings=broken(self.report.target, Depth.QUICK, at).findings)

    def make_digests(self) -> None:
        """Nothing else of what is in the queue."""
        for errand in [errand for errand in self.line.errands if isinstance(errand, MakeDigest)]:
            self.line.errands.remove(errand)
            asyncio.run(work(self.office, errand))

    def until_told(self) -> None:
        """A tick, and the minutes that it takes to tell everything at one message a second."""
        self.pass_time(2 + 3 * WATCHED // 60)


class Meter:
    """Sums the request units that work uses, by operation and by what was used: table or index.

    What DynamoDB Local says of single requests is taken as it is. What it says of transactions does not follow the
    developer guide ("Managing capacity for transactions": twice the units of each item, checks too), so those are
    counted by the guide's rule from the items that stand there before and after.
    """

    def __init__(self, dynamodb: Any, looking: Any) -> None:
        """``looking``: a client of its own, for looks that are not counted."""
        self.units: Counter[tuple[str, str]] = Counter()
        self._looking = looking
        self._before: list[tuple[dict[str, Any], Item]] = []
        dynamodb.meta.events.register("provide-client-params.dynamodb", self._ask)
        dynamodb.meta.events.register("after-call.dynamodb", self._add)

    def since(self) -> Counter[tuple[str, str]]:
        """What was used since the last time."""
        used, self.units = self.units, Counter()
        return used

    def _ask(self, params: dict[str, Any], model: Any, **_: Any) -> dict[str, Any]:
        if model.name == "TransactWriteItems":
            ats = [next(iter(operation.values())) for operation in params["TransactItems"]]
            self._before = [(at, self._look(at)) for at in ats]
            return params
        asked = {"ReturnConsumedCapacity": "INDEXES"} if "ReturnConsumedCapacity" in model.input_shape.members else {}
        return {**params, **asked}

    def _add(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        if model.name == "TransactWriteItems":
            for at, before in self._before:
                after = self._look(at)
                self.units[model.name, "table"] += 2 * max(1, -(-max(_size(before), _size(after)) // 1024))
                self.units[model.name, "due"] += _moves(before, after)
            return
        used = parsed.get("ConsumedCapacity") or []
        for one in used if isinstance(used, list) else [used]:
            self.units[model.name, "table"] += one.get("Table", {}).get("CapacityUnits", 0)
            for index in one.get("GlobalSecondaryIndexes", {}).values():
                self.units[model.name, "due"] += index["CapacityUnits"]

    def _look(self, at: dict[str, Any]) -> Item:
        item: Item = self._looking.get_item(TableName=at["TableName"], Key=at["Key"]).get("Item", {})
        return item


def _size(item: Item) -> int:
    """In bytes, by the rules of the developer guide ("Item sizes and formats")."""
    return sum(len(name) + _length(*next(iter(value.items()))) for name, value in item.items())


def _length(kind: str, value: Any) -> int:
    match kind:
        case "N":
            return len(value) // 2 + 2
        case "S":
            return len(value.encode())
        case _:
            return len(value)


def _moves(before: Item, after: Item) -> int:
    """Writes to the index: an entry comes, goes, or does both."""
    old, new = ((item.get("due_shard"), item.get("due_at")) for item in (before, after))
    return 0 if old == new else (old[0] is not None) + (new[0] is not None)


@contextmanager
def sqlite_store() -> Iterator[Callable[[Clock], Table]]:
    with tempfile.TemporaryDirectory() as folder:
        yield lambda clock: SqliteTable(Path(folder) / f"{time.monotonic_ns()}.sqlite", clock)


@contextmanager
def local_store() -> Iterator[Callable[[Clock], Table]]:
    with dynamodb_local() as endpoint:
        dynamodb = client("dynamodb", endpoint)
        yield lambda clock: DynamoDbTable(dynamodb, create_table(dynamodb, f"t{time.monotonic_ns()}"), clock)


def checked_state(town: Town) -> TargetState:
    """As it stands after a first check."""
    key = town.watch().state.key
    town.until_told()
    kept = read(town.table, keys.state(key), TargetState)
    assert kept is not None
    return kept.value


def fill(town: Town, state: TargetState, names: Sequence[str], due: timedelta, *, new: bool) -> None:
    """States of so many targets, due so much later than now."""
    now = town.clock.now()
    for start in range(0, len(names), 100):
        some = [replace(state, key=f"{name}:443", next_due=now + due, checked_at=now) for name in names[start:][:100]]
        writes = [state_put(one, 0, now) for one in some]
        assert town.table.write(writes if new else [replace(write, expected=None) for write in writes])


def planning(report: Report, store: Callable[[Clock], Table], sizes: Sequence[int]) -> None:
    print(f"{'targets':>9} {'due':>6} {'tick':>10} {'a due target':>14}")
    for size in sizes:
        town = Town(report, store)
        state = checked_state(town)
        names = [f"host-{number}.example" for number in range(size)]
        begun = time.perf_counter()
        fill(town, state, names, YEAR, new=True)
        filled = time.perf_counter() - begun
        for due in DUE:
            fill(town, state, names[:due], timedelta(), new=False)
            begun = time.perf_counter()
            ticked = town.tick()
            took = (time.perf_counter() - begun) * 1000
            assert ticked.claimed == due, (ticked, due)
            each = f"{took / due:11.2f} ms" if due else ""
            print(f"{size:9} {due:6} {took:7.0f} ms {each:>14}")
            fill(town, state, names[:due], YEAR, new=False)
        print(f"{'':9} (filled in {filled:.0f} s)", flush=True)


def units(report: Report) -> None:
    """By what happens to a target, per target."""
    with dynamodb_local() as endpoint:
        dynamodb = client("dynamodb", endpoint)
        meter = Meter(dynamodb, client("dynamodb", endpoint))
        town = Town(report, lambda clock: DynamoDbTable(dynamodb, create_table(dynamodb), clock))
        hosts = [f"host-{number}.example" for number in range(WATCHED)]
        for host in hosts:
            town.watch(host)
        _show("watch", meter)
        town.until_told()
        _show("first check, told", meter)
        town.clock.forward(timedelta(days=1))
        town.until_told()  # from now on states have their full size
        town.clock.forward(timedelta(days=1))
        meter.since()
        town.tick()
        _show("a tick that claims it", meter)
        town.make_digests()
        _show("the digest of its channel", meter)
        town.work()
        _show("a check, no news", meter)
        town.tick()
        _show("a tick, nothing due (whole)", meter, targets=1)
        town.clock.forward(timedelta(days=1))
        town.renew()
        town.tick()
        meter.since()
        town.until_told()
        _show("a check, renewed", meter)
        town.break_down()
        town.clock.forward(timedelta(days=1))
        town.tick()
        meter.since()
        town.until_told()
        _show("a check, broken, told", meter)
        kept = read(town.table, keys.state(f"{hosts[0]}:443"), TargetState)
        assert kept is not None
        body = json.dumps(encode(kept.value), separators=(",", ":"))
        print(f"state of a target: {len(body)} bytes as JSON, {len(zlib.compress(body.encode()))} deflated")
        for host in hosts:
            unwatch(town.quiet_desk, OPS, f"{host}:443")
        _show("unwatch", meter)


def _show(what: str, meter: Meter, targets: int = WATCHED) -> None:
    used = meter.since()
    reads = ("GetItem", "BatchGetItem", "Query")
    written = sum(n for (name, _), n in used.items() if name not in reads) / targets
    had = sum(n for (name, _), n in used.items() if name in reads) / targets
    detail = ", ".join(f"{name} {where} {n / targets:.2f}" for (name, where), n in sorted(used.items()) if n)
    print(f"{what:28} write {written:6.2f}  read {had:6.2f}   ({detail})", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--targets", type=int, default=100_000, help="0: request units only")
    parser.add_argument("--engine", action="append", choices=["sqlite", "dynamodb-local"])
    chosen = parser.parse_args()
    report = report_of_a_quick_check()
    for engine in (chosen.engine or ["sqlite", "dynamodb-local"]) if chosen.targets else []:
        print(f"\nPlanning a tick, {engine}")
        with sqlite_store() if engine == "sqlite" else local_store() as store:
            planning(report, store, (FEW, chosen.targets))
    print("\nRequest units per target, DynamoDB Local")
    units(report)


if __name__ == "__main__":
    main()
