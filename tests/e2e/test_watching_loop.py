"""A certificate's life in a channel, whole, and read as a person would: real servers and certificates, the real bot, a
Slack that keeps its rules.

The first story is `tlscheck serve` on the machine's clock: a certificate lives for 24 seconds, really expires, and the
process is killed in the middle. In the others the clock leaps over the hours between two things, no further than a
check is away; whatever is done then takes its time.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from local.workspace import Message
from tests.lab.renewing import Renewing
from tests.lab.watched import Channel, Office, Served, office, served, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(150)]
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LONG = 90 * DAY


@pytest.fixture
def there() -> Iterator[Office]:
    with office() as made:
        yield made


@pytest.fixture
def process() -> Iterator[Served]:
    with served() as made:
        yield made


class Reader:
    """Somebody who reads notifications: the host is "shop", a date a DAY, and who counts seconds?"""

    def __init__(self, site: Renewing) -> None:
        self._site = site

    def reads(self, text: str) -> str:
        said = re.sub(r"^@[^:]+: ", "", text.replace(self._site.target, "shop"))  # whom it calls: see `called`
        said = re.sub(r"\d{4}-\d\d-\d\d", "DAY", said)
        said = re.sub(r"<!date\^[^|]*\|[^>]*>", "DAY", said)
        return re.sub(r"\d+ %", "P %", re.sub(r"\d+ seconds?\b", "N seconds", said))

    def life(self, message: Message) -> list[str]:
        """All that one message ever said, oldest first."""
        return list(dict.fromkeys(map(self.reads, (*(edit.text for edit in message.edits), message.text))))

    def thread(self, channel: Channel, parent: Message) -> list[str]:
        return list(dict.fromkeys(self.reads(message.text) for message in channel.thread(parent)))

    def parents(self, channel: Channel) -> list[str]:
        """The first sentences of answers, and alerts as they are now."""
        parents = [message for message in channel.seen() if message.thread_ts is None]
        return [self.reads(message.text).partition(", except on ")[0] for message in parents]


def called(message: Message) -> bool:
    """Whether the owner is notified."""
    return "{'type': 'user', 'user_id': 'U0WEBOPS'}" in str(message.blocks)


def test_a_certificate_of_24_seconds_and_a_process_that_is_killed(process: Served) -> None:
    site = Renewing(process.bench, "shop.test", process.clock, 24 * SECOND)
    reader = Reader(site)
    process.type(f"watch {site.target} owner @webops")
    reminder = process.said(" is overdue for renewal: ")
    process.told()
    process.kill()
    process.start()
    alert = process.said(" is broken: the certificate expired ")
    assert alert.ts == reminder.ts
    process.answers(alert, "expired")
    site.renew(LONG)
    process.click(alert, "watch_check")
    process.answers(alert, "it lasted ")

    assert reader.parents(process) == [
        "Now watching 1 host: `shop`",
        "shop is fine again after N seconds: the certificate is renewed: valid until DAY",
    ]
    assert reader.life(process.said(" is fine again ")) == [
        "shop is overdue for renewal: the certificate should have been renewed by DAY: N seconds left, P % of its life",
        "shop expires soon: the certificate expires in N seconds, P % of its life left",
        "shop is broken: the certificate expired N seconds ago",
        "shop is fine again after N seconds: the certificate is renewed: valid until DAY",
    ]
    assert reader.thread(process, alert) == [
        "shop: the certificate expires in N seconds, P % of its life left",
        "shop: the certificate expired N seconds ago",
        "shop is fine: the certificate is valid until DAY",
        "shop: the certificate is renewed: valid until DAY; it lasted N seconds",
    ]


def test_taken_in_hand_then_expired_then_snoozed_then_renewed(there: Office) -> None:
    """Who took it in hand hears no reminders, but sees them; that it expired is told all the same, by name."""
    site = Renewing(there.bench, "shop.test", there.clock, 10 * HOUR, 5 * HOUR)
    reader = Reader(site)
    there.watch("owner @webops", site.target)
    there.leap(21 * MINUTE, site.target)
    alert = there.said(" is overdue for renewal: ")
    assert not called(alert)

    there.click(alert, "watch_ack", "webops")
    there.shows(alert, "Acknowledged by ")
    there.stop()
    there.start()
    for shown in ("expires in 3 hours", "expires in 88 minutes", "expired 6 minutes ago"):
        there.leap(95 * MINUTE, site.target)
        there.shows(alert, shown)
    expired = there.answers(alert, "expired")
    assert called(expired)

    there.click(alert, "watch_snooze", "oncall")
    form = until(lambda: there.workspace.modal("oncall"))
    assert form is not None
    assert "The certificate expired" in str(form.content["blocks"])
    there.workspace.submit(form, {"span": "1d", "reason": "the order is with the CA"}, "oncall")
    there.shows(alert, "the order is with the CA")

    site.renew(LONG)
    there.leap(20 * MINUTE, site.target)
    over = there.answers(alert, "is renewed")
    assert not called(over)
    assert "Snoozed" not in str(there.shows(alert, "fine again").blocks)
    assert reader.life(there.said("fine again")) == [
        "shop is overdue for renewal: the certificate should have been renewed by DAY: 4 hours left, P % of its life",
        "shop expires soon: the certificate expires in 3 hours, P % of its life left",
        "shop expires soon: the certificate expires in 88 minutes, P % of its life left",
        "shop is broken: the certificate expired 6 minutes ago",
        "shop is fine again after 20 minutes: the certificate is renewed: valid until DAY",
    ]
    assert reader.thread(there, alert) == [
        "shop: the certificate expired 6 minutes ago",
        "shop: the certificate is renewed: valid until DAY; it lasted 20 minutes",
    ]


def test_out_of_reach_and_back_then_another_issuer_then_the_digest(there: Office) -> None:
    site = Renewing(there.bench, "shop.test", there.clock, LONG, 80 * DAY)
    reader = Reader(site)
    there.type("digest off")
    there.watch("", site.target)
    there.leap(DAY, site.target)

    site.leave()
    there.leap(DAY, site.target)
    there.leap(76 * SECOND, site.target)
    alert = there.said(" cannot be reached")
    site.come_back()
    there.leap(15 * MINUTE, site.target)
    there.leap(76 * SECOND, site.target)
    there.answers(alert, "it lasted")

    site.renew(LONG, issuer=there.bench.pki.root.intermediate("Other CA", org="Other Trust Ltd"))
    there.leap(DAY, site.target)
    there.said("serves another certificate")

    at = there.clock.now() + 5 * MINUTE
    there.type(f"digest {at:%H:%M} UTC")
    there.said("The digest comes to this channel daily")
    there.clock.leap(6 * MINUTE)
    there.said("TLS digest")

    assert reader.life(there.said("fine again")) == [
        f"shop cannot be reached: the connection to port {site.running.port} is refused",
        "shop is fine again after 17 minutes: it can be reached again",
    ]
    assert reader.thread(there, alert) == ["shop: it can be reached again; it lasted 17 minutes"]
    assert reader.parents(there)[-4:] == [
        "shop is fine again after 17 minutes: it can be reached again",
        "shop serves another certificate: another issuer: Other Trust Ltd instead of Test Trust Ltd",
        f"The digest comes to this channel daily at {at:%H:%M} UTC",
        "TLS digest: 1 changed. 1 fine. 1 of 1 checked.",
    ]
