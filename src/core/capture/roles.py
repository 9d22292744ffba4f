"""Who is the client of a connection: by what was said, else by TCP."""

from typing import Final

from core.capture.events import ClientCertificate, ClientMessage, Hello, Seen
from core.capture.flow import Flow
from core.wire.codes import HandshakeType
from core.wire.messages import (
    CertificateMessage,
    CertificateRequest,
    ServerHello,
    ServerHelloDone,
    ServerKeyExchange,
)

OF_CLIENTS: Final = (Hello, ClientCertificate)
OF_SERVERS: Final = (ServerHello, CertificateMessage, ServerKeyExchange, CertificateRequest, ServerHelloDone)
_KINDS: Final = frozenset({HandshakeType.CLIENT_KEY_EXCHANGE, HandshakeType.CERTIFICATE_VERIFY})


def client_side(flow: Flow, seen: list[Seen]) -> int:
    """Who is the client: by what was said, else by who opened the connection, else by the ports."""
    for event in seen:
        if isinstance(event.what, OF_CLIENTS):
            return event.side
        if isinstance(event.what, CertificateMessage):
            continue  # without its hello it may be the client's as well
        if isinstance(event.what, OF_SERVERS):
            return 1 - event.side
        if isinstance(event.what, ClientMessage) and event.what.kind in _KINDS:
            return event.side
    certified = next((event for event in seen if isinstance(event.what, CertificateMessage)), None)
    if certified is not None and not flow.opened:
        return 1 - certified.side
    if flow.opened or flow.halves[0].port >= flow.halves[1].port:
        return 0
    return 1
