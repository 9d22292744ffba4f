r"""TLS is spoken to a port that speaks something else: `wrong-port-or-protocol`.

## What we saw
“wrong version number”, “first record does not look like a TLS handshake”, ERR_SSL_PROTOCOL_ERROR, “server gave HTTP
response to HTTPS client”; or in a server’s log a request that begins with \x16\x03\x01, which is a ClientHello.

## What it means
One side speaks TLS, the other does not: https:// on a plain port, http:// on a TLS port, a proxy whose upstream
scheme is wrong, or a mail, database or directory port that begins in plain text and wants STARTTLS.

## Who is affected
Every client that uses this address and port in this way.

## How to fix it
Use scheme and port that belong together. For 25, 587, 143, 110, 21, 389, 5432 and 3306 begin in plain text and
upgrade. In front of an application, make the proxy’s upstream scheme fit. If the port should speak TLS, switch it on
in the server.

## How to check the fix
`openssl s_client -connect HOST:PORT` prints a certificate; with `-starttls smtp` (or imap, postgres, mysql …) where
the protocol upgrades.

## References
- RFC 8446 section 5.1 (the first byte of a TLS record is 20 to 24)
- RFC 8314 (implicit TLS and STARTTLS for mail)
"""
