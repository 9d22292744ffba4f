"""One connection → its verdict: which judge it goes to, and the two verdicts that need none.

Law: in this order: what stands before TLS, what the server speaks instead of it, a handshake that completed, an alert,
an ending. The first that explains the failure wins.
"""

from typing import Final

from core.capture.alerts import by_alert, client_certificate_causes
from core.capture.certificates import Judge
from core.capture.endings import WAITED, by_ending, ending_of
from core.capture.prelude import Fate, Manner, Prelude, is_tls_port, read_prelude
from core.capture.refusals import refusal
from core.capture.story import CLIENT, SERVER, Story
from core.capture.verdict import COMPLETED, INCOMPLETE, Verdict, failed, once
from core.model.capture import Ending, Killer, Outcome, Point
from core.model.explanation import Cause
from core.wire.codes import AlertDescription as Alert

_AT_ONCE: Final = 500_000_000  # nanoseconds: a client that leaves so soon after the handshake did not like something
_REFUSES: Final = frozenset({Alert.CERTIFICATE_REQUIRED, Alert.BAD_CERTIFICATE, Alert.UNKNOWN_CA, Alert.ACCESS_DENIED,
    Alert.CERTIFICATE_EXPIRED, Alert.CERTIFICATE_REVOKED, Alert.CERTIFICATE_UNKNOWN, Alert.UNSUPPORTED_CERTIFICATE,
    Alert.HANDSHAKE_FAILURE, Alert.DECRYPT_ERROR})  # fmt: skip


def prelude_of(story: Story) -> Prelude:
    """What was said in plain text."""
    by = story.first_end[0] if story.first_end is not None and not story.gap[SERVER] else None
    manner = Manner(
        server_speaks_tls=story.server.side is not None,
        closed_by_server=by == SERVER,
        left=by == CLIENT,
        waited=by == CLIENT and story.client_waited >= WAITED and bool(story.server.packets),
    )
    return read_prelude(story.flow, story.client.number, manner)


def judge_story(story: Story, prelude: Prelude, judge: Judge, now_ns: int) -> Verdict | None:
    """The verdict; None for a connection that has nothing to do with TLS."""
    plain = _plain(story, prelude)
    if plain is not None:
        return plain
    if not story.flow.tls:
        return _no_bytes(story)
    if story.joined_late:
        return COMPLETED
    if story.completed:
        return _completed(story, judge)
    if story.fatal is not None and not _after_the_fact(story):
        return by_alert(story, judge, *story.fatal)
    return by_ending(story, judge, now_ns)


def _after_the_fact(story: Story) -> bool:
    """The alert answers an end that the other side had made: an effect, not the cause."""
    assert story.fatal is not None
    event, _ = story.fatal
    return story.ended_before(1 - event.role, event.frame)


# --- plain text ---

_PLACES: Final = {
    Fate.REFUSED: (Point.STARTTLS, "starttls-refused", "the server declines the upgrade"),
    Fate.NOT_OFFERED: (Point.STARTTLS, "starttls-not-offered", "the server offers no TLS and the client leaves"),
    Fate.TLS_DEMANDED: (Point.STARTTLS, "tls-required", "the server demands TLS and the client stays in plain text"),
    Fate.HUNG_UP: (Point.STARTTLS, "starttls-refused", "the server ends the connection instead of an answer"),
    Fate.UNANSWERED: (Point.STARTTLS, "stalled-mid-handshake", "the server never answers the request for TLS"),
    Fate.PROXY_SILENT: (Point.PROXY_CONNECT, "stalled-mid-handshake", "the proxy never answers CONNECT"),
    Fate.PLAIN_AFTER_YES: (Point.SERVER_HELLO, "not-tls", "the server agrees to TLS and then speaks plain text"),
    Fate.HTTP_AFTER_YES: (Point.SERVER_HELLO, "not-tls-http", "the ClientHello is answered by plain HTTP"),
    Fate.PROXY_REFUSED: (Point.PROXY_CONNECT, "proxy-refused", "the proxy declines CONNECT"),
    Fate.PLAIN_TO_TLS: (Point.CLIENT_HELLO, "not-tls-http", "the client speaks plain HTTP to a port that wants TLS"),
}


