"""One client against one server, without evidence: the parts of a simulation to order."""

from datetime import datetime

from core.clients.catalogue import client
from core.clients.phrases import Facts
from core.clients.profile import Client
from core.clients.served import Chain, Served
from core.clients.simulate import simulate
from core.model.client import ClientResult, Connects, Refuses, Undecided
from core.model.server_map import ServerMap
from core.model.trust import TrustStores
from tests.core.rules.certificate_support import CA, NOW, OWN
from tests.core.rules.support import TARGET, presentation_for
from tests.support.pki import Leaf
from tests.support.server_maps import server

GOOD = CA.issue(scts=2)
GOOD_RSA = CA.issue(key="rsa2048", scts=2, ku=("digital_signature", "key_encipherment"))


def chain_of(leaf: Leaf | tuple[bytes, ...], stores: TrustStores = OWN, at: datetime = NOW) -> Chain:
    shown = presentation_for(leaf.sent_ders if isinstance(leaf, Leaf) else leaf, stores, at=at)
    assert shown.leaf
    assert shown.name
    assert shown.paths
    return Chain(shown.leaf, shown.name, shown.paths)


def meets(
    who: str | Client,
    mapped: ServerMap | None = None,
    leaf: Leaf | tuple[bytes, ...] = GOOD,
    *,
    stores: TrustStores = OWN,
    at: datetime = NOW,
    others: tuple[Chain, ...] = (),
    nameless: Chain | None = None,
    nameless_refused: bool = False,
    warned: bool = False,
    stapled: bool | None = None,
) -> ClientResult:
    """What becomes of this client at a server; by default its root is the user's own CA, which all trust."""
    mapped = mapped or server()
    served = Served(
        main=chain_of(leaf, stores, at),
        others=others,
        nameless=nameless,
        nameless_refused=nameless_refused,
        warned=warned,
        stapled=stapled,
    )
    known = client(who) if isinstance(who, str) else who
    return simulate(known, mapped, served, Facts(TARGET, mapped), at)


def connects(result: ClientResult) -> Connects:
    assert isinstance(result.answer, Connects), result.answer
    return result.answer


def refuses(result: ClientResult) -> Refuses:
    assert isinstance(result.answer, Refuses), result.answer
    return result.answer


def undecided(result: ClientResult) -> Undecided:
    assert isinstance(result.answer, Undecided), result.answer
    return result.answer
