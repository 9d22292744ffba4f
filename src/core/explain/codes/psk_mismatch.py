"""The two sides hold different pre-shared keys: `psk-mismatch`.

## What we saw
Alert unknown_psk_identity (115), bad_record_mac or decrypt_error right after a PSK was offered, “packet HMAC
authentication failed” or “tls-crypt unwrap error” from OpenVPN.

## What it means
The peer does not know the identity, or has another key for it. With OpenVPN the static key of tls-auth or tls-crypt
differs, or one side uses tls-auth and the other tls-crypt.

## Who is affected
Clients with the old or wrong key.

## How to fix it
Distribute the same key and identity to both sides. OpenVPN: the same `ta.key`, the same directive, and opposite key
directions for tls-auth.

## How to check the fix
`openssl s_client -connect HOST:PORT -psk HEX -psk_identity NAME` completes.

## References
- RFC 4279 section 2 (PSK: unknown_psk_identity, decrypt_error)
- RFC 8446 section 4.2.11 (Pre-Shared Key Extension)
"""
