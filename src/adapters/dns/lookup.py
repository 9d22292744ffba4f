"""One record type at one name, as a `Lookup`: records, nothing, or why it could not be told.

Law: as `adapters.dns.question`, and what is kept of an answer is bounded. A resolver is asked for its own view of
DNSSEC with the AD bit (RFC 6840 section 5.7).
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdatatype

from adapters.dns.question import UNREADABLE, Server, answered_unchecked, exchange, walk
from core.model.posture import Lookup, Nothing, Records, Unanswered

T = TypeVar("T")
_MAX_RECORDS: Final = 64
_MAX_HOPS: Final = 4


async def lookup(
    servers: Sequence[Server],
    host: str,
    kind: dns.rdatatype.RdataType,
    read: Callable[[dns.rdata.Rdata], T | None],
    deadline: float,
) -> Lookup[T]:
    """The records of one type, aliases followed. ``read``: one record as a value, None for one that is left out."""
    try:
        name = dns.name.from_text(host)
    except UNREADABLE:
        return Nothing()  # no such name can be in the DNS
    for _ in range(_MAX_HOPS):
        server, response = await exchange(servers, name, kind, deadline, dns.flags.AD)
        if response is None:
            return Unanswered("no resolver answered in time")
        if isinstance(response, str):
            return Unanswered(response)
        authenticated = bool(response.flags & dns.flags.AD)
        tail, _, found = walk(response, name, kind)
        if found is not None:
            items = (read(item) for item in list(found)[:_MAX_RECORDS])
            kept = tuple(item for item in items if item is not None)
            return Records(tail.to_text(omit_final_dot=True), kept, authenticated)
        match response.rcode():
            case dns.rcode.NXDOMAIN:
                return Nothing(authenticated)
            case dns.rcode.NOERROR if tail == name or response.authority:
                return Nothing(authenticated)
            case dns.rcode.NOERROR:
                name = tail  # a server that does not follow its own CNAME
            case rcode:
                unchecked = rcode == dns.rcode.SERVFAIL and await answered_unchecked(server, name, kind, deadline)
                return Unanswered(f"the resolver answers {dns.rcode.to_text(rcode)}", unchecked)
    return Unanswered("too many aliases")
