"""A DNS server that lies to order: UDP and TCP on one port of this machine, for the names of the lab only.

A name has an entry, or it does not exist. Nothing is forwarded. `records` holds whole answers by name and type, with
their signatures; `vouched` the names for which it claims, like a validating resolver, to have checked them.
"""

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from tests.lab.net import Server, bind_all, read_exactly

_SOA = "ns.lab.test. hostmaster.lab.test. 1 3600 600 86400 60"
_TTL = 60


class Trouble(Enum):
    """Ways for a resolver to fail a name."""

    SERVFAIL = "SERVFAIL"
    REFUSED = "REFUSED"
    SILENT = "no answer at all"


@dataclass(frozen=True, slots=True)
class Addresses:
    """A and AAAA records; none of them: the name exists and has no address."""

    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """A CNAME."""

    to: str


Entry = Addresses | Alias | Trouble


class FakeDns:
    """`entries` may be changed while it runs; `queries` counts what was asked, by name."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.entries: dict[str, Entry] = {}
        self.records: dict[tuple[str, str], list[dns.rrset.RRset]] = {}
        self.vouched: set[str] = set()
        self.queries: dict[str, int] = {}
        self._troubles: list[BaseException] = []
        while True:
            (tcp,) = bind_all([host])
            self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            try:
                self._udp.bind(tcp.getsockname())
            except OSError:
                tcp.close()
                self._udp.close()
                continue
            break
        self._tcp = Server(tcp, self._serve_tcp, self._troubles)
        self.port = self._tcp.port
        threading.Thread(target=self._serve_udp, daemon=True).start()

    @property
    def address(self) -> str:
        """As it is given to `--resolver`."""
        return f"{self.host}:{self.port}"

    def close(self) -> None:
        self._tcp.close()
        with suppress(OSError):
            self._udp.shutdown(socket.SHUT_RDWR)
        self._udp.close()

    def _serve_udp(self) -> None:
        while True:
            try:
                wire, client = self._udp.recvfrom(4096)
            except OSError:
                return
            if not wire:
                return  # shut down
            answer = self._answer(wire)
            if answer is not None:
                size = max(512, answer.payload)
                with suppress(OSError):
                    self._udp.sendto(answer.to_wire(max_size=size, prefer_truncation=True), client)

    def _serve_tcp(self, client: socket.socket) -> None:
        while True:
            wire = read_exactly(client, int.from_bytes(read_exactly(client, 2)))
            answer = self._answer(wire)
            if answer is not None:
                client.sendall(answer.to_wire(prepend_length=True))

    def _answer(self, wire: bytes) -> dns.message.Message | None:
        """The answer; None for none."""
        try:
            query = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return None
        answer = dns.message.make_response(query, recursion_available=True)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        self.queries[name] = self.queries.get(name, 0) + 1
        if name in self.vouched:
            answer.flags |= dns.flags.AD
        if self._add_records(answer, name, query):
            return answer
        for _ in range(16):
            match self.entries.get(name):
                case Alias(to=to):
                    answer.answer.append(dns.rrset.from_text(f"{name}.", _TTL, "IN", "CNAME", f"{to}."))
                    name = to
                    if question.rdtype == dns.rdatatype.CNAME:
                        return answer
                case Addresses(values=values):
                    _add_addresses(answer, name, question.rdtype, values)
                    return answer
                case Trouble.SILENT:
                    return None
                case Trouble() as trouble:
                    answer.set_rcode(dns.rcode.from_text(trouble.value))
                    return answer
                case None:
                    answer.set_rcode(dns.rcode.NXDOMAIN)
                    _add_soa(answer)
                    return answer
        answer.set_rcode(dns.rcode.SERVFAIL)  # a loop of aliases
        return answer

    def _add_records(self, answer: dns.message.Message, name: str, query: dns.message.Message) -> bool:
        """Answer from `records`; False when they say nothing of this name. Signatures go to those who ask for them."""
        kind = dns.rdatatype.to_text(query.question[0].rdtype)
        signed = bool(query.ednsflags & dns.flags.DO)
        found = self.records.get((name, kind))
        section, sets = (answer.answer, found) if found else (answer.authority, self._soa_above(name, kind))
        section.extend(s for s in sets if signed or s.rdtype != dns.rdatatype.RRSIG)
        return bool(sets)

    def _soa_above(self, name: str, kind: str) -> list[dns.rrset.RRset]:
        """For a type that a name of ours does not have: the SOA of its zone."""
        if not any(known == name for known, _ in self.records) or (kind in ("A", "AAAA") and name in self.entries):
            return []
        labels = name.split(".")
        above = (".".join(labels[start:]) for start in range(len(labels)))
        return next((self.records[(zone, "SOA")] for zone in above if (zone, "SOA") in self.records), [])


def _add_addresses(
    answer: dns.message.Message, name: str, rdtype: dns.rdatatype.RdataType, values: tuple[str, ...]
) -> None:
    wanted = [value for value in values if (":" in value) == (rdtype == dns.rdatatype.AAAA)]
    if wanted and rdtype in {dns.rdatatype.A, dns.rdatatype.AAAA}:
        answer.answer.append(dns.rrset.from_text_list(f"{name}.", _TTL, "IN", rdtype, wanted))
    else:
        _add_soa(answer)


def _add_soa(answer: dns.message.Message) -> None:
    answer.authority.append(dns.rrset.from_text("lab.test.", _TTL, "IN", "SOA", _SOA))
