"""A capture's bytes → everything that it shows.

Law: never raises, whatever the bytes; memory is bounded by the limits of the parts and by `MAX_LISTED` here: healthy
conversations beyond it are counted, failed ones are kept up to `MAX_FAILED`.
"""

from collections.abc import Callable, Iterable
from typing import Final

from core.capture.certificates import Judge
from core.capture.container import CaptureFile
from core.capture.datagrams import Datagrams
from core.capture.flow import Flow
from core.capture.judge import judge_story, prelude_of
from core.capture.link import FINDERS
from core.capture.network import ICMP, ICMP6, TCP, UDP, Network, Transport
from core.capture.prelude import Fate, is_tls_port
from core.capture.retell import retell
from core.capture.secrets import KeyLog, read_key_log
from core.capture.story import Story
from core.capture.table import FlowTable
from core.model.capture import Capture, Conversation, Problem
from core.model.trust import TrustStores

MAX_LISTED: Final = 2000
MAX_FAILED: Final = 2000
_ETHERNET: Final = 1
_PLAIN_IPV4: Final = b"\x08\x00\x45"
_WHOLE: Final = (b"\x40\x00", b"\x00\x00")  # may not be fragmented, or may; is no fragment
_ICMP_HEADER: Final = 8
_UNREACHABLE: Final = {ICMP: 3, ICMP6: 1}


class Analysis:
    """One run over one file."""

    def __init__(self, chunks: Iterable[bytes], stores: Callable[[], TrustStores]) -> None:
        self._file = CaptureFile(iter(chunks))
        self._judge = Judge(stores)
        self._table = FlowTable(self._finished, self._secrets)
        self._network = Network()
        self._datagrams = Datagrams()
        self._listed: list[Conversation] = []
        self._aside: list[Conversation] = []  # failed before TLS, on a port that need not be one of TLS
        self._failed = self._unlisted = self._other = 0
        self._first_ns = self._last_ns = 0
        self._key_log: KeyLog = {}
        self._read_secrets = 0
        self._unknown_links: dict[int, int] = {}

    def run(self) -> Capture:
        """Read the file to its end, or to where it can be read no more."""
        table, tcp = self._table, self._table.tcp
        last = -1
        for frame, ns, link, data, start, end, wire in self._file.packets():
            table.frame = frame
            if ns > last:
                self._last_ns = last = ns
                self._first_ns = self._first_ns or ns
            # The usual packet without a detour: Ethernet, IPv4 without options or fragments, TCP.
            usual = link == _ETHERNET and data[start + 12 : start + 15] == _PLAIN_IPV4 and data[start + 23] == TCP
            if usual and start + 54 <= end and data[start + 20 : start + 22] in _WHOLE:
                ip_end = start + 14 + (data[start + 16] << 8 | data[start + 17])
                if start + 54 <= ip_end <= start + wire:
                    stop = min(end, ip_end)
                    tcp(data, start + 34, stop, ip_end, data[start + 26 : start + 34], data[start + 22], ns)
                    continue
            self._any(frame, ns, link, data, start, end, wire)
        self._table.close()
        return self._result()

    def _any(self, frame: int, ns: int, link: int, data: bytes, start: int, end: int, wire: int) -> None:
        """Any packet at all."""
        finder = FINDERS.get(link)
        if finder is None:
            self._unknown_links[link] = self._unknown_links.get(link, 0) + 1
            return
        ip, stop = finder(data, start, end)
        found = self._network.transport(data, ip, stop, max(stop, stop + start + wire - end)) if ip >= 0 else None
        if found is None:
            return
        if found.protocol == TCP:
            self._table.tcp(found.data, found.start, found.end, found.wire_end, found.addresses, found.ttl, ns)
        else:
            self._other_transport(found, ns, frame)

    def _secrets(self) -> KeyLog:
        """The key log so far; blocks of it may stand between packets."""
        if len(self._file.secrets) != self._read_secrets:
            self._read_secrets, self._key_log = len(self._file.secrets), read_key_log(bytes(self._file.secrets))
        return self._key_log

    def _other_transport(self, found: Transport, ns: int, frame: int) -> None:
        if found.protocol == UDP:
            self._datagrams.take(found)
        elif found.protocol in _UNREACHABLE and found.end - found.start > _ICMP_HEADER:
            kind, code = found.data[found.start], found.data[found.start + 1]
            if kind == _UNREACHABLE[found.protocol]:
                start = found.start + _ICMP_HEADER
                inside = Network().transport(found.data, start, found.end, found.end + 65535)
                if inside is not None and inside.protocol == TCP:
                    self._table.unreachable(inside, kind, code, ns, frame)

    def _finished(self, flow: Flow) -> None:
        """A connection is over, or the capture is."""
        story = Story(flow)
        prelude = prelude_of(story)
        verdict = judge_story(story, prelude, self._judge, self._last_ns)
        if verdict is None:
            self._other += 1
            return
        conversation = retell(story, prelude, verdict)
        if not story.flow.tls:
            self._other += 1
        if conversation.troubled:
            self._failed += 1
            if self._failed > MAX_FAILED:
                self._unlisted += 1
            elif prelude.fate is Fate.NOT_OFFERED:
                self._aside.append(conversation)  # a plain session like any other, were it not for its end
            elif story.flow.tls or story.flow.talk or is_tls_port(story.server.port):
                self._listed.append(conversation)
            else:
                self._aside.append(conversation)
        elif len(self._listed) < MAX_LISTED + self._failed:
            self._listed.append(conversation)
        else:
            self._unlisted += 1

    def _result(self) -> Capture:
        file = self._file
        listed = self._listed or self._aside
        problems = list(file.problems)
        readable = file.readable
        for link, count in self._unknown_links.items():
            problems.append(Problem(f"{count} packets have link type {link}, which is none that we can read."))
            readable = readable and sum(self._unknown_links.values()) < file.count
        if file.readable and not file.count and not problems:
            problems.append(Problem("The file is a capture without a single packet."))
        return Capture(
            format=file.format,
            readable=readable,
            problems=tuple(problems),
            truncated_at=file.truncated_at,
            packets=file.count,
            bytes_read=file.offset,
            seconds=max(0, self._last_ns - self._first_ns) / 1e9,
            conversations=tuple(sorted(listed, key=lambda c: c.number)),
            unlisted=self._unlisted,
            other_tcp=self._other,
            udp_tls=tuple(sorted(self._datagrams.tls.items())),
            name_failures=tuple(self._datagrams.names.values()),
            secrets=bool(file.secrets),
        )


def analyse(chunks: Iterable[bytes], stores: Callable[[], TrustStores]) -> Capture:
    """What a capture shows. `chunks`: its bytes in pieces, unpacked; `stores`: asked for once, if at all."""
    return Analysis(chunks, stores).run()
