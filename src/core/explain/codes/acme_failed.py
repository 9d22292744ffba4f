"""The certificate could not be obtained by ACME: `acme-failed`.

## What we saw
An error of type `urn:ietf:params:acme:error:…`, or the client’s summary (“Some challenges have failed”).

## What it means
The CA could not convince itself that you control the name, or refuses for another reason: port 80 closed, wrong DNS
record, a CAA record, a rate limit. The old certificate stays in place until it expires.

## Who is affected
Nobody yet, if a valid certificate is still served; everybody after its last day.

## How to fix it
The CA’s sentence names challenge and reason. http-01: `http://NAME/.well-known/acme-challenge/` must be reachable
from the internet, over IPv6 too where there is an AAAA record. dns-01: the TXT record must be visible at the
authoritative servers. rateLimited: wait, and use the staging server until it works.

## How to check the fix
`certbot renew --dry-run` (or the client’s staging mode) succeeds.

## References
- RFC 8555 section 6.7 (error types) and section 8 (challenges)
- RFC 8659 (CAA)
"""
