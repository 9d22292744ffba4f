"""Whose clock is wrong? What other clocks say, before a date in a certificate is held against anybody.

Witnesses are the server's HTTP Date and the time in an OCSP staple. A staple is made before it is sent, so it can only
prove that our clock is behind, never that it is ahead. The day of our own root data is a witness too: we cannot run
before it was made.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.model.certificate import CertificateFacts
from core.model.evidence import ClockReading, Evidence, Presentation
from core.model.prose import Moment, Prose, prose
from core.words.certificate_time import span

TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class OursIsBehind:
    """``reading``: the witness; None when it is the day of our root data. ``by``: at least so much."""

    by: timedelta
    reading: ClockReading | None


def ours_is_behind(evidence: Evidence, certificate: CertificateFacts | None) -> OursIsBehind | None:
    """Our clock is certainly or very likely behind. Never when a person chose the time of judgement.

    A reading counts when ``certificate`` is not yet valid for us and is valid for the reading's clock: the CA and that
    clock then agree against ours.
    """
    if evidence.at_given:
        return None
    made = evidence.stores.as_of
    if evidence.at.date() < made:
        return OursIsBehind(timedelta(days=(made - evidence.at.date()).days), None)
    if certificate is None or not certificate.premature_at(evidence.at):
        return None
    agreeing = (r for r in evidence.clocks if r.skew > TOLERANCE and r.told >= certificate.not_before)
    reading = max(agreeing, key=lambda r: r.skew, default=None)
    return OursIsBehind(reading.skew, reading) if reading else None


def premature_authorities(presentation: Presentation, at: datetime) -> tuple[CertificateFacts, ...]:
    """Certificates above the leaf that no way to a root avoids and that are not valid yet."""
    above = presentation.paths.expired_everywhere if presentation.paths else ()
    return tuple(certificate for certificate in above if certificate.premature_at(at))


def http_clocks(evidence: Evidence) -> tuple[ClockReading, ...]:
    """Readings of the server's own clock, not of something it passes on."""
    return tuple(reading for reading in evidence.clocks if "HTTP" in reading.source)


def described(reading: ClockReading) -> Prose:
    """One line of evidence: what that clock told, compared with ours."""
    if abs(reading.skew) < timedelta(seconds=2):
        return prose(f"Clock check, {reading.source}: ", Moment(reading.told), ", the same as ours")
    side = "ahead of ours" if reading.skew > timedelta() else "behind ours"
    return prose(f"Clock check, {reading.source}: ", Moment(reading.told), f", {span(reading.skew)} {side}")


def cross_check(evidence: Evidence) -> tuple[Prose, ...]:
    """Every witness, or that there is none; and the time that we judge by."""
    if evidence.at_given:
        return (prose("Judged at the given time ", Moment(evidence.at)),)
    ours = prose("Our clock says ", Moment(evidence.at))
    if not evidence.clocks:
        return ours, prose("The server told no time of its own, so our clock could not be cross-checked")
    return ours, *(described(reading) for reading in evidence.clocks)
