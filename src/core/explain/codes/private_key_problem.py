"""Private key and certificate do not belong together: `private-key-problem`.

## What we saw
“key values mismatch”, “private key does not match”, Apache AH02565, Go “private key does not match public key”.

## What it means
The two files come from different issuances: the certificate was renewed with a new key and only one of them was
copied, or the file begins with an intermediate instead of the server’s own certificate.

## Who is affected
The program that loads them: it does not start, or keeps the old pair.

## How to fix it
Compare the public keys: `openssl x509 -in cert.pem -noout -pubkey | sha256sum` and `openssl pkey -in key.pem -pubout
| sha256sum` must agree. Deploy key and certificate of one issuance together, the server’s own certificate first in
its file.

## How to check the fix
The two sums are equal and the program starts: `nginx -t`, `apachectl configtest`, `haproxy -c -f FILE`.

## References
- RFC 8446 section 4.4.3 (Certificate Verify)
- OpenSSL, SSL_CTX_check_private_key(3): https://docs.openssl.org/master/man3/SSL_CTX_use_certificate/
"""
