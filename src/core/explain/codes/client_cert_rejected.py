"""The server does not accept the client’s certificate: `client-cert-rejected`.

## What we saw
An alert 42 to 48 received by the client, “client SSL certificate verify error” in the server’s log, HTTP 495 or IIS
403.16, or “did not accept the certificate” from the client’s library.

## What it means
Mutual TLS: a certificate was sent and refused. It expired, was revoked, comes from a CA that the server does not list
for clients, is not meant for clients (extended key usage), or its intermediates were not sent along.

## Who is affected
The holder of this client certificate.

## How to fix it
Look at it with `openssl x509 -in client.pem -noout -subject -issuer -dates -ext extendedKeyUsage`. Renew it from the
CA that the server names, with clientAuth, and send certificate and intermediates together. On the server, see that
the file of client CAs (nginx `ssl_client_certificate`, Apache `SSLCACertificateFile`) contains that CA.

## How to check the fix
`openssl s_client -connect HOST:PORT -cert client.pem -key client.key` completes, and the request is answered with
something other than 400, 403 or 495.

## References
- RFC 8446 section 6.2 (alerts bad_certificate to unknown_ca)
- RFC 5280 section 4.2.1.12 (Extended Key Usage)
"""
