r"""The client stayed in plain text where the server insists on TLS: `tls-required`.

## What we saw
The server’s answer: `530 Must issue a STARTTLS command first`, MySQL 3159, PostgreSQL “no pg_hba.conf entry … no
encryption”, IMAP PRIVACYREQUIRED, LDAP result 13.

## What it means
The port is fine and TLS is available; this client did not ask for it.

## Who is affected
Clients whose TLS setting is off or “if available”.

## How to fix it
Switch TLS on in the client: `sslmode=require` or better `verify-full`, `--ssl-mode=VERIFY_IDENTITY`, STARTTLS or
SSL/TLS in the mail program, `ldaps://` or StartTLS.

## How to check the fix
The client connects, and its status shows a cipher (`\conninfo` in psql, `\s` in mysql).

## References
- RFC 3207 section 4 (reply 530)
- RFC 4511 section 4.1.9 (confidentialityRequired)
- RFC 8314 section 3 (TLS for mail)
"""
