"""The offers of which a survey is made: broad in all but what is asked."""

from core.model.offer import Offer, Question
from core.survey.lists import FFDHE, SIGNATURES, curves
from core.wire.codes import Version


def classic(question: Question, version: int, suites: tuple[int, ...], groups: tuple[int, ...] = ()) -> Offer:
    """An offer of TLS 1.2 or older; by default with all curves and the finite-field groups of RFC 7919, without which
    some servers choose no DHE suite.
    """
    return Offer(
        question=question,
        version=version,
        ciphers=suites,
        groups=groups or (*curves(), *FFDHE),
        signature_algorithms=SIGNATURES,
    )


def modern(suites: tuple[int, ...], groups: tuple[int, ...], question: Question = Question.SUITES) -> Offer:
    """An offer of TLS 1.3 alone."""
    return Offer(
        question=question,
        version=Version.TLS1_3,
        floor=Version.TLS1_3,
        ciphers=suites,
        groups=groups,
        signature_algorithms=SIGNATURES,
    )


def revisit(version: int, *, session: bytes = b"", tickets: bool = True) -> Offer:
    """A complete handshake of our TLS library."""
    return Offer(
        question=Question.RESUMPTION,
        version=version,
        complete=True,
        session=session,
        ticket=b"" if tickets else None,
    )
