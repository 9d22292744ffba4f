"""The connection ended without TLS’s goodbye: `missing-close-notify`.

## What we saw
“unexpected eof while reading” after data, GnuTLS -110, “closed connection without sending TLS close_notify”.

## What it means
The peer closed the TCP connection without close_notify. The reader cannot tell a complete answer from one that was
cut by somebody on the way; OpenSSL 3 reports it as an error where 1.1.1 was silent.

## Who is affected
Clients that check: OpenSSL 3, GnuTLS, rustls. An answer with Content-Length that is complete is not damaged.

## How to fix it
Update the server, or the proxy or load balancer before it, so that it sends close_notify. A client may ignore it
where the length is known (OpenSSL `SSL_OP_IGNORE_UNEXPECTED_EOF`).

## How to check the fix
`openssl s_client` ends with `closed` and without “unexpected eof while reading”.

## References
- RFC 8446 section 6.1 (Closure Alerts)
- RFC 9112 section 9.8 (TLS connection closure in HTTP)
"""
