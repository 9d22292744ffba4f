"""Connections that no readable alert explains: closed, reset, left, silent, or vanishing on the way.

Law: what TCP shows decides: who sent FIN or RST first, with which TTL, what was never acknowledged, how long nothing
came. A capture that ends too early accuses nobody.
"""

from typing import Final

from core.capture.alerts import client_certificate_causes, next_step
from core.capture.certificates import Judge
from core.capture.flow import LARGE, Half, distance
from core.capture.refusals import Refusal, chain_findings, refusal
from core.capture.story import CLIENT, SERVER, Story
from core.capture.verdict import INCOMPLETE, Verdict, failed
from core.model.capture import Ending, Killer, Point
from core.model.explanation import Cause
from core.wire.octets import printable

_SECOND: Final = 1_000_000_000
WAITED: Final = _SECOND  # a client that leaves after this much silence had waited for an answer
_GIVEN_UP: Final = 20 * _SECOND  # silence to the end of a capture that goes on
_MANY: Final = 2  # retransmissions that are no accident
_LATE: Final = 3  # seconds: so long after the ClientHello a server has given up, not refused
_OFTEN: Final = 3
_SEGMENT: Final = 1300  # a ClientHello above this needs two segments


def by_ending(story: Story, judge: Judge, now_ns: int) -> Verdict:
    """The verdict on a handshake that did not complete and shows no alert. `now_ns`: the capture's last packet."""
    lost = _lost_on_the_way(story)
    if lost:
        return lost
    sealed = _sealed_alert(story, judge)
    if sealed:
        return sealed
    if story.malformed and story.first_end:
        event = story.malformed[0]
        who = "client" if event.role == CLIENT else "server"
        return failed(
            next_step(story),
            Cause("malformed-handshake", 0.7, f"the {who} sends bytes that break the grammar: {event.what}"),
        )
    end = story.first_end
    if end is None:
        return _no_end(story, now_ns)
    role, how = end
    if story.hello is None and not story.flow.opened and story.half(role).packets and story.half(role).ttl is None:
        return INCOMPLETE  # a RST is all it said: the answer to what was left of an older connection
    ending = ending_of(story, role, how)
    return _server_ended(story, how, ending, judge) if role == SERVER else _client_left(story, judge, how, ending)


def ending_of(story: Story, role: int, how: str) -> Ending:
    """Who it was: a RST whose TTL is not its sender's comes from somewhere between (a common sign, no proof)."""
    half = story.half(role)
    by = Killer.CLIENT if role == CLIENT else Killer.SERVER
    if how == "RST" and half.ttl is not None and half.rst_ttl is not None and half.ttl != half.rst_ttl:
        because = f"the RST has TTL {half.rst_ttl}, other packets of the {by} have {half.ttl}"
        return Ending(Killer.MIDDLEBOX, how, because)
    if how == "RST" and half.ttl is not None and half.rst_ttl is not None:
        return Ending(by, how, f"the RST has the TTL of the {by}'s other packets ({half.ttl})")
    return Ending(by, how, f"the {by} sends {how} first")


# --- packets that vanish ---


def _lost_on_the_way(story: Story) -> Verdict | None:
    """Bytes that were sent again and again and never acknowledged, or that never came by here."""
    client, server = story.client, story.server
    if client.unacked and client.resent >= _MANY and not story.chain and story.server_hello is None:
        return _hello_lost(story)
    if client.unacked and client.resent >= _MANY and client.resent_size >= LARGE:
        because = f"{client.resent_size} bytes of the client's were sent {client.resent + 1} times, never acknowledged"
        ending = Ending(Killer.NETWORK, "lost packets", "large packets do not arrive, small ones do")
        return failed(next_step(story), Cause("mtu-blackhole", 0.8, because), ending=ending)
    again = server.resent >= _MANY and server.resent_size >= LARGE
    missing = max(story.gap[SERVER] if server.unacked else 0, server.unseen)
    if (server.unacked and again) or (missing >= LARGE and client.packets):
        size = server.resent_size if again else missing
        shown = f"segments of {size} bytes sent {server.resent + 1} times" if again else f"{size} bytes of the server's"
        because = f"{shown} and never acknowledged, while small packets pass"
        ending = Ending(Killer.NETWORK, "lost packets", "large packets do not arrive, small ones do")
        return failed(
            Point.SERVER_FLIGHT, Cause("mtu-blackhole", 0.85, because), Cause("stalled-mid-handshake", 0.5, because),
            ending=ending,
        )  # fmt: skip
    return _small_ones_too(story)


def _small_ones_too(story: Story) -> Verdict | None:
    """Bytes that fit in any packet and do not arrive either."""
    for half, whose in ((story.client, "client"), (story.server, "server")):
        if half.unacked and half.resent >= _OFTEN:
            because = f"{half.unacked} bytes of the {whose}'s were sent {half.resent + 1} times, never acknowledged"
            ending = Ending(Killer.NETWORK, "lost packets", f"what the {whose} sends does not arrive any more")
            return failed(next_step(story), Cause("stalled-mid-handshake", 0.8, because), ending=ending)
    return None


