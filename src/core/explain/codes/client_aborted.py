"""The client leaves without saying why: `client-aborted`.

## What we saw
A capture or a server’s log shows the client closing, or sending user_canceled, with no verdict of its own.

## What it means
Often a person closed the page, a health check that only opens the port, or a client that dislikes the certificate and
says so only on its own side.

## Who is affected
This client.

## How to fix it
Look at the client’s own log. If it is a health check, let it finish a handshake or check the port only.

## How to check the fix
The client’s log shows a completed handshake.

## References
- RFC 8446 section 6.1 (user_canceled, close_notify)
"""
