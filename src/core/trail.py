"""The handshake trail: which station was reached, at the address that tells most. Renderers only lay it out."""

from collections.abc import Sequence

from core.model.evidence import Endpoint, Evidence, connected, flight_of
from core.model.observation import (
    AlertReceived,
    Closed,
    HelloAnswered,
    Negotiated,
    NotTls,
    Outcome,
    PeerFault,
    Refused,
    Spoke,
    StarttlsFailed,
    TimedOut,
    Unreachable,
)
from core.model.prose import clean
from core.model.report import Step, StepStatus
from core.model.resolution import (
    NoAddress,
    NotResolved,
    NxDomain,
    Resolution,
    Resolved,
    ResolverSilent,
    ServFail,
)
from core.wire.codes import alert_name, version_name

OK, FAILED, WARNING, SKIPPED = StepStatus.OK, StepStatus.FAILED, StepStatus.WARNING, StepStatus.SKIPPED


def steps(evidence: Evidence, certificate_troubles: Sequence[str]) -> tuple[Step, ...]:
    """DNS → TCP → (STARTTLS) → ClientHello → ServerHello → Certificate → Finished → answer, as far as it came.

    ``certificate_troubles``: codes of the broken findings about certificate and chain.
    """
    trail = [dns_step(evidence.resolution)]
    endpoint = telling(evidence)
    if endpoint is None:
        if evidence.observation.refused_addresses:
            refused = evidence.observation.refused_addresses[0]
            trail.append(Step("address policy", FAILED, None, refused.because))
        return tuple(trail)
    return (*trail, *_connection(endpoint, certificate_troubles))


def telling(evidence: Evidence) -> Endpoint | None:
    """The first failing endpoint, else the first: the odd one is what the reader came for."""
    candidates = evidence.judged or evidence.endpoints
    return next((e for e in candidates if not e.works), candidates[0] if candidates else None)


def dns_step(resolution: Resolution) -> Step:
    match resolution:
        case NotResolved(address):
            return Step("DNS", SKIPPED, None, f"{address} was given")
        case Resolved(addresses, aliases, ms):
            via = f" via {', '.join(aliases[:3])}" if aliases else ""
            return Step("DNS", OK, ms, ", ".join(map(str, addresses[:8])) + via)
        case NxDomain(name, ms=ms):
            return Step("DNS", FAILED, ms, f"{name} does not exist (NXDOMAIN)")
        case NoAddress(name, ms=ms):
            return Step("DNS", FAILED, ms, f"{name} has no A or AAAA record")
        case ServFail(rcode=rcode, resolver=resolver, ms=ms):
            return Step("DNS", FAILED, ms, f"{rcode} from {resolver}")
        case ResolverSilent(resolvers=resolvers, ms=ms):
            return Step("DNS", FAILED, ms, f"no answer from {', '.join(resolvers) or 'any resolver'}")


def _connection(endpoint: Endpoint, certificate_troubles: Sequence[str]) -> list[Step]:
    attempt = endpoint.attempts[0]
    outcome, timings = attempt.outcome, attempt.timings
    if not connected(outcome):
        return [Step("TCP", FAILED, timings.total, f"{endpoint.address}: {brief(outcome)}")]
    trail = [Step("TCP", OK, timings.connected, f"{endpoint.address} port {attempt.probe.port}")]
    if attempt.probe.starttls:
        failed = isinstance(outcome, StarttlsFailed) or timings.starttls is None
        detail = brief(outcome) if failed else attempt.probe.starttls.value
        trail.append(Step("STARTTLS", FAILED if failed else OK, timings.starttls, detail))
        if failed:
            return trail
    flight = flight_of(outcome)
    trail.append(Step("ClientHello", OK, None, f"SNI {attempt.probe.server_name or 'not sent'}"))
    if flight.version is None and not isinstance(outcome, Negotiated):
        return [*trail, Step("ServerHello", FAILED, timings.first_byte or timings.total, brief(outcome))]
    version = version_name(flight.version) if flight.version is not None else "seen"
    trail.append(Step("ServerHello", OK, timings.first_byte, version))
    if endpoint.presentation:
        trail.append(_certificate(endpoint, certificate_troubles))
    return [*trail, *_finish(outcome, timings.handshake)]


def _certificate(endpoint: Endpoint, troubles: Sequence[str]) -> Step:
    leaf = endpoint.presentation.leaf if endpoint.presentation else None
    if leaf is None:
        return Step("Certificate", FAILED, None, "unreadable")
    if troubles:
        return Step("Certificate", FAILED, None, ", ".join(troubles))
    return Step("Certificate", OK, None, f"valid until {leaf.not_after:%Y-%m-%d}")


def _finish(outcome: Outcome, ms: float | None) -> list[Step]:
    if not isinstance(outcome, Negotiated):
        return [Step("Finished", FAILED, None, brief(outcome))]
    done = Step("Finished", OK, ms, f"{outcome.version} {outcome.cipher}")
    ending = outcome.ending
    if ending.alert is not None:
        return [done, Step("after the handshake", FAILED, None, f"alert {ending.alert} {alert_name(ending.alert)}")]
    if ending.closed and not ending.answered:
        return [done, Step("after the handshake", WARNING, None, f"the server closed ({ending.closed})")]
    return [done]


def brief(outcome: Outcome) -> str:
    """An outcome in a few words."""
    match outcome:
        case Negotiated(version=version, cipher=cipher):
            return f"completed {version} {cipher}"
        case HelloAnswered(flight):
            return f"ServerHello {version_name(flight.version)}" if flight.version is not None else "ServerHello"
        case AlertReceived(stage, _, number):
            return f"alert {number} {alert_name(number)} {stage}"
        case Closed(stage, how):
            return f"closed with {how} {stage}"
        case TimedOut(stage, after_ms):
            return f"silent {stage} for {after_ms / 1000:.1f} s"
        case NotTls(what, excerpt):
            return f"no TLS: {what} {clean(excerpt, 60)}"
        case PeerFault(_, fault, detail):
            return f"{fault}: {clean(detail, 80)}"
        case StarttlsFailed(offered, reply):
            return f"STARTTLS {'refused' if offered else 'not offered'}: {clean(reply, 60)}"
        case Spoke(what, excerpt):
            return f"{what}: {clean(excerpt, 60)}"
        case Refused():
            return "connection refused (RST to SYN)"
        case Unreachable(errno, text):
            return f"unreachable: {errno} {text}"
