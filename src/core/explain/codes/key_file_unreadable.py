"""A certificate, key or keystore file cannot be used: `key-file-unreadable`.

## What we saw
A file is missing, may not be read, is of another format, or its passphrase is wrong: “no start line”, “bad decrypt”,
curl 58, “keystore was tampered with, or password was incorrect”, Schannel 0x8009030D.

## What it means
The program never got as far as TLS. PEM where DER or PKCS#12 is expected (or the other way round), a key with a
passphrase and nobody to type it, a file that only root may read, or an old PKCS#12 encryption that OpenSSL 3 no
longer knows.

## Who is affected
The program that loads the file: a server does not start its TLS port, a client cannot show its certificate.

## How to fix it
See that the path exists and the process may read it. Look inside: `openssl x509 -in cert.pem -noout -subject`,
`openssl pkey -in key.pem -noout`, `openssl pkcs12 -in site.p12 -info -noout` (add `-legacy` for old ones), `keytool
-list -keystore FILE`. Convert to what the program expects.

## How to check the fix
The same command succeeds as the user that runs the program.

## References
- RFC 7468 (textual encodings: PEM)
- RFC 7292 (PKCS #12)
"""
