"""The client’s TLS library cannot do what the server demands: `client-too-old`.

## What we saw
A version error on the client’s side (“no appropriate protocol”, “could not create SSL/TLS secure channel”), or a
server’s log that names a client offering only old versions.

## What it means
Servers have dropped TLS 1.0 and 1.1, and many old ciphers. Windows 7 before its updates, Java 7, OpenSSL before
1.0.1, Android before 5 and .NET Framework before 4.6 do not offer TLS 1.2 by themselves.

## Who is affected
This client, with every current server.

## How to fix it
Update the runtime or library. Where that has to wait, switch TLS 1.2 on if the library knows it: .NET
`SchUseStrongCrypto`, Java `-Dhttps.protocols=TLSv1.2`, Windows the Schannel registry keys. Do not weaken the server
for one client.

## How to check the fix
The client reaches a server that accepts TLS 1.2 only, such as `https://tls-v1-2.badssl.com:1012/`.

## References
- RFC 8996 (Deprecating TLS 1.0 and TLS 1.1)
- RFC 9325 section 3.1.1 (TLS versions)
"""