def _hello_lost(story: Story) -> Verdict:
    client = story.client
    start = client.isn if client.isn is not None else client.acked
    partly = start is not None and client.acked is not None and distance(start, client.acked) > 1
    because = f"{client.unacked} bytes of the ClientHello were sent {client.resent + 1} times and never acknowledged"
    ending = Ending(Killer.NETWORK, "lost packets", "TCP connects, the bytes of the ClientHello do not arrive")
    if partly and _hello_size(client) > _SEGMENT:
        causes = (Cause("hello-size-intolerant", 0.6, because), Cause("mtu-blackhole", 0.4, because))
    elif client.resent_size >= LARGE:
        causes = (Cause("mtu-blackhole", 0.6, because), Cause("silent-after-hello", 0.4, because))
    else:
        causes = (Cause("silent-after-hello", 0.6, because), Cause("tcp-timeout", 0.5, because))
    return failed(Point.CLIENT_HELLO, *causes, ending=ending)


def _hello_size(client: Half) -> int:
    return distance(client.isn, client.highest) if client.isn is not None and client.highest is not None else 0


# --- sealed alerts ---


def _sealed_alert(story: Story, judge: Judge) -> Verdict | None:
    """An alert that only its length and place tell: TLS 1.3, or after ChangeCipherSpec."""
    if len(story.hellos) > 1 and not story.retry and (story.sealed.server_alert is not None or story.first_end):
        because = "the client sends a second ClientHello though no retry was asked for"
        return failed(Point.CLIENT_FINISHED, Cause("malformed-handshake", 0.8, because))
    if story.modern and story.sealed.client_alert is not None:
        refused = refusal(story, judge, None)
        sealed = Cause("chain-untrusted", 0.6, "a sealed record of an alert's length answers the server's flight")
        ending = Ending(Killer.CLIENT, "alert", "by its length and place the client's sealed record is an alert")
        return failed(Point.SERVER_CERTIFICATE, sealed, *refused.causes, ending=ending)
    place = story.sealed.server_alert
    if story.modern and place is not None and not story.ended_before(CLIENT, story.events[place].frame):
        ending = Ending(Killer.SERVER, "alert", "by its length and place the server's sealed record is an alert")
        point = Point.CLIENT_FINISHED if story.sealed.server_finished else Point.SERVER_FLIGHT
        return failed(point, Cause("closed-mid-handshake", 0.6, ending.because), ending=ending)
    alerts = story.records[CLIENT].alerts, story.records[SERVER].alerts
    if not story.modern and (alerts[CLIENT] or alerts[SERVER]):
        by = Killer.CLIENT if alerts[CLIENT] else Killer.SERVER
        ending = Ending(by, "alert", f"the {by} sends a sealed alert before the handshake is complete")
        return failed(Point.CLIENT_FINISHED, Cause("closed-mid-handshake", 0.6, ending.because), ending=ending)
    return None


# --- closed ---


def _server_ended(story: Story, how: str, ending: Ending, judge: Judge) -> Verdict:
    reset = how == "RST"
    what = "resets" if reset else "closes"
    after = story.server.rst_frame if reset else story.server.fin_frame
    hello = next((e for e in story.events if e.role == CLIENT), None)
    if not story.answered:
        if hello is None or after < hello.frame:
            if story.flow.talk and all(side == story.client.number for side, _, _, _ in story.flow.talk):
                return _stranger(story, what, ending)
            because = f"the server {what} the connection before a ClientHello reached it"
            return failed(Point.CLIENT_HELLO, Cause("closed-on-connect", 0.9, because), ending=ending)
        late = (story.end_ns(SERVER) - hello.ns) / _SECOND
        because = f"the server {what} the connection in answer to the ClientHello"
        because += f", {late:.1f} s after it" if late >= 1 else ""
        causes = [Cause("reset-after-hello" if reset else "closed-after-hello", 0.9, because)]
        if late >= _LATE:
            causes.append(Cause("silent-after-hello", 0.5, f"nothing answers the ClientHello for {late:.1f} s"))
        if story.hello and story.hello.size > _SEGMENT:
            causes.append(Cause("hello-size-intolerant", 0.4, f"the ClientHello has {story.hello.size} bytes"))
        return failed(Point.SERVER_HELLO, *causes, ending=ending)
    if story.client_certificate is not None and not story.modern:
        causes = list(client_certificate_causes(story, f"the server {what} the connection without an alert"))
        return failed(Point.CLIENT_CERTIFICATE, *causes, ending=ending)
    if not story.client.packets:  # only the server's packets were captured
        return _one_way(story, judge, ending)
    because = f"the server {what} the connection in the middle of the handshake"
    return failed(next_step(story), Cause("closed-mid-handshake", 0.9, because), ending=ending)


