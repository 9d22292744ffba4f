"""Chain faults in words: naming a certificate above the leaf, and where the right chain goes."""

from collections.abc import Iterable

from core.model.certificate import CertificateFacts
from core.model.evidence import Software
from core.model.path import PathProblem
from core.model.prose import Code, Moment, Piece, Prose, prose, quote
from core.words.certificate_remedy import install


def named(certificate: CertificateFacts) -> Piece:
    """A certificate by the name a person recognises, quoted."""
    return quote(certificate.display, 120)


def dated(certificate: CertificateFacts) -> Prose:
    """One line: who it is and its dates."""
    return prose(
        named(certificate), " is valid from ", Moment(certificate.not_before), " to ", Moment(certificate.not_after)
    )


def put_chain(software: Software, first: Prose) -> tuple[Prose, ...]:
    """Make the server send another chain: where it comes from, then where it goes."""
    return (first, *install(software))


def chain_from_ca() -> Prose:
    """Where the right chain is had when we do not have it."""
    return prose(
        "Take the chain from the CA that issued the certificate: certbot and other ACME clients write it as ",
        Code("fullchain.pem"),
        ", other CAs offer it as “intermediate” or “CA bundle”",
    )


def flaw_lines(problems: Iterable[PathProblem]) -> tuple[Prose, ...]:
    """One line a flaw; its details may repeat names from a certificate."""
    return tuple(prose(named(p.certificate), f" (depth {p.depth}) ", quote(p.detail)) for p in problems)
