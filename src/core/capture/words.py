"""In words: what a cause means when it shows in a capture, who must act, what to do. One entry a code.

Law: where a rule of the live check has found the fault in the certificate, its own words are taken; the words here are
for what only a capture shows. Nothing is said of what is not in the file.
"""

import shlex
from dataclasses import dataclass, replace
from typing import Final

from core.model.capture import Advice, Conversation, Killer, Point
from core.model.finding import Blame, Finding
from core.model.prose import Code, Prose, prose
from core.rules import documentation
from core.words.alerts import AlertWords
from core.words.alerts import words as alert_words

_STARTTLS: Final = {"smtp", "lmtp", "imap", "pop3", "ftp", "ldap", "xmpp", "postgres", "mysql", "sieve", "nntp", "rdp"}


@dataclass(frozen=True, slots=True)
class _Words:
    actor: Blame
    means: str
    fix: tuple[str, ...]


_S, _N, _C = Blame.SERVER, Blame.NETWORK, Blame.CLIENT
_CAPTURE_BOTH: Final = (
    "Capture at both ends at the same time: what leaves one and does not reach the other is lost between."
)
_LOG: Final = "Read the server's log at the time of the capture"

_WORDS: Final[dict[str, _Words]] = {
    "tcp-refused": _Words(
        _S,
        "Nothing listens on this port, or a firewall answers in the server's place.",
        ("Start the service, or correct the port", "Look at the firewall rules for this port"),
    ),
    "tcp-timeout": _Words(
        _N,
        "Packets to this address and port, or its answers, are dropped on the way: a firewall, a security group, "
        "a wrong route, or a host that is down.",
        ("Check firewall, security group and route", _CAPTURE_BOTH),
    ),
    "net-unreachable": _Words(
        _N,
        "A router has no way to this address, or may not use it.",
        ("Check route and address", "Ask whoever runs the router that sent the ICMP error"),
    ),
    "mtu-blackhole": _Words(
        _N,
        "Large packets vanish and small ones pass: a link takes less than 1500 bytes, and the "
        "ICMP messages that would say so are filtered. VPNs, tunnels and PPPoE are the usual places.",
        (
            "Let ICMP type 3 code 4 (IPv6: packet too big) pass",
            "Clamp the TCP MSS at the tunnel, or lower the MTU of the interface",
            _CAPTURE_BOTH,
        ),
    ),
    "hello-size-intolerant": _Words(
        _N,
        "The ClientHello needs more than one packet, as post-quantum clients send it, "
        "and something on the way, or an old server, does not take the second.",
        (
            "Update the server, load balancer or firewall that inspects TLS",
            "To confirm: turn the post-quantum group off in the client for one try",
        ),
    ),
    "silent-after-hello": _Words(
        _N,
        "TCP works and nobody answers the ClientHello: a filter that drops it, a listener "
        "that speaks no TLS, or a server that is stuck.",
        (_LOG, "Look for a firewall or filter that inspects TLS on the way", _CAPTURE_BOTH),
    ),
    "stalled-mid-handshake": _Words(
        _N,
        "The handshake begins and then nothing more comes: packets are lost on the way, "
        "or the server waits for something of its own.",
        (_CAPTURE_BOTH, _LOG),
    ),
    "reset-after-hello": _Words(
        _S,
        "The ClientHello is answered by a TCP reset instead of TLS: a server that cannot "
        "handle it, or a middlebox that objects to the name or the protocol.",
        ("Compare the TTL of the reset with that of the SYN+ACK: where they differ, it was not the server", _LOG),
    ),
    "closed-after-hello": _Words(
        _S,
        "The server closes the connection when the ClientHello comes, without an alert.",
        (_LOG, "See that the listener on this port is configured for TLS"),
    ),
    "closed-on-connect": _Words(
        _S,
        "The connection is accepted and closed before a byte was said: a load balancer "
        "without a healthy server behind it, a limit of connections, or an access list.",
        ("Check the servers behind the load balancer", "Look for connection limits and access lists"),
    ),
    "closed-mid-handshake": _Words(
        _S,
        "The handshake begins and is broken off without an alert that can be read: a server that cannot "
        "use its key, crashes or is restarted, or a middlebox that cuts it.",
        (_LOG, _CAPTURE_BOTH),
    ),
    "closed-after-handshake": _Words(
        _S,
        "The handshake completes and the connection is ended before anything is answered: by the server, the service "
        "behind it, or something on the way.",
        (_LOG,),
    ),
    "wrong-port-or-protocol": _Words(
        _S,
        "The client begins with something that the server does not expect there: a PROXY header, as load balancers "
        "send it, or another protocol.",
        (
            "Turn the PROXY protocol on in the listener, or off in what connects to it",
            "Use the port where the client's protocol is spoken",
        ),
    ),
    "client-aborted": _Words(
        _C,
        "The client leaves without saying why. Most clients that do so do not accept the "
        "server's certificate; others were stopped by their user or their time limit.",
        ("Read the client's own error message", "Check the server's certificate with the command below"),
    ),
    "chain-untrusted": _Words(
        _S,
        "The client does not accept the server's certificate. In TLS 1.3 certificate and "
        "alert are encrypted, so the capture does not show why: trust, name or date.",
        ("Read the client's own error message", "Check the server's certificate with the command below"),
    ),
    "ca-bundle-missing": _Words(
        _C,
        "The chain is one that public trust stores accept; this client's own store does not have the root.",
        ("Update the client's trust store (ca-certificates, certifi, cacerts)",),
    ),
    "untrusted-root": _Words(
        _S,
        "The client does not know the CA that issued the server's certificate.",
        ("Give the client the private CA's root, or the server a certificate of a public CA",),
    ),
    "client-cert-required": _Words(
        _C,
        "The server asks for a client certificate (mutual TLS) and the client has none.",
        ("Give the client a certificate of a CA that the server names in its request",),
    ),
    "client-cert-rejected": _Words(
        _C,
        "The server got the client's certificate and does not accept it: unknown CA, "
        "out of date, revoked or not meant for clients.",
        (_LOG, "Compare the certificate's issuer and dates with what the server trusts"),
    ),
    "psk-mismatch": _Words(
        _C,
        "Client and server do not have the same pre-shared key or identity.",
        ("Give both sides the same identity and key",),
    ),
    "weak-dh": _Words(
        _S,
        "The server's Diffie-Hellman group is too small for the client.",
        ("Offer ECDHE on the server, or a group of 2048 bits or more",),
    ),
    "key-mismatch": _Words(
        _S,
        "The client could not verify the server's signature: the private key does not belong to the certificate.",
        ("Install key and certificate that belong together, and reload the server",),
    ),
    "corrupt-record": _Words(
        _N,
        "A record arrived damaged: a proxy or network device changed it, or the two sides hold different keys.",
        ("Try from another network, without proxies", _CAPTURE_BOTH),
    ),
    "malformed-handshake": _Words(
        _C, "Bytes that are no valid TLS were sent.", ("Update the software that sent them",)
    ),
    "not-tls-http": _Words(
        _S,
        "One side speaks plain HTTP, the other TLS.",
        (
            "Use https:// for the port that speaks TLS and http:// for the one that does not",
            "See that TLS is turned on for this listener",
        ),
    ),
    "not-tls-banner": _Words(
        _C,
        "The port speaks another protocol, not TLS from the first byte.",
        ("Use the port where this service speaks TLS, or upgrade by STARTTLS where the protocol has it",),
    ),
    "not-tls": _Words(_S, "The server answers with bytes that are no TLS.", ("See what listens on this port",)),
    "starttls-refused": _Words(
        _S,
        "The client asked for the upgrade to TLS and the server declined.",
        (_LOG, "Configure certificate and key for STARTTLS on the server"),
    ),
    "starttls-not-offered": _Words(
        _S,
        "The server does not offer the upgrade to TLS, and the client insists on it.",
        (
            "Configure certificate and key for STARTTLS on the server",
            "See that no firewall strips STARTTLS from the reply",
        ),
    ),
    "tls-required": _Words(
        _C, "The server demands TLS before anything else.", ("Turn TLS (STARTTLS) on in the client",)
    ),
    "proxy-refused": _Words(
        _N,
        "The proxy does not make the connection: it wants a login, or forbids this target.",
        ("Give the client the proxy's login", "Ask whoever runs the proxy to allow this target"),
    ),
    "no-shared-protocol": _Words(
        _S,
        "Client and server have no TLS version in common.",
        ("Allow TLS 1.2 and 1.3 on both sides", "Update the older side"),
    ),
    "no-shared-cipher": _Words(
        _S,
        "The server accepts none of the cipher suites that the client offers.",
        ("Compare the offer with the server's list; mind the type of its certificate (RSA or ECDSA)",),
    ),
    "no-shared-group": _Words(
        _S, "Client and server have no key-exchange group in common.", ("Allow x25519 and secp256r1 on both sides",)
    ),
    "no-shared-signature-algorithm": _Words(
        _S,
        "The server's certificate needs a signature algorithm that the client does not offer.",
        ("Allow the algorithm in the client, or give the server a certificate of another type",),
    ),
    "revoked": _Words(
        _S, "The client holds the server's certificate to be revoked.", ("Get a new certificate and install it",)
    ),
    "staple-invalid": _Words(
        _S, "The client refuses the stapled OCSP response.", ("Let the server fetch a fresh response",)
    ),
    "unsupported-key-type": _Words(
        _S,
        "The client does not accept this type of certificate.",
        ("Give the server an RSA or ECDSA P-256 certificate for server authentication",),
    ),
    "eku-missing": _Words(
        _S,
        "The client says that the certificate is not meant for servers: its extended key usage lacks serverAuth.",
        ("Get a certificate for server authentication and install it",),
    ),
    "hostname-mismatch": _Words(
        _S,
        "Most likely the certificate is not for the name that was asked for; the capture does not show it.",
        ("Read the client's own error message", "Check the names in the certificate with the command below"),
    ),
    "cert-expired": _Words(
        _S,
        "The client says that a certificate has expired.",
        ("Renew the certificate and reload the server", "Compare the client's clock"),
    ),
}


