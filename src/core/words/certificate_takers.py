"""Who gets the second certificate of a server that has one for each kind of key.

Law: as `core.clients` says it, so that findings and the table of clients never contradict each other.
"""

from collections.abc import Sequence

from core.clients.acceptance import shown_to
from core.clients.catalogue import clients
from core.clients.handshake import Agreed, agree
from core.clients.profile import Client
from core.clients.served import Served, as_chain
from core.model.evidence import Endpoint, Evidence, Presentation
from core.words.mapped import listed, shortened

_NAMED = 8


def takers_of(evidence: Evidence, second: Presentation) -> tuple[Client, ...]:
    """Clients of the catalogue that are given this chain at some address."""
    here = [e for e in evidence.judged if e.address in second.addresses]
    return tuple(client for client in clients() if any(_gets(client, e, second) for e in here))


def _gets(client: Client, endpoint: Endpoint, second: Presentation) -> bool:
    chain = as_chain(second)
    if endpoint.map is None or chain is None:
        return False
    agreed = agree(client, endpoint.map)
    served = Served(main=as_chain(endpoint.presentation), others=(chain,))
    return isinstance(agreed, Agreed) and client.hello.sni and shown_to(client, agreed, served) == chain


def named(those: Sequence[Client]) -> str:
    """ "IE 6 and Java 6 get"."""
    names = [client.name for client in those]
    if not names:
        return "none gets"
    shown = listed(names) if len(names) <= _NAMED else shortened(names, _NAMED - 1)
    return f"{shown} get{'s' if len(names) == 1 else ''}"