def _plain(story: Story, prelude: Prelude) -> Verdict | None:
    words = f": “{prelude.reply}”" if prelude.reply else ""
    if prelude.fate is Fate.BANNER:
        return _banner(prelude, words)
    if prelude.fate not in _PLACES:
        return None
    point, code, because = _PLACES[prelude.fate]
    end = story.first_end
    by = Killer.CLIENT if prelude.fate is Fate.NOT_OFFERED else Killer.SERVER
    ending = ending_of(story, *end) if end else Ending(by, "reply", because)
    if prelude.fate in (Fate.UNANSWERED, Fate.PROXY_SILENT):
        ending = Ending(Killer.SERVER, "silence", because)
    causes = [Cause(code, 0.95, because + words)]
    if prelude.fate is Fate.PLAIN_TO_TLS:
        causes.append(Cause("wrong-port-or-protocol", 0.5, "the client is set to http where https belongs"))
    return failed(point, *causes, ending=ending)


def _banner(prelude: Prelude, words: str) -> Verdict:
    """The server answers a ClientHello in plain text."""
    if prelude.protocol == "http":
        causes = [Cause("not-tls-http", 0.95, f"the server answers the ClientHello by plain HTTP{words}")]
    elif prelude.protocol:
        because = f"the server speaks {prelude.protocol}, not TLS{words}"
        causes = [Cause("not-tls-banner", 0.95, because)]
        if prelude.starttls:
            causes.append(Cause("starttls-needed", 0.9, f"{prelude.protocol} upgrades by STARTTLS"))
    else:
        causes = [Cause("not-tls", 0.9, f"the server's bytes are no TLS{words}")]
    causes.append(Cause("wrong-port-or-protocol", 0.5, "the client speaks TLS to a port that does not"))
    ending = Ending(Killer.SERVER, "reply", "the server's first bytes are no TLS record")
    return failed(Point.SERVER_HELLO, *causes, ending=ending)


# --- TCP alone ---


def _no_bytes(story: Story) -> Verdict | None:
    """TCP that was refused, unanswered, or closed before a byte; None for everything else."""
    client, server = story.client, story.server
    if story.flow.talk:
        return None
    if story.flow.icmp is not None:
        return _icmp(*story.flow.icmp[:2])
    if client.syns and server.rst_frame and not server.syns:
        ending = ending_of(story, SERVER, "RST")
        return failed(Point.TCP_CONNECT, Cause("tcp-refused", 0.95, "the SYN is answered by RST"), ending=ending)
    if client.syns > 1 and not server.packets and not client.data_packets:
        seconds = (client.last_ns - client.first_ns) / 1e9
        because = f"{client.syns} SYNs within {seconds:.1f} s, no answer"
        ending = Ending(Killer.NETWORK, "silence", "nothing answers the SYN")
        return failed(Point.TCP_CONNECT, Cause("tcp-timeout", 0.9, because), ending=ending)
    if client.syns > 1 and server.syns > 1 and client.packets == client.syns:
        because = f"{client.syns} SYNs and {server.syns} SYN+ACKs, and the client never takes the answer up"
        ending = Ending(Killer.NETWORK, "silence", "the SYN+ACK does not reach the client")
        return failed(Point.TCP_CONNECT, Cause("tcp-timeout", 0.8, because), ending=ending)
    end = story.first_end
    bare = client.syns and server.syns and not client.data_packets and not server.data_packets
    if bare and end and end[0] == SERVER and is_tls_port(server.port):
        because = "TCP connects, and the server ends the connection before a byte"
        ending = ending_of(story, *end)
        return failed(Point.CLIENT_HELLO, Cause("closed-on-connect", 0.8, because), ending=ending)
    return None


def _icmp(kind: int, code: int) -> Verdict:
    """Destination unreachable (RFC 792, RFC 1812 section 5.2.7.1; ICMPv6: RFC 4443 section 3.1)."""
    forbidden = (kind == 3 and code in (9, 10, 13)) or (kind == 1 and code in (1, 5, 6))
    closed = (kind == 3 and code == 3) or (kind == 1 and code == 4)
    because = f"an ICMP error (type {kind}, code {code}) answers the SYN"
    ending = Ending(Killer.MIDDLEBOX if forbidden else Killer.NETWORK, "ICMP", because)
    first = "tcp-refused" if forbidden or closed else "net-unreachable"
    other = "net-unreachable" if first == "tcp-refused" else "tcp-refused"
    return failed(Point.TCP_CONNECT, Cause(first, 0.9, because), Cause(other, 0.4, because), ending=ending)


# --- completed ---


