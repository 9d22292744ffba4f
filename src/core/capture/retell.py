"""A judged connection → the `Conversation` that is shown: who, what was offered and chosen, alerts, times, timeline.

Law: only what is in the file; strangers' words are cleaned and capped. Everything a renderer needs is made here.
"""

from itertools import groupby
from typing import Final

from core.capture.alerts import sent_certificate
from core.capture.events import (
    AlertRead,
    CipherChanged,
    ClientCertificate,
    ClientMessage,
    Gap,
    Hello,
    Sealed,
    Ssl2Message,
    What,
)
from core.capture.prelude import Fate, Prelude
from core.capture.refusals import address_of
from core.capture.story import CLIENT, SERVER, Placed, Story
from core.capture.verdict import Verdict
from core.capture.words import advice
from core.certificates.facts import parse_certificate
from core.model.capture import Conversation, Moment, Peer, SeenAlert, Timings
from core.model.certificate import CertificateFacts
from core.wire.codes import Version, alert_name, handshake_name, version_name
from core.wire.messages import (
    CertificateMessage,
    CertificateRequest,
    Malformed,
    OtherHandshake,
    ServerHello,
    ServerHelloDone,
    ServerKeyExchange,
)
from core.wire.registry import cipher, group

_MAX_MOMENTS: Final = 40
_MAX_CERTIFICATES: Final = 10
_PEERS: Final = (Peer.CLIENT, Peer.SERVER)


def retell(story: Story, prelude: Prelude, verdict: Verdict) -> Conversation:
    """Everything there is to say about one connection."""
    flow, hello, client, server = story.flow, story.hello, story.client, story.server
    troubled = verdict.failed_at is not None or bool(verdict.causes)
    upgraded = prelude.fate is not Fate.ORDINARY and prelude.fate is not Fate.BANNER
    conversation = Conversation(
        client=endpoint(flow.addresses[client.number], client.port),
        server=endpoint(flow.addresses[server.number], server.port),
        number=flow.number,
        frame=flow.first_frame,
        started_ns=flow.first_ns,
        sni=hello.sni if hello else None,
        versions_offered=hello.versions if hello else (),
        version=story.version,
        cipher=story.server_hello.cipher if story.server_hello else None,
        group=story.group,
        alpn=story.server_hello.alpn if story.server_hello else None,
        starttls=prelude.protocol if upgraded else None,
        resumed=_resumed(story),
        client_certificate_asked=story.asked is not None,
        client_certificate_sent=sent_certificate(story),
        certificates=_certificates(story) if troubled else (),
        alerts=_alerts(story),
        hidden_alerts=_hidden(story),
        outcome=verdict.outcome,
        failed_at=verdict.failed_at,
        causes=verdict.causes,
        ending=verdict.ending,
        timings=_timings(story),
        timeline=_timeline(story) if troubled else (),
        notes=_notes(story),
    )
    return advice(conversation, verdict.finding) if verdict.causes else conversation


def endpoint(address: bytes, port: int) -> str:
    """``192.0.2.1:443``, ``[2001:db8::1]:443``."""
    text = address_of(address)
    return f"[{text}]:{port}" if ":" in text else f"{text}:{port}"


def _resumed(story: Story) -> bool:
    """TLS 1.3: the ServerHello takes a PSK (extension 41). Older: both finish and no certificate was sent."""
    if story.server_hello is None:
        return False
    if story.modern:
        return story.server_hello.has(41)
    return story.completed and not story.chain and not story.gap[SERVER]


def _certificates(story: Story) -> tuple[CertificateFacts, ...]:
    parsed = (parse_certificate(der) for der in story.chain[:_MAX_CERTIFICATES])
    return tuple(c for c in parsed if isinstance(c, CertificateFacts))


def _alerts(story: Story) -> tuple[SeenAlert, ...]:
    return tuple(
        SeenAlert(
            sender=_PEERS[event.role],
            level=alert.level,
            number=alert.number,
            frame=event.frame,
            decrypted=alert.decrypted,
        )
        for _, event, alert in story.alerts
    )


def _hidden(story: Story) -> tuple[Peer, ...]:
    """Senders of sealed alerts in or right after the handshake, in order. A goodbye after data is no news."""
    if story.client_data or (story.server_data and not story.modern):
        return ()
    places = [(p, role) for role in (CLIENT, SERVER) for p in story.records[role].alerts]
    if story.modern:
        places += [(p, CLIENT) for p in story.sealed.client_alerts] + [(p, SERVER) for p in story.sealed.server_alerts]
    opened = {event.frame for _, event, alert in story.alerts if alert.decrypted}
    return tuple(_PEERS[role] for p, role in sorted(places)[:4] if story.events[p].frame not in opened)


# --- times ---


