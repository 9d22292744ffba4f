"""Signals and nudges → causes in order. A code counts as much as the surest voice for it."""

from core.explain.context import Nudge
from core.explain.signals import Signal
from core.model.explanation import Cause, Side
from core.model.prose import clean

_DECAY = (1.0, 0.6, 0.45, 0.35, 0.28, 0.22)  # by place in a signal's list
_LEAST = 0.1
_MOST = 6
Scores = dict[str, Cause]


def base(found: tuple[Signal, ...], side: Side | None) -> Scores:
    """Each code with the confidence of its surest signal; earlier words win ties."""
    scores: Scores = {}
    for signal in found:
        for place, code in enumerate(signal.codes(side)):
            share = _DECAY[min(place, len(_DECAY) - 1)]
            _raise(scores, Cause(code, signal.pattern.sure * share, _because(signal)))
    return scores


def _because(signal: Signal) -> str:
    """The words, and whose they are."""
    said, source = clean(" ".join(signal.said.split()), 120), signal.pattern.source
    return f"“{said}”" if source.startswith("various") else f"“{said}” ({source})"


def nudged(scores: Scores, nudges: tuple[Nudge, ...]) -> Scores:
    new = dict(scores)
    for one in nudges:
        _raise(new, Cause(one.code, one.confidence, clean(one.because, 300)))
    return new


def causes(scores: Scores) -> tuple[Cause, ...]:
    """Most likely first, at most six, none below a tenth."""
    ranked = sorted(scores.values(), key=lambda cause: -cause.confidence)
    return tuple(cause for cause in ranked if cause.confidence >= _LEAST)[:_MOST]


def _raise(scores: Scores, cause: Cause) -> None:
    known = scores.get(cause.code)
    if known is None or known.confidence < cause.confidence:
        scores[cause.code] = cause
