"""Evidence with lookups around the server: what was not said was asked and not there."""

from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_address

from core.model.evidence import Evidence
from core.model.observation import Ending, HttpAnswer
from core.model.posture import CaaAt, CaaRecord, Lookup, Nothing, Posture, Records
from core.model.target import IPAddress
from tests.core.rules.support import TARGET, attempt, completed, examined


def around(evidence: Evidence, posture: Posture | None) -> Evidence:
    """The same evidence, with these lookups."""
    return replace(evidence, observation=replace(evidence.observation, posture=posture))


def caa(*values: str, tag: str = "issue", name: str = "a.test") -> Posture:
    """CAA records at one name of the climb from a.test; none of them: the climb finds nothing."""
    listed = tuple(CaaRecord(tag, value) for value in values)
    return caa_at(**{name.replace(".", "_"): Records(name, listed) if listed else Nothing()})


def caa_at(**found: Lookup[CaaRecord]) -> Posture:
    names = ("w.a.test", "a.test", "test") if "w_a_test" in found else ("a.test", "test")
    return Posture(caa=tuple(CaaAt(name, found.get(name.replace(".", "_"), Nothing())) for name in names))


def answering(*hsts: str | None, status: int = 200) -> Evidence:
    """One address for each value: a page with that Strict-Transport-Security header, None for none."""
    attempts = [
        attempt(completed(ending=Ending(answered=True, http=HttpAnswer(status, hsts=value))), address=address)
        for address, value in zip(_addresses(len(hsts)), hsts, strict=True)
    ]
    return examined(*attempts, target=TARGET)


def _addresses(count: int) -> Sequence[IPAddress]:
    return [ip_address(f"192.0.2.{number}") for number in range(1, count + 1)]
