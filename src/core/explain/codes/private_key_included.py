"""A file of certificates holds a private key as well: `private-key-included`.

## What we saw
A block “PRIVATE KEY” beside the certificates of a PEM file. PKCS #12 files are made to hold the key and are not meant.

## What it means
Nothing is wrong where the server wants both in one file, as HAProxy and some others do. The file is then as secret as
the key: whoever can read it can act as the server.

## Who is affected
Nobody, unless the file was published, mailed, put into a repository, or can be read by others on the machine.

## How to fix it
Let only the server's user read it: `chmod 600 FILE`. If others could read it: make a new key, have the certificate
reissued for it, and the old one revoked.

## How to check the fix
`ls -l FILE` shows no permission for group and others; `tlscheck chain fullchain.pem` is silent about keys.

## References
- RFC 7468 sections 10 and 11 (private keys in PEM)
- HAProxy, `crt`: https://docs.haproxy.org/3.0/configuration.html#5.1-crt
"""
