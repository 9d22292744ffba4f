"""STARTTLS was offered and then declined: `starttls-refused`.

## What we saw
The server lists STARTTLS among its capabilities and answers the command with an error such as `454 4.7.0 TLS not
available due to local problem`.

## What it means
The server means to do TLS and cannot: usually its certificate or key file could not be loaded.

## Who is affected
Every client that upgrades; those that demand TLS cannot connect.

## How to fix it
Read the server’s log from its start: it names the file. Repair it, restart the server.

## How to check the fix
`openssl s_client -starttls smtp -connect HOST:25` prints a certificate.

## References
- RFC 3207 section 4 (reply 454)
- RFC 4511 section 4.14.2 (LDAP StartTLS response)
"""
