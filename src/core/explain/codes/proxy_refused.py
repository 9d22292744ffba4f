"""The forward proxy declines to open the tunnel: `proxy-refused`.

## What we saw
An answer other than 200 to CONNECT: 407 wants a login, 403 forbids, 502 to 504 could not reach the server.

## What it means
The connection ended at the proxy; no TLS was spoken with the server.

## Who is affected
Clients behind this proxy.

## How to fix it
Check `HTTPS_PROXY` and `NO_PROXY`, give the login (`curl -x http://user:password@proxy:8080`), and ask the proxy’s
operator to allow this host and port.

## How to check the fix
`curl -v https://HOST/` prints `HTTP/1.1 200 Connection established`, then a TLS handshake.

## References
- RFC 9110 section 9.3.6 (CONNECT)
- RFC 9110 section 15.5.8 (407 Proxy Authentication Required)
"""