def _completed(story: Story, judge: Judge) -> Verdict:
    """Complete, and perhaps undone right after it."""
    fatal = story.fatal
    if fatal is not None and fatal[0].role == SERVER and fatal[1].number in _REFUSES:
        return by_alert(story, judge, *fatal)
    refused = _server_refuses(story)
    if refused:
        return refused
    broken = story.malformed_in_handshake
    if broken:
        because = f"a message breaks its grammar, and the handshake goes on all the same: {broken.what}"
        return Verdict(outcome=Outcome.COMPLETED, causes=(Cause("malformed-handshake", 0.7, because),))
    return _renegotiation(story) or _unanswered(story) or _left_at_once(story, judge)


def _renegotiation(story: Story) -> Verdict | None:
    """TLS 1.2: a second handshake within the first (RFC 5246 section 7.4.1.1), to which the server says no."""
    client, server = story.records
    if story.modern or len(client.handshake) < 2:
        return None
    hello, last = client.handshake[1], client.handshake[-1]
    if any(place > last for place in server.handshake) or not any(place > last for place in server.alerts):
        return COMPLETED
    because = "the handshake completes, a second one begins within it (renegotiation), and a sealed alert ends it"
    causes = [Cause("closed-after-handshake", 0.6, because)]
    if any(hello < place < last for place in server.handshake):
        causes.append(Cause("client-cert-required", 0.5, "asking for a client certificate is the usual reason"))
    ending = Ending(Killer.SERVER, "alert", "the server's sealed alert answers the second handshake")
    return Verdict(outcome=Outcome.COMPLETED, failed_at=Point.POST_HANDSHAKE, causes=tuple(causes), ending=ending)


def _unanswered(story: Story) -> Verdict | None:
    """A reset from the server's side is all that follows the client's Finished, or its data."""
    end = story.first_end
    if end != (SERVER, "RST") or story.server_answers or story.gap[SERVER] or story.sealed.client_alert is not None:
        return None
    sends = "the client sends data, and a reset answers it" if story.client_data else "and a reset follows at once"
    return Verdict(
        outcome=Outcome.COMPLETED,
        failed_at=Point.POST_HANDSHAKE,
        causes=(Cause("closed-after-handshake", 0.7, f"the handshake completes, {sends}"),),
        ending=ending_of(story, *end),
    )


def _server_refuses(story: Story) -> Verdict | None:
    """TLS 1.3: the client's certificate (or its absence) is refused by a sealed alert when the client is done."""
    place, end, first = story.sealed.server_alert, story.completed_at, story.first_end
    if not story.modern or end is None or story.server_data:
        return None
    before = story.sealed.client_alert
    if place is not None and place > end and (before is None or before > place):
        said = "a sealed record of an alert's length is all that the server answers"
    elif first is not None and first[0] == SERVER and before is None:
        said = "the server ends the connection without another word"
    else:
        return None
    if story.sealed.certificate is None:
        return None
    ending = Ending(Killer.SERVER, "alert" if place is not None else "close", said)
    return failed(Point.CLIENT_CERTIFICATE, *client_certificate_causes(story, said), ending=ending)


def _left_at_once(story: Story, judge: Judge) -> Verdict:
    """curl and Node look at the name after the handshake, and leave without having sent data."""
    end, complete = story.first_end, story.completed_at
    alerts = [place for place in story.records[CLIENT].alerts if complete is not None and place > complete]
    if end is None or complete is None or story.gap[CLIENT] or story.client_data:
        return COMPLETED
    if story.server_data and not story.modern:
        return COMPLETED
    if end[0] != CLIENT and not alerts and story.sealed.client_alert is None:
        return COMPLETED
    if story.end_ns(CLIENT) - story.events[complete].ns > _AT_ONCE or not story.end_ns(CLIENT):
        return COMPLETED
    left = Cause("client-aborted", 0.5, "the client completes the handshake and leaves at once, without data")
    found = refusal(story, judge, None)
    causes = found.causes if found.finding else (left, *found.causes) if not story.chain else (left,)
    goodbye = Ending(Killer.CLIENT, "close", "the client's sealed goodbye comes before the server closes")
    return Verdict(
        outcome=Outcome.COMPLETED,
        failed_at=Point.POST_HANDSHAKE,
        causes=once(causes),
        ending=ending_of(story, *end) if end[0] == CLIENT else goodbye,
        finding=found.finding,
    )


__all__ = ["INCOMPLETE", "judge_story", "prelude_of"]
