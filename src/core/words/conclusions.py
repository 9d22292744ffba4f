"""What the control experiments at an endpoint rule out, and what they point to: lines behind the attempts.

Law: only controls that were answered or failed count; one that did not run says nothing.
"""

from core.model.evidence import Endpoint
from core.model.observation import AlertReceived, Closed, Profile, Spoke, TimedOut
from core.model.prose import Prose, prose
from core.words.signs import answered

_ABOUT = {
    Profile.TLS12_ONLY: "the TLS 1.3 offer",
    Profile.SMALL: "the size of the hello and its post-quantum groups",
    Profile.NO_SNI: "the presence of a server name",
    Profile.OTHER_SNI: "this particular name",
    Profile.LEGACY: "modern-only versions and ciphers",
}


def conclusions(endpoint: Endpoint) -> tuple[Prose, ...]:
    """At most four lines; none where no control ran."""
    without = [profile for profile in _ABOUT if answered(endpoint.control(profile)) is False]
    with_answer = [profile for profile in _ABOUT if answered(endpoint.control(profile)) is True]
    if Profile.SMALL in with_answer:  # it offers TLS 1.3 and modern ciphers only: they are not the cause
        with_answer = [p for p in with_answer if p not in (Profile.TLS12_ONLY, Profile.LEGACY)]
    lines = []
    if without:
        lines.append(prose("Ruled out as the cause, because it fails without it too: ", _names(without)))
    if with_answer:
        lines.append(prose("The server answers without it, so the cause may be: ", _names(with_answer)))
    return (*lines, *unasked(endpoint), *_plain(endpoint))


def _names(profiles: list[Profile]) -> str:
    return "; ".join(_ABOUT[profile] for profile in profiles)


def unasked(endpoint: Endpoint) -> tuple[Prose, ...]:
    """What the silent listen says about it."""
    listened = endpoint.control(Profile.BANNER)
    match listened.outcome if listened else None:
        case Closed(how=how):
            return (prose(f"It closes ({how.value}) even when nothing is sent: our hello is not what it objects to"),)
        case TimedOut():
            return (prose("It stays open while nothing is sent: the hello is what it reacts to"),)
        case _:
            return ()


def _plain(endpoint: Endpoint) -> tuple[Prose, ...]:
    said = endpoint.control(Profile.PLAINTEXT)
    match said.outcome if said else None:
        case Closed():
            return (prose("Plain text is met with a close as well: this is not about TLS alone"),)
        case AlertReceived() | Spoke(what="tls"):
            return (prose("Plain text is answered with a TLS alert: a TLS server does listen here"),)
        case _:
            return ()
