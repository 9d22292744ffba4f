"""What people give the bot in these tests, and how they do it."""

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from local.workspace import Delivery, Message, Upload
from tests.core.capture.packets import pcap
from tests.core.capture.talks import TLS12, TLS13, client_context, connection_of, handshake
from tests.core.wire.memory_peer import server_context
from tests.handlers.rig import ROOT, Rig
from tests.support.pki import Leaf, key_pem

EXPIRED = "curl: (60) SSL certificate problem: certificate has expired"
LEAF: Leaf = ROOT.intermediate("Issuing CA").issue(dns=["shop.example.com"])


def file(name: str, body: bytes, **more: object) -> Upload:
    return Upload(id="", name=name, length=len(body), body=body, **more)  # type: ignore[arg-type]


def text_file(text: str = EXPIRED) -> Upload:
    return file("error.log", text.encode())


def key_file(*, deletable: bool = False) -> Upload:
    return file("privkey.pem", key_pem(LEAF.key), deletable=deletable)


def pkcs12_file() -> Upload:
    locked = BestAvailableEncryption(b"secret")
    packed = pkcs12.serialize_key_and_certificates(b"shop", LEAF.key, LEAF.cert, list(LEAF.chain), locked)  # type: ignore[arg-type]
    return file("shop.p12", packed)


def failed_capture() -> bytes:
    """A server that speaks TLS 1.2 only says so to a client that wants 1.3."""
    told = handshake(client_context(TLS13), server_context(version=TLS12), name=b"shop.example.com")
    return pcap(connection_of(told).end(1).frames)


def drop(rig: Rig, given: Upload, text: str = "", channel: str | None = None, thread: str | None = None) -> Message:
    """To the bot itself unless a channel is named; the message that it came with."""
    place = channel or rig.workspace.direct("oncall").id
    message, deliveries = rig.workspace.drop(place, "oncall", given, text, thread)
    assert [d.outcome.value for d in deliveries] == ["ok"] * len(deliveries)
    return message


def answers(rig: Rig, below: Message) -> list[Message]:
    """What the bot says in the thread of this message."""
    bot = rig.workspace.bot.user_id
    return [m for m in rig.seen(below.channel) if m.thread_ts == (below.thread_ts or below.ts) and m.author == bot]


def said(rig: Rig, below: Message) -> str:
    """The one answer in the thread."""
    [answer] = answers(rig, below)
    return answer.text


def shown(message: Message) -> str:
    return str(message.blocks)


def fine(delivery: Delivery | None) -> Delivery:
    assert delivery is not None
    assert delivery.outcome.value == "ok"
    return delivery
