"""What an attempt showed, as prose: the evidence lines that every connection finding carries.

Law: facts only, no judgement; everything that came from outside is a `Quote`.
"""

from collections.abc import Iterable, Sequence

from core.model.evidence import Endpoint, Evidence
from core.model.observation import (
    AlertReceived,
    Attempt,
    Closed,
    HelloAnswered,
    Negotiated,
    NotTls,
    Outcome,
    PeerFault,
    Profile,
    Refused,
    ServerFlight,
    Spoke,
    Stage,
    StarttlsFailed,
    TimedOut,
    Unreachable,
)
from core.model.prose import Piece, Prose, clean, prose, quote
from core.wire.registry import alert_name, cipher, version_name

_FULL = {Profile.FULL: "Full handshake", Profile.FULL_AGAIN: "Second attempt"}
WHEN = {
    Stage.CONNECT: "before the TCP connection stood",
    Stage.STARTTLS: "in the STARTTLS dialogue",
    Stage.HELLO: "in answer to the ClientHello, before any other byte",
    Stage.SERVER_FLIGHT: "in the middle of the server's flight",
    Stage.FINISHED: "after our Finished",
    Stage.AFTER: "after the handshake was complete",
}


def describe_attempt(attempt: Attempt, *, name_address: bool = False) -> Prose:
    """ "Control: TLS 1.2 only → alert 40 handshake_failure …" """
    probe = attempt.probe
    label = _FULL.get(probe.profile) or f"Control: {probe.profile.value}"
    if probe.profile in (Profile.OTHER_SNI, Profile.SIBLING_SNI) and probe.server_name:
        label += f" ({probe.server_name})"
    if probe.profile is Profile.UPGRADED and probe.starttls:
        label += f" ({probe.starttls.value})"
    if name_address:
        label += f" at {probe.address}"
    return prose(f"{label} → ", *describe_outcome(attempt.outcome, probe.profile).pieces)


def describe_outcome(outcome: Outcome, profile: Profile = Profile.FULL) -> Prose:
    """What came back, in a clause."""
    match outcome:
        case Negotiated():
            return _completed(outcome)
        case HelloAnswered(flight):
            return prose(*_answered(flight))
        case AlertReceived(stage, _, number):
            return prose(f"alert {number} {alert_name(number)} {WHEN[stage]}")
        case NotTls(what, excerpt):
            named = "bytes that are no TLS: " if what == "unknown" else f"no TLS but {clean(what, 20)}: "
            return prose(named, quote(excerpt, 120))
        case PeerFault(_, fault, detail):
            return prose(f"{fault.value}: ", quote(detail))
        case StarttlsFailed(offered, reply):
            said = [": ", quote(reply)] if reply else [" (no reply)"]
            return prose("STARTTLS is offered and then declined" if offered else "STARTTLS is not offered", *said)
        case Spoke(what, excerpt):
            return prose(
                "an answer in plain text: " if what == "unknown" else f"{clean(what, 20)} in plain text: ",
                quote(excerpt, 120),
            )
        case _:
            return prose(_nothing_said(outcome, profile))


def _nothing_said(outcome: Outcome, profile: Profile) -> str:
    match outcome:
        case Refused():
            return "RST to our SYN: connection refused"
        case Unreachable(errno, text, local):
            if errno not in ("ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT"):
                return f"{errno}: {clean(text)}"
            return f"{errno}: " + ("this machine has no such network" if local else "no route to the address")
        case Closed(stage, how, flight):
            return f"closed with {how.value} {_when(stage, profile)}{_bytes(flight)}"
        case TimedOut(stage, after_ms, flight, budget):
            why = " (our time limit)" if budget else ""
            where = "no answer to our SYN" if stage is Stage.CONNECT else f"silence {_when(stage, profile)}"
            return f"{where} for {after_ms / 1000:.1f} s{why}{_bytes(flight)}"
        case _:
            return type(outcome).__name__


def _when(stage: Stage, profile: Profile) -> str:
    """A silent listen sends nothing and a plaintext probe no ClientHello: their stage names say otherwise."""
    if profile is Profile.BANNER:
        return "while we sent nothing"
    if profile is Profile.PLAINTEXT:
        return "in answer to plain text"
    return WHEN[stage]


def _completed(outcome: Negotiated) -> Prose:
    said = f"completed {outcome.version} {outcome.cipher}"
    ending = outcome.ending
    if ending.alert is not None:
        said += f", then alert {ending.alert} {alert_name(ending.alert)}"
    elif ending.closed is not None and not ending.answered:
        said += f", then closed with {ending.closed.value} without an answer"
    return prose(said)


def _answered(flight: ServerFlight) -> Iterable[str | Piece]:
    if flight.version is None:
        return ("ServerHello",)
    suite = f" {cipher(flight.cipher)}" if flight.cipher is not None else ""
    kind = "HelloRetryRequest" if flight.hello_retry else "ServerHello"
    return (f"{kind}: {version_name(flight.version)}{suite}",)


def _bytes(flight: ServerFlight) -> str:
    return f", {flight.bytes_received} bytes received" if flight.bytes_received else ""


def attempt_lines(evidence: Evidence, endpoints: Sequence[Endpoint]) -> tuple[Prose, ...]:
    """Every attempt and every control at these endpoints, one line each; addresses named where there are several."""
    named = len(evidence.endpoints) > 1
    return tuple(
        describe_attempt(attempt, name_address=named)
        for endpoint in endpoints
        for attempt in (*endpoint.attempts, *endpoint.controls)
    )


def at(evidence: Evidence, endpoints: Sequence[Endpoint]) -> str:
    """' at 192.0.2.1' when these are not all the judged endpoints, else ''."""
    if len(endpoints) == len(evidence.judged):
        return ""
    return f" at {', '.join(str(e.address) for e in endpoints)}"


def seconds(ms: float) -> str:
    """5230.0 -> '5.2 s'."""
    return f"{ms / 1000:.1f} s"
