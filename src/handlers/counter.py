"""The composition root of watching for the function that faces Slack: what it keeps, whom it sends on, what it
refuses.
"""

from core.address_policy import PublicOnly
from core.watch_ports import Counter
from handlers.settings import Settings
from handlers.watch_settings import WatchSettings
from handlers.watching import watching


def make_counter(chosen: Settings, queues: WatchSettings) -> Counter:
    means = watching(chosen, queues)
    return Counter(desk=means.desk, queue=means.queue, policy=PublicOnly(chosen.allowed_networks), voice=means.voice)
