"""The name does not resolve, and the text does not say why: `dns-failure`.

## What we saw
The resolver’s error as the program prints it: “could not resolve host”, ENOTFOUND, EAI_AGAIN, “Name or service not
known”.

## What it means
No address, no connection: TLS was not reached. The name is mistyped or gone, the resolver cannot be reached, or the
name exists only inside another network.

## Who is affected
Clients that use this resolver.

## How to fix it
Check the spelling, then `dig NAME` on the same machine. Inside a cluster or VPN use the resolver that knows the name.
EAI_AGAIN means that the resolver did not answer: look at `/etc/resolv.conf` and the network.

## How to check the fix
`dig +short NAME` prints an address on that machine.

## References
- RFC 1035 section 4.1.1 (response codes)
- RFC 8020 (NXDOMAIN)
"""
