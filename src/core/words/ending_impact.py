"""What clients show for the way in which a handshake ended, whatever the reason behind it."""

from core.model.finding import Impact
from core.model.observation import AlertReceived, Closed, CloseKind, Outcome, Stage
from core.model.target import Target
from core.words import impact
from core.words.alert_impact import alert_impact


def ending_impact(target: Target, outcome: Outcome) -> tuple[Impact, ...]:
    match outcome:
        case AlertReceived(stage, _, number):
            return alert_impact(target, number, at_hello=stage is Stage.HELLO)
        case Closed(how=CloseKind.RST):
            return impact.reset_in_handshake(target)
        case Closed():
            return impact.closed_in_handshake(target)
        case _:
            return impact.silent_in_handshake(target)
