"""Sessions of our TLS library: what pyOpenSSL leaves to the OpenSSL below it. The only place that goes there.

Law: DER in, DER out (SSL_SESSION, i2d/d2i); a session that cannot be read is not offered.
"""

from OpenSSL import SSL
from OpenSSL._util import ffi, lib


def take(connection: SSL.Connection) -> bytes:
    """The connection's session as DER, b"" without one."""
    session = lib.SSL_get_session(connection._ssl)  # noqa: SLF001
    size = lib.i2d_SSL_SESSION(session, ffi.NULL) if session != ffi.NULL else 0
    if size <= 0:
        return b""
    buffer = ffi.new("unsigned char[]", size)
    lib.i2d_SSL_SESSION(session, ffi.new("unsigned char **", buffer))
    return bytes(ffi.buffer(buffer, size))


def offer(connection: SSL.Connection, der: bytes) -> None:
    """Offer a session of an earlier connection."""
    data = ffi.new("unsigned char[]", der)
    session = lib.d2i_SSL_SESSION(ffi.NULL, ffi.new("unsigned char **", data), len(der))
    if session == ffi.NULL:
        return
    lib.SSL_set_session(connection._ssl, session)  # noqa: SLF001 - takes a reference of its own
    lib.SSL_SESSION_free(session)


def was_reused(connection: SSL.Connection) -> bool:
    """The server took the offered session."""
    return bool(lib.SSL_session_reused(connection._ssl))  # noqa: SLF001


def early_data(connection: SSL.Connection) -> int | None:
    """max_early_data_size of the last ticket (RFC 8446 section 4.6.1); None without a session."""
    session = lib.SSL_get_session(connection._ssl)  # noqa: SLF001
    return None if session == ffi.NULL else int(lib.SSL_SESSION_get_max_early_data(session))


def limit_signatures(context: SSL.Context, names: tuple[str, ...]) -> None:
    """Offer these signature algorithms only; names as OpenSSL has them, unknown ones are left out."""
    lib.SSL_CTX_set1_sigalgs_list(context._context, ":".join(f"?{name}" for name in names).encode())  # noqa: SLF001
