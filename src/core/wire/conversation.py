"""Probe → conversation: which words a profile speaks. The only place that knows all of them.

`begin` is pure: the caller brings 32 random bytes for the hand-made hellos.
"""

from core.model.observation import Probe, Profile
from core.wire import profiles
from core.wire.exchange import Conversation, End, Ended, Milestone, Reaction
from core.wire.handshake import FullHandshake, Glimpse, Revisit
from core.wire.raw_probe import PLAIN_REQUEST, PlainWords, RawHello, Until
from core.wire.strains import strain
from core.wire.survey_probe import Question
from core.wire.upgrade import Upgrade

__all__ = ["Conversation", "End", "Ended", "Milestone", "Reaction", "begin"]


def begin(probe: Probe, random: bytes) -> Conversation:
    """The conversation for ``probe``, STARTTLS dialogue included; ``random``: 32 bytes."""
    return _tls(probe, random) if probe.starttls is None else Upgrade(probe, _tls(probe, random))


def _tls(probe: Probe, random: bytes) -> Conversation:
    name = probe.server_name
    match probe.profile:
        case Profile.FULL | Profile.FULL_AGAIN | Profile.CLAMPED:
            return FullHandshake(probe)
        case Profile.NO_SNI | Profile.OTHER_SNI | Profile.SIBLING_SNI | Profile.UPGRADED:
            return Glimpse(probe)
        case Profile.TLS12_ONLY:
            return RawHello(profiles.tls12_only(name, random).encode(), Until.HELLO_DONE, probe.port)
        case Profile.SMALL:
            return RawHello(profiles.classical_small(name, random).encode(), Until.HELLO, probe.port)
        case Profile.LARGE:
            return RawHello(profiles.large(name, random).encode(), Until.HELLO, probe.port)
        case Profile.LEGACY:
            return RawHello(profiles.legacy(name, random).encode(), Until.HELLO_DONE, probe.port)
        case Profile.PLAINTEXT:
            return PlainWords(PLAIN_REQUEST, probe.port)
        case Profile.BANNER:
            return PlainWords(b"", probe.port)
        case Profile.SURVEY:
            assert probe.offer is not None, "a survey probe asks something"
            if probe.offer.complete:
                return Revisit(probe)
            return Question(probe.offer, name, random, probe.port)
        case Profile.BARE:
            return RawHello(strain(Profile.BARE, name, random), Until.HELLO_DONE, probe.port)
        case strained:
            return RawHello(strain(strained, name, random), Until.HELLO, probe.port)