def _stranger(story: Story, what: str, ending: Ending) -> Verdict:
    """Something stands before the ClientHello (a PROXY header, say) that the server does not expect."""
    words = printable(story.flow.talk[0][1].strip(), 60)
    because = f"the client begins with “{words}”, which is no TLS, and the server {what} the connection without a word"
    return failed(Point.CLIENT_HELLO, Cause("wrong-port-or-protocol", 0.8, because), ending=ending)


def _one_way(story: Story, judge: Judge, ending: Ending) -> Verdict:
    findings = chain_findings(story, judge)
    dated = next((f for f in findings if f.code in ("cert-expired", "cert-not-yet-valid", "self-signed")), None)
    because = "only the server's packets are in the capture, and its certificate is not fit"
    if dated:
        return failed(Point.SERVER_CERTIFICATE, Cause(dated.code, 0.7, because), ending=ending, finding=dated)
    point = Point.SERVER_CERTIFICATE if story.done else next_step(story)
    return failed(point, Cause("closed-mid-handshake", 0.5, "the other direction is not captured"), ending=ending)


def _client_left(story: Story, judge: Judge, how: str, ending: Ending) -> Verdict:
    waited = story.client_waited
    if not story.server.packets:
        return _unheard(story, ending)
    if not story.answered:
        if waited >= WAITED:
            because = f"TCP connects, the ClientHello is acknowledged, nothing comes for {waited / _SECOND:.1f} s"
            silent = Ending(
                Killer.SERVER, "silence", "the server, or something before it, never answers the ClientHello"
            )
            return failed(Point.SERVER_HELLO, Cause("silent-after-hello", 0.8, because), ending=silent)
        because = f"the client leaves ({how}) before the server answers"
        return failed(Point.SERVER_HELLO, Cause("client-aborted", 0.8, because), ending=ending)
    complete = story.done or (story.modern and len(story.records[SERVER].application) > 0)
    if not complete or (story.client_messages and waited >= WAITED):
        if waited >= WAITED:
            because = f"the handshake stops and nothing comes for {waited / _SECOND:.1f} s until the client leaves"
            silent = Ending(Killer.SERVER, "silence", "the server, or something before it, stops answering")
            point = Point.SERVER_FLIGHT if not complete else next_step(story)
            return failed(point, Cause("stalled-mid-handshake", 0.8, because), ending=silent)
        because = f"the client leaves ({how}) in the middle of the handshake"
        return failed(next_step(story), Cause("client-aborted", 0.7, because), ending=ending)
    return _left_after_flight(story, judge, how, ending)


def _unheard(story: Story, ending: Ending) -> Verdict:
    """Only the client's packets were captured: what the server said can only be guessed from what the client does."""
    if story.client_certificate:
        because = "the client sends its certificate and leaves at once; the server's packets are not in the capture"
        return failed(Point.CLIENT_CERTIFICATE, Cause("client-cert-rejected", 0.5, because), ending=ending)
    if story.client_certificate == 0:
        because = "the client answers a request with no certificate and leaves; the server's packets are not captured"
        return failed(Point.CLIENT_CERTIFICATE, Cause("client-cert-required", 0.6, because), ending=ending)
    because = "only the client's packets are in the capture"
    if story.changed[CLIENT]:
        return INCOMPLETE
    return failed(Point.SERVER_HELLO, Cause("closed-mid-handshake", 0.4, because), ending=ending)


def _left_after_flight(story: Story, judge: Judge, how: str, ending: Ending) -> Verdict:
    """The server had said everything, the client leaves without a word: usually for the certificate."""
    left = Cause(
        "client-aborted", 0.6, f"the client leaves ({how}) without saying why, once it has the server's flight"
    )
    if story.client_messages:
        return failed(next_step(story), left, ending=ending)
    found: Refusal = refusal(story, judge, None)
    hard = found.finding is not None and (story.hello is not None and story.hello.sni is not None)
    if story.chain and not hard:
        return failed(Point.CLIENT_KEY_EXCHANGE, left, ending=ending)
    causes = found.causes if hard else (left, *found.causes)
    return failed(Point.SERVER_CERTIFICATE, *causes, ending=ending, finding=found.finding if hard else None)


# --- nobody ends it ---


def _no_end(story: Story, now_ns: int) -> Verdict:
    """The capture has no end of it: failed only when it went on long enough to call it silence."""
    quiet = now_ns - story.last_ns
    if quiet < _GIVEN_UP or story.hello is None:
        return INCOMPLETE
    because = f"nothing comes for {quiet / _SECOND:.0f} s, to the end of the capture"
    ending = Ending(Killer.UNKNOWN, "silence", because)
    if not story.answered and story.server.packets:
        return failed(Point.SERVER_HELLO, Cause("silent-after-hello", 0.7, because), ending=ending)
    if story.answered and story.client.packets:
        return failed(next_step(story), Cause("stalled-mid-handshake", 0.6, because), ending=ending)
    return INCOMPLETE
