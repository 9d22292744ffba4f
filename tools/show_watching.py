"""Watching as it looks: a certificate's life in a channel is played on this machine, stage by stage.

    PYTHONPATH=src:. python -m tools.show_watching [--pictures FOLDER]

Without FOLDER it stops at each stage until Enter is pressed, and says where to look. With it, Chromium takes a picture
of the page at each stage. Everything is real but Slack; the clock leaps over the hours between two stages.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import quote

os.environ.setdefault("POWERTOOLS_METRICS_DISABLED", "true")
os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "CRITICAL")

from tests.lab.renewing import Renewing
from tests.lab.watched import OPS, Office, office, until

from local.workspace import Message, View

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SIZE: Final = "1000,1500"
_CHROMIUM: Final = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=4000")


@dataclass(frozen=True, slots=True)
class Stage:
    """``place``: where to look. ``user``: as whom."""

    name: str
    place: str = OPS
    user: str = "U0ONCALL"


def played(there: Office) -> Iterator[Stage]:
    """Each stage when it is to be looked at."""
    shop = Renewing(there.bench, "shop.example", there.clock, 10 * HOUR, 5 * HOUR)
    there.watch("owner @webops", shop.target)
    others = [
        Renewing(there.bench, "api.example", there.clock, 90 * DAY, 12 * DAY),
        Renewing(there.bench, "login.example", there.clock, 200 * DAY, 29 * DAY),
        Renewing(there.bench, "static.example", there.clock, 90 * DAY, 80 * DAY),
        Renewing(there.bench, "mail.example", there.clock, 398 * DAY, 201 * DAY),
    ]
    yield Stage("watching")

    there.clock.leap(21 * MINUTE)
    alert = there.said(" is overdue for renewal")
    yield Stage("overdue")
    there.click(alert, "watch_ack", "webops")
    there.shows(alert, "Acknowledged by ")
    yield Stage("acknowledged")
    yield from _expired_and_renewed(there, shop, alert)

    there.watch("owner @oncall", *(site.target for site in others))
    until(lambda: len([m for m in there.seen() if "overdue" in m.text or "expires" in m.text]) > 1)
    others[2].leave()
    others[3].renew(398 * DAY, issuer=there.bench.pki.root.intermediate("Other CA", org="Other Trust Ltd"))
    for _ in range(4):  # as often as those near their end are checked
        there.leap(6 * HOUR, others[0].target, others[1].target)
    there.said("serves another certificate")
    there.clock.leap(timedelta(seconds=76))
    there.said("cannot be reached")
    yield Stage("unreachable and another issuer")
    yield from _asked(there, shop)
    yield from _forms(there)


def _expired_and_renewed(there: Office, shop: Renewing, alert: Message) -> Iterator[Stage]:
    for _ in range(3):
        there.leap(95 * MINUTE, shop.target)
    alert = there.shows(alert, "is broken: the certificate expired")
    there.answers(alert, "expired")
    yield Stage("expired")
    there.click(alert, "watch_snooze")
    yield Stage("snooze form")
    there.workspace.submit(_modal(there), {"span": "1d", "reason": "the order is with the CA"}, "oncall")
    there.shows(alert, "Snoozed by ")
    yield Stage("snoozed")
    shop.renew(90 * DAY)
    there.click(alert, "watch_check")
    there.answers(alert, "it lasted")
    yield Stage("recovered")


def _asked(there: Office, shop: Renewing) -> Iterator[Stage]:
    at = there.clock.now() + timedelta(minutes=5)
    there.type(f"digest {at:%H:%M} UTC")
    there.clock.leap(timedelta(minutes=6))
    digest = there.said("TLS digest")
    until(lambda: any(block["type"] == "image" for block in there.shows(digest, "").blocks))
    yield Stage("digest")
    there.type("list")
    there.type(f"history {shop.target}")
    there.type("test-alert")
    there.said("This is a test")
    yield Stage("list, history and a test alert")
    there.workspace.open_home("oncall")
    until(lambda: there.workspace.home("oncall"))
    yield Stage("home", "home")
    there.workspace.open_home("webops")
    yield Stage("home of somebody else", "home", "U0WEBOPS")


def _forms(there: Office) -> Iterator[Stage]:
    there.type("settings")
    yield Stage("settings form")
    there.workspace.submit(_modal(there), {"zone": "Atlantis", "thresholds": "soon"}, "oncall")
    yield Stage("refused form")
    there.workspace.submit(_modal(there), {"zone": "tokyo", "thresholds": "20%, 3d"}, "oncall")
    there.said("settings of this channel were changed")
    yield Stage("settings changed")
    there.type("watch")
    yield Stage("watch form")


def _modal(there: Office) -> View:
    return until(lambda: there.workspace.modal("oncall"))  # type: ignore[return-value]


def main() -> int:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    arguments.add_argument("--pictures", type=Path, metavar="FOLDER")
    folder: Path | None = arguments.parse_args().pictures
    with office() as there:
        for number, stage in enumerate(played(there), 1):
            url = f"{there.serving.address}/?user={quote(stage.user)}#{stage.place}"
            if folder is None:
                input(f"{stage.name}: {url}   (Enter goes on) ")
            else:
                _picture(url, folder / f"{number:02} {stage.name}.png")
    return 0


def _picture(url: str, path: Path) -> None:
    browser = shutil.which("chromium")
    if browser is None:
        raise SystemExit("Chromium takes the pictures, and is not installed.")
    path.parent.mkdir(parents=True, exist_ok=True)
    words = [browser, *_CHROMIUM, f"--window-size={SIZE}", f"--screenshot={path}", url]
    subprocess.run(words, check=True, capture_output=True, timeout=60)
    print(path)


if __name__ == "__main__":
    sys.exit(main())