def advice(conversation: Conversation, finding: Finding | None) -> Conversation:
    """The conversation with what to make of its first cause. `finding`: the rule's own, for the same code."""
    first = conversation.causes[0]
    check = _check(conversation)
    if finding is not None and finding.code == first.code:
        told = Advice(actor=finding.blame, means=finding.means, fix=finding.fix, check=check)
    elif first.code in _WORDS:
        words = _WORDS[first.code]
        told = Advice(actor=words.actor, means=prose(words.means), fix=tuple(map(prose, words.fix)), check=check)
    elif conversation.alerts and first.code.startswith(("alert-", "sni-")):
        said: AlertWords = alert_words(conversation.alerts[-1].number)
        told = Advice(actor=Blame.SERVER, means=prose(said.means), fix=(prose(said.first),), check=check)
    else:
        told = Advice(actor=Blame.SERVER, means=prose(_documented(first.code)), fix=(_see(first.code),), check=check)
    between = conversation.ending is not None and conversation.ending.by is Killer.MIDDLEBOX
    return replace(conversation, advice=replace(told, actor=Blame.NETWORK) if between else told)


def _see(code: str) -> Prose:
    return prose("Read ", Code(f"tlscheck explain {code}"))


def _documented(code: str) -> str:
    """The section "What it means" of the code's page."""
    _, _, rest = (documentation(code) or "").partition("## What it means\n")
    return " ".join(rest.split("\n## ")[0].split()) or "See the code's page."


def _check(conversation: Conversation) -> str | None:
    """A live check of the same server, where one can be named."""
    if conversation.failed_at is Point.PROXY_CONNECT:
        return None
    address, _, port = conversation.server.rpartition(":")
    host = conversation.sni or address
    starttls = conversation.starttls if conversation.starttls in _STARTTLS else None
    pinned = f" @{address.strip('[]')}" if conversation.sni else ""
    upgrade = f" --starttls {starttls}" if starttls else ""
    return f"tlscheck check {shlex.quote(f'{host}:{port}')}{pinned}{upgrade}"
