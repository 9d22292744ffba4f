"""The key or certificate is not the one the client insists on: `pinning-failed`.

## What we saw
The client’s own words: pinned public key does not match (curl 90), “Certificate pinning failure!” (OkHttp),
KEY_PINNING_FAILURE, HSTS that forbids going on, no matching TLSA records (DANE).

## What it means
The client holds more than the name against the certificate. Either the server’s key was changed without telling the
client, or something on the way shows its own certificate: an inspecting proxy, or an attacker.

## Who is affected
Clients that pin: mobile apps, curl with `--pinnedpubkey`, mail servers with DANE, browsers for names with HSTS.

## How to fix it
Compare the pin with the key that the server really serves. If they differ on purpose, ship the new pin before the new
key and keep a spare. If only some networks fail, ask who inspects the traffic there. An HSTS page goes away as soon
as the certificate itself is right.

## How to check the fix
`openssl s_client -connect HOST:443 </dev/null | openssl x509 -pubkey -noout | openssl pkey -pubin -outform der |
openssl dgst -sha256 -binary | base64` prints the pinned value.

## References
- RFC 7469 (Public Key Pinning)
- RFC 6797 section 8.4 (HSTS: errors in secure transport establishment)
- RFC 7672 (SMTP security via DANE)
"""
