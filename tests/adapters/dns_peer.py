"""A real DNS server on loopback, UDP and TCP on one port, that answers from a function and remembers the questions."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Question = dns.message.Message
Reply = dns.message.Message | bytes | None
Answers = Callable[[str, str, Question], Reply]


def reply(
    question: Question, *records: str, rcode: dns.rcode.Rcode = dns.rcode.NOERROR, truncated: bool = False
) -> dns.message.Message:
    """An answer with these records, each "name type value"."""
    message = dns.message.make_response(question, recursion_available=True)
    message.set_rcode(rcode)
    if truncated:
        message.flags |= dns.flags.TC
    for record in records:
        name, kind, value = record.split(" ", 2)
        message.answer.append(dns.rrset.from_text(name, 60, "IN", kind, value))
    return message


class DnsPeer:
    """``answers(name, type, question)`` gives a message, raw bytes, or None for silence.

    ``asked``: name, type and transport of every question.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self.asked: list[tuple[str, str, str]] = []
        self._tcp, self._udp = _bind()
        self.port: int = self._udp.getsockname()[1]
        threading.Thread(target=self._serve_udp, daemon=True).start()
        threading.Thread(target=self._serve_tcp, daemon=True).start()

    def _answer(self, wire: bytes, transport: str) -> bytes | None:
        """None, silence, also for what is no question."""
        try:
            question = dns.message.from_wire(wire)
            asked = question.question[0]
        except (dns.exception.DNSException, ValueError, IndexError):
            return None
        name, kind = asked.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(asked.rdtype)
        self.asked.append((name, kind, transport))
        found = self._answers(name, kind, question)
        if isinstance(found, dns.message.Message):
            if transport == "tcp":
                found.flags &= ~dns.flags.TC
            return found.to_wire()
        return found

    def _serve_udp(self) -> None:
        while True:
            try:
                wire, client = self._udp.recvfrom(4096)
                answer = self._answer(wire, "udp")
                if answer is not None:
                    self._udp.sendto(answer, client)
            except OSError:
                return

    def _serve_tcp(self) -> None:
        while True:
            try:
                connection, _ = self._tcp.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), connection:
                size = int.from_bytes(connection.recv(2, socket.MSG_WAITALL), "big")
                answer = self._answer(connection.recv(size, socket.MSG_WAITALL), "tcp")
                if answer is not None:
                    connection.sendall(len(answer).to_bytes(2, "big") + answer)

    def close(self) -> None:
        for sock in (self._tcp, self._udp):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()


def _bind() -> tuple[socket.socket, socket.socket]:
    """One port that is free for both."""
    for _ in range(50):
        tcp, udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        tcp.bind(("127.0.0.1", 0))
        try:
            udp.bind(tcp.getsockname())
        except OSError:
            tcp.close()
            udp.close()
            continue
        tcp.listen(8)
        return tcp, udp
    raise OSError("no port is free for both")


@contextlib.contextmanager
def dns_peer(answers: Answers) -> Iterator[DnsPeer]:
    running = DnsPeer(answers)
    try:
        yield running
    finally:
        running.close()
