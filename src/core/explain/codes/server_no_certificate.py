"""The server has no certificate for this name, or none at all: `server-no-certificate`.

## What we saw
The server’s own words (“no ssl_certificate is defined”, Schannel 36886 “no suitable default server credential”,
AH02572), or internal_error and handshake_failure for one name only.

## What it means
A TLS port without a certificate cannot answer a handshake. Behind CDNs and load balancers: the name was added to DNS
before it was added to the service.

## Who is affected
Every client that asks for this name.

## How to fix it
Configure certificate and key for the name, as a file or in the service’s console, and reload. In Kubernetes see that
the secret exists in the namespace of the Ingress. Give the server a default certificate too.

## How to check the fix
`openssl s_client -connect HOST:443 -servername NAME` prints a certificate for NAME.

## References
- RFC 8446 section 4.4.2 (Certificate)
- RFC 6066 section 3 (Server Name Indication)
"""
