"""A real OpenSSL server in memory at the other end of a conversation, with a hand between them that may spoil bytes.

`play` runs both to the end. What the server sends passes `spoil` and then reaches the conversation in pieces.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from ipaddress import ip_address

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from OpenSSL import SSL, crypto

from core.model.observation import (
    AlertReceived,
    Closed,
    HelloAnswered,
    Negotiated,
    Outcome,
    PeerFault,
    Probe,
    Profile,
    ServerFlight,
    TimedOut,
)
from core.wire.exchange import Conversation, End, Ended, Milestone
from tests.support.pki import NOW, Authority, Leaf

TLS10, TLS11, TLS12, TLS13 = SSL.TLS1_VERSION, SSL.TLS1_1_VERSION, SSL.TLS1_2_VERSION, SSL.TLS1_3_VERSION
RANDOM = bytes(range(32))
ROOT = Authority.root()
CA = ROOT.intermediate("Issuing CA")
LEAF = CA.issue(dns=["a.test"])
Spoil = Callable[[int, bytes], bytes]


def probe(profile: Profile = Profile.FULL, *, port: int = 443, name: str | None = "a.test") -> Probe:
    return Probe(profile, ip_address("192.0.2.7"), port, name)


def server_context(leaf: Leaf = LEAF, version: int | None = None) -> SSL.Context:
    """A server with this leaf and its chain, of this version only if one is given."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_cipher_list(b"ALL:@SECLEVEL=0")
    if version is not None:
        context.set_min_proto_version(version)
        context.set_max_proto_version(version)
    context.use_certificate(leaf.cert)
    context.use_privatekey(leaf.key)  # type: ignore[arg-type]  # DSA and others too
    for certificate in leaf.chain:
        context.add_extra_chain_cert(certificate)
    return context


def with_wrong_key(context: SSL.Context, leaf: Leaf = LEAF, other: Leaf | None = None) -> SSL.Context:
    """A private key that claims to be the certificate's (same public point) and is another one's."""
    wrong = (other or CA.issue(dns=["other.test"])).key
    der = bytearray(
        wrong.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )
    der[-65:] = leaf.key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    context.use_privatekey(crypto.load_privatekey(crypto.FILETYPE_ASN1, bytes(der)))
    return context


def asking_for_certificate(context: SSL.Context, *, demanded: bool = True) -> SSL.Context:
    mode = SSL.VERIFY_PEER | (SSL.VERIFY_FAIL_IF_NO_PEER_CERT if demanded else 0)
    context.set_verify(mode, lambda *_: True)
    context.add_client_ca(ROOT.cert)
    return context


@dataclass
class Played:
    """What came of it. ``sent``: what the server sent, before it was spoilt, by flight."""

    outcome: Outcome
    reached: list[Milestone] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    heard: bytes = b""


def in_pieces(data: bytes, sizes: Sequence[int]) -> Iterator[bytes]:
    """Cut ``data`` by ``sizes``, the last one repeated; all of it at once if there are none."""
    at, turn = 0, 0
    while at < len(data):
        size = sizes[min(turn, len(sizes) - 1)] if sizes else len(data)
        yield data[at : at + size]
        at, turn = at + size, turn + 1


def play(
    conversation: Conversation,
    context: SSL.Context,
    *,
    end: Ended | None = None,
    spoil: Spoil = lambda _, data: data,
    pieces: Sequence[int] = (),
    application: bytes | None = None,
) -> Played:
    """Both talk until the conversation has enough or both are silent; then ``end`` (default: FIN) ends it.

    ``application``: what the server says inside TLS, before it says goodbye.
    """
    server = SSL.Connection(context, None)
    server.set_accept_state()
    played = Played(outcome=None)  # type: ignore[arg-type]
    outgoing, shaken = conversation.open(), False
    for flight in range(8):
        if outgoing:
            server.bio_write(outgoing)
        outgoing = b""
        with contextlib.suppress(SSL.Error):
            if not shaken:
                server.do_handshake()
                shaken = True
            with contextlib.suppress(SSL.WantReadError):
                played.heard += server.recv(65536)
            if application is not None:
                if application:
                    server.sendall(application)
                server.shutdown()
        answer = _read_all(server)
        played.sent.append(answer)
        for piece in in_pieces(spoil(flight, answer), pieces):
            reaction = conversation.receive(piece)
            outgoing += reaction.send
            played.reached += reaction.reached
            if reaction.finished:
                played.outcome = conversation.ended(None)
                return played
        if not outgoing:
            break
    played.outcome = conversation.ended(end or Ended(End.FIN))
    return played


def _read_all(server: SSL.Connection) -> bytes:
    data = b""
    with contextlib.suppress(SSL.Error):
        while True:
            data += server.bio_read(65536)
    return data


def ocsp_response() -> bytes:
    """An OCSP response that says `LEAF` is good."""
    builder = ocsp.OCSPResponseBuilder().responder_id(ocsp.OCSPResponderEncoding.NAME, CA.cert)
    until = NOW + timedelta(days=7)
    good = ocsp.OCSPCertStatus.GOOD
    builder = builder.add_response(LEAF.cert, CA.cert, hashes.SHA256(), good, NOW, until, None, None)
    key = CA.key
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def feed(conversation: Conversation, data: bytes, end: Ended | None = None, pieces: Sequence[int] = ()) -> Outcome:
    """Canned bytes instead of a server."""
    conversation.open()
    for piece in in_pieces(data, pieces):
        if conversation.receive(piece).finished:
            return conversation.ended(None)
    return conversation.ended(end or Ended(End.FIN))


def alert(level: int, number: int) -> bytes:
    return bytes((21, 3, 3, 0, 2, level, number))


def flight_of(outcome: Outcome) -> ServerFlight:
    flight = getattr(outcome, "flight", None)
    assert isinstance(flight, ServerFlight), outcome
    return flight


def without_sizes(outcome: Outcome) -> Outcome:
    """Signatures differ in length from run to run: compare the rest."""
    assert isinstance(outcome, Negotiated | HelloAnswered | AlertReceived | Closed | TimedOut | PeerFault), outcome
    return replace(outcome, flight=replace(outcome.flight, bytes_received=0))