def _timings(story: Story) -> Timings:
    client, server = story.client, story.server
    tcp = _between(client.first_ns, server.first_ns) if client.syns and server.syns else None
    asked = next((e.ns for e in story.events if isinstance(e.what, Hello)), None)
    answered = next((e.ns for e in story.events if isinstance(e.what, ServerHello)), None)
    completed = story.events[story.completed_at].ns if story.completed_at is not None else None
    return Timings(
        tcp=tcp,
        server_hello=_between(asked, answered),
        handshake=_between(asked, completed),
        total=max(0.0, (story.last_ns - story.flow.first_ns) / 1e6),
    )


def _between(start: int | None, end: int | None) -> float | None:
    """Milliseconds; None when one is missing or the capture's clock runs backwards."""
    return (end - start) / 1e6 if start is not None and end is not None and end >= start else None


# --- the timeline ---


def _timeline(story: Story) -> tuple[Moment, ...]:
    """SYN to FIN: what was said in one packet stands in one moment."""
    start = story.flow.first_ns
    rows: list[tuple[int, int, int, str]] = [row for role in (CLIENT, SERVER) for row in _tcp_rows(story, role)]
    rows += [
        (ns, frame, CLIENT if side == story.client.number else SERVER, "plain text")
        for side, _, ns, frame in story.flow.talk
    ]
    for (frame, role), together in groupby(story.events, key=lambda e: (e.frame, e.role)):
        events = list(together)
        rows.append((events[0].ns, frame, role, _together(events)))
    rows.sort(key=lambda row: (row[1], row[0]))
    shown = rows if len(rows) <= _MAX_MOMENTS else [*rows[: _MAX_MOMENTS - 8], *rows[-8:]]
    return tuple(Moment(max(0.0, (ns - start) / 1e6), frame, _PEERS[role], what) for ns, frame, role, what in shown)


def _tcp_rows(story: Story, role: int) -> list[tuple[int, int, int, str]]:
    half = story.half(role)
    rows = []
    if half.syns:
        what = "SYN" if role == (CLIENT if story.client.number == 0 else SERVER) else "SYN+ACK"
        rows.append((half.first_ns, half.frame, role, f"{what} ({half.syns} times)" if half.syns > 1 else what))
    if half.fin_frame:
        rows.append((half.fin_ns, half.fin_frame, role, "FIN"))
    if half.rst_frame:
        rows.append((half.rst_ns, half.rst_frame, role, "RST"))
    return rows


def _together(events: list[Placed]) -> str:
    sealed = sum(isinstance(e.what, Sealed) for e in events)
    words = [_said(e.what) for e in events if not isinstance(e.what, Sealed)]
    if sealed:
        lengths = ", ".join(str(e.what.length) for e in events[:40] if isinstance(e.what, Sealed))
        words.append(f"encrypted ({lengths} bytes)")
    return " · ".join(words)


def _said(what: What) -> str:
    match what:
        case Hello(versions=versions, sni=sni):
            return f"ClientHello ({', '.join(map(version_name, versions[:6]))}; SNI {sni or 'none'})"
        case ServerHello(is_hello_retry=True):
            return "HelloRetryRequest"
        case ServerHello(version=version, cipher=suite):
            return f"ServerHello ({version_name(version)}, {cipher(suite).iana})"
        case CertificateMessage(chain=chain):
            return f"Certificate ({len(chain)})"
        case ClientCertificate(count):
            return f"Certificate ({count or 'none'})"
        case ServerKeyExchange(group=int(code)):
            return f"ServerKeyExchange ({group(code).name})"
        case ServerKeyExchange(dh_bits=int(bits)):
            return f"ServerKeyExchange (DH {bits} bits)"
        case AlertRead(level, number):
            return f"alert {number} {alert_name(number)} ({'warning' if level == 1 else 'fatal'})"
        case _:
            return _other(what)


def _other(what: What) -> str:
    match what:
        case ServerKeyExchange():
            return "ServerKeyExchange"
        case CertificateRequest():
            return "CertificateRequest"
        case ServerHelloDone():
            return "ServerHelloDone"
        case OtherHandshake(type=kind) | ClientMessage(kind=kind):
            return handshake_name(kind)
        case CipherChanged():
            return "ChangeCipherSpec"
        case Gap(size):
            return f"{size} bytes not in the capture" if size else "bytes not in the capture"
        case Malformed():
            return f"malformed: {what.what}"
        case Ssl2Message():
            return "SSL 2.0 message"
        case _:
            return "handshake message"


def _notes(story: Story) -> tuple[str, ...]:
    """What to know about the capture of this connection."""
    notes = []
    if not story.client.packets:
        notes.append("only the server's packets are in the capture")
    elif not story.server.packets and story.flow.tls:
        notes.append("only the client's packets are in the capture")
    if not story.flow.opened:
        notes.append("it began before the capture did")
    if story.gap[CLIENT] or story.gap[SERVER]:
        notes.append(f"{story.gap[CLIENT] + story.gap[SERVER]} bytes of it are not in the capture")
    if story.version == Version.SSL2:
        notes.append("SSL 2.0: nothing behind the hellos is read")
    return tuple(notes)
