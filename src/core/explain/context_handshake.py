"""What options, requests and stages say about a handshake that failed with a word that means many things."""

from dataclasses import replace

from core.explain.context import ENDED, Nudge, Reading, nudge
from core.model.explanation import Side

_UNCLEAR = frozenset(
    {
        "no-shared-cipher",
        "no-shared-protocol",
        "alert-handshake-failure",
        "untrusted-root",
        "no-shared-group",
        "client-cert-required",
    }
)
_NETWORK = frozenset(
    {"dns-nxdomain", "dns-failure", "tcp-refused", "tcp-timeout", "net-unreachable", "address-partial"}
)
_NO_ANSWER = ENDED | {"silent-after-hello", "stalled-mid-handshake", "closed-after-hello"}
_SPOKEN = (
    r"SSL routines:[^\n]{0,80}|certificate verif[^\n]{0,80}|SSL certificate problem[^\n]{0,80}|x509: [^\n]{0,80}|"
    r"alert:? [^\n]{0,60}"
)


def options(reading: Reading) -> tuple[Nudge, ...]:
    """The person narrowed the offer; the server has nothing in it."""
    if reading.first not in _UNCLEAR or reading.first in ("untrusted-root", "client-cert-required"):
        return ()
    old = (
        r"(?:--tls-max 1\.[01]|--tlsv1\.[01]\b|-tls1(?:_1)?\b|--ssl[23v]|-ssl3|tls-version-max|-no_tls1_[23]|"
        r"PROTOCOL_TLSv1(?:_1)?\b|TLSv1_method|min_tls_version)"
    )
    return (
        nudge(
            "no-shared-group",
            0.92,
            reading.shows(r"-groups \S+|--curves \S+|-curves \S+"),
            "the groups offered were narrowed",
        )
        or nudge(
            "no-shared-signature-algorithm",
            0.92,
            reading.shows(r"-sigalgs \S+|--sigalgs \S+"),
            "the signature algorithms were narrowed",
        )
        or nudge("no-shared-protocol", 0.92, reading.shows(old), "the protocol versions were narrowed")
        or nudge(
            "sni-required",
            0.93,
            reading.shows(r"-noservername|without SNI|no SNI|server_hostname=None"),
            "no server name was sent",
        )
    )


def certificate_asked(reading: Reading) -> tuple[Nudge, ...]:
    """The server asked for a client certificate before it broke off."""
    if reading.first not in _UNCLEAR or reading.first == "untrusted-root" or reading.side is Side.SERVER:
        return ()
    asked = reading.shows(
        r"Successfully sent 0 certificate", r"TLS handshake, Request CERT", r"Acceptable client certificate CA names",
            r"CertificateRequest\b|certificate_request",
        r"\bmTLS\b|mutual (?:TLS|auth)|client cert(?:ificate)?s? (?:is |are )?(?:required|needed|auth)",
    )  # fmt: skip
    redis = reading.tool == "Redis client" and "Redis"
    return nudge("client-cert-required", 0.93, asked, "the server asks for a client certificate") or nudge(
        "client-cert-required", 0.85, redis or "", "its TLS port asks for a client certificate by default"
    )


def no_server_name(reading: Reading) -> tuple[Nudge, ...]:
    """A certificate for another name, and no name was sent."""
    if reading.first not in ("self-signed", "hostname-mismatch", "untrusted-root", "default-cert"):
        return ()
    shown = reading.shows(
        r"-noservername|without SNI|no SNI|does(?:n't| not) (?:support|send) SNI|server_hostname=None"
    )
    return nudge("sni-default-cert", 0.96, shown, "without a server name the server shows its default certificate")


def after_data(reading: Reading) -> tuple[Nudge, ...]:
    """The end came while reading, not in the handshake."""
    if reading.first not in ENDED:
        return ()
    in_handshake = reading.shows(
        r"do_handshake|could not handshake|could not connect to server|gnutls_handshake|SSL_connect|SSL_accept|"
        r"during (?:the )?(?:ssl |tls )?handshake|Unable to establish SSL connection|SSL/TLS handshake failure|curl: "
        r"\(35\)|cURL error 35|while SSL handshaking|connect_nonblock"
    )
    reading_data = reading.shows(
        r"_sslobj\.read|SSL_read|curl: \(56\)|cURL error 56|Read error at byte|read_nonblock|sysread|errno 0\b|"
        r"after (?:the )?(?:data|body|response)|content-length|HTTP/1\.[01] 200|sslread"
    )
    reset = reading.shows(r"ECONNRESET|reset by peer|connection (?:was )?reset|forcibly closed")
    if in_handshake and reading.first == "missing-close-notify":
        return nudge("closed-mid-handshake", 0.93, in_handshake, "the end came in the handshake")
    if in_handshake or reset:
        return ()
    return nudge("missing-close-notify", 0.93, reading_data, "the end came while data was read")


