"""The client’s policy refuses a weak key, hash, group or cipher: `security-level`.

## What we saw
Words of a policy: “dh key too small”, “ee key too small”, “ca md too weak”, “legacy sigalg disallowed or
unsupported”, “no ciphers available”, “no protocols available”, Java “does not conform to algorithm constraints”.

## What it means
The other side would have agreed. OpenSSL’s security level, a distribution’s crypto policy, FIPS mode or Java’s
disabled algorithms stand in between. Level 2, the usual one, wants 112 bits: RSA and DH of 2048 bits, SHA-256.

## Who is affected
Clients with the same policy; older ones connect.

## How to fix it
Strengthen what is weak on the server: certificate with SHA-256 and RSA 2048 or ECDSA, ECDHE instead of small DH, TLS
1.2 or newer. Lowering the policy (`DEFAULT@SECLEVEL=1`, `update-crypto-policies --set LEGACY`,
`jdk.tls.disabledAlgorithms`) opens every connection of that machine, so do it for one program and for a limited time
only.

## How to check the fix
`openssl s_client -connect HOST:PORT -cipher DEFAULT@SECLEVEL=2` completes.

## References
- OpenSSL, SSL_CTX_set_security_level(3): https://docs.openssl.org/master/man3/SSL_CTX_get_security_level/
- RFC 9325 section 4 (recommendations on cipher suites and key lengths)
"""
