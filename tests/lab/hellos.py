"""What a ClientHello says, read from its first record: for servers that look first (RFC 8446 section 4.1.2).

Bytes that are no ClientHello say nothing: version 0, no suites.
"""

SUPPORTED_VERSIONS = b"\x00\x2b\x00"  # extension 43 of RFC 8446, with the high byte of its length
TLS12 = 0x0303


def client_version(hello: bytes) -> int:
    return int.from_bytes(hello[9:11]) if hello[:1] == b"\x16" else 0


def classic(hello: bytes) -> bool:
    """TLS 1.2 is offered and TLS 1.3 is not."""
    return client_version(hello) == TLS12 and SUPPORTED_VERSIONS not in extensions(hello)


def offered(hello: bytes) -> tuple[int, ...]:
    """The cipher suites."""
    if client_version(hello) == 0:
        return ()
    at = _suites_at(hello)
    size = int.from_bytes(hello[at : at + 2])
    suites = hello[at + 2 : at + 2 + size]
    return tuple(int.from_bytes(suites[i : i + 2]) for i in range(0, len(suites), 2))


def compressions(hello: bytes) -> bytes:
    """The compression methods."""
    at = _suites_at(hello)
    at += 2 + int.from_bytes(hello[at : at + 2])
    return hello[at + 1 : at + 1 + hello[at]]


def extensions(hello: bytes) -> bytes:
    """Everything after the compression methods: where bytes that look like an extension are no suites."""
    if client_version(hello) == 0:
        return b""
    at = _suites_at(hello)
    at += 2 + int.from_bytes(hello[at : at + 2])
    return hello[at + 1 + hello[at] :]


def _suites_at(hello: bytes) -> int:
    at = 5 + 4 + 2 + 32
    return at + 1 + hello[at]