def unreadable_on_the_wire(reading: Reading) -> tuple[Nudge, ...]:
    """Bytes that are no ASN.1: of a file when one is loaded, of the peer's certificate in a handshake."""
    if reading.first != "key-file-unreadable" or "asn1" not in reading.said.lower():
        return ()
    words = reading.shows(r"EPROTO|SSL_connect\b|connect attempt failed|cURL error 35|curl: \(35\)|fetch failed|"
        r"failed to enable crypto|TLS startup failed|TLSSocket|TLSWrap|handshake|server hello|"
        r"tls_process_server")  # fmt: skip
    return nudge("malformed-cert", 0.9, words, "this was read from the other side")


def past_the_network(reading: Reading) -> tuple[Nudge, ...]:
    """One address or name failed, and further down TLS was spoken: what TLS said counts."""
    if reading.first not in _NETWORK:
        return ()
    spoken = next((code for code in reading.causes if code not in _NETWORK | _NO_ANSWER), "")
    ended = next((code for code in reading.causes if code in _NO_ANSWER), "")
    below = replace(reading, text=reading.text.partition(reading.said)[2] if spoken or ended else "")
    embedded = reading.shows(r"start_ssl_client: -\d+") if spoken else ""
    return nudge(spoken, 0.95, embedded or (below.shows(_SPOKEN) if spoken else ""), "TLS was spoken") or nudge(
        ended, 0.95, below.shows(r"SSL_connect\b[^\n]{0,80}") if ended else "", "a handshake was begun after that"
    )


def alert_before_the_end(reading: Reading) -> tuple[Nudge, ...]:
    """The alert says why; that the connection ended afterwards is its consequence."""
    named = next((code for code in reading.causes if code not in _NETWORK | _NO_ANSWER), "")
    if reading.first not in ENDED or not named:
        return ()
    words = reading.shows(r"(?:alert code|alert number|received alert) ?\[?\d{1,3}")
    return nudge(named, 0.86, words, "the other side said so before the connection ended")


def reason_of_a_file(reading: Reading) -> tuple[Nudge, ...]:
    """A certificate or key that was read and refused: the library's reason is more than "cannot load"."""
    if reading.first not in ("key-file-unreadable", "private-key-problem"):
        return ()
    because = "the reason why it was not loaded"
    return (
        nudge("sha1-signature", 0.97, reading.shows(r"(?:ca|ee)[ _]md[ _]too[ _]weak"), because)
        or nudge("weak-key", 0.97, reading.shows(r"(?:ca|ee)[ _]key[ _]too[ _]small"), because)
        or nudge(
            "key-mismatch",
            0.97,
            (reading.first == "key-file-unreadable" and reading.shows(r"key[ _]values?[ _]mismatch")) or "",
            because,
        )
    )


def old_client(reading: Reading) -> tuple[Nudge, ...]:
    if reading.first not in ("no-shared-protocol", "protocol-too-old"):
        return ()
    shown = reading.shows(r"windows (?:7|xp|vista|server 2008|server 2003|8\b)|android (?:2|3|4)[. ]|java(?: ?se)? "
        r"?[67]\b|jdk ?1?\.?[67]\b|openssl 0\.9\.\d\w?|openssl 1\.0\.[01]\w?|internet explorer|ie ?(?:[6-9]|10)\b|"
        r"python 2\.[67]|\.net (?:framework )?(?:[23]\.\d|4\.[0-5])\b")  # fmt: skip
    return nudge("client-too-old", 0.93, shown, "a client of that age lacks TLS 1.2")


def captured(reading: Reading) -> tuple[Nudge, ...]:
    """In a capture, an alert about a certificate mostly comes from the client and is about the server's."""
    if reading.tool != "Wireshark" or reading.first != "client-cert-rejected":
        return ()
    words = reading.shows(r"Description: (?:Unknown CA|Bad Certificate|Certificate Unknown)")
    expired = reading.shows(r"Description: Certificate Expired")
    because = "clients send this about the server's certificate"
    return nudge("untrusted-root", 0.9, words, because) or nudge("cert-expired", 0.9, expired, because)


RULES = (
    captured,
    unreadable_on_the_wire,
    options,
    certificate_asked,
    no_server_name,
    after_data,
    past_the_network,
    alert_before_the_end,
    reason_of_a_file,
    old_client,
)
