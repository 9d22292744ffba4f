"""What the findings say and what the table of clients says never contradict each other: over servers of every shape."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from core.clients.handshake import agree
from core.model.client import Family, Refuses
from core.model.finding import Severity
from core.model.server_map import DhParameters, Features, Preference, ServerMap, Tri
from core.model.verdict import Found
from core.rules import catalogue
from core.words.current_clients import current
from tests.core.rules.map_support import (
    ANON,
    ARIA,
    DHE,
    ECDHE_AEAD,
    ECDHE_CBC,
    NULL,
    RC4,
    RSA_CBC,
    RSA_GCM,
    TLS13,
    TRIPLE_DES,
    V10,
    V11,
    V12,
    V13,
    server,
    surveyed,
)
from tests.core.rules.support import completed

_OLD = (*ECDHE_CBC, *RSA_CBC, RC4, TRIPLE_DES, NULL, ANON, 0x0033)
_NEW = (*ECDHE_AEAD, *RSA_GCM, *DHE, *_OLD, ARIA, 0xCCA8, 0xC09C)
_SUITES = {V13: (*TLS13, 0x1304, 0x1305), V12: _NEW, V11: _OLD, V10: _OLD}


def _some(numbers: tuple[int, ...]) -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(st.sampled_from(numbers), min_size=1, max_size=4, unique=True).map(tuple)


servers = st.builds(
    server,
    st.fixed_dictionaries({}, optional={v: _some(s) for v, s in _SUITES.items()}).filter(bool),
    unknown=st.sampled_from([(), (0x0300,), (0x0300, 0x0002)]),
    groups=_some((29, 23, 24, 25, 30, 26, 256, 0x11EC, 0x11EB)),
    groups_complete=st.sampled_from([True, True, True, False]),
    signatures=_some((0x0804, 0x0401, 0x0403, 0x0201, 0x0101)),
    signatures_complete=st.sampled_from([True, True, True, False]),
    preference=st.sampled_from(Preference),
    complete=st.sampled_from([True, True, True, False]),
    dh=st.none() | st.sampled_from([512, 768, 1024, 2048, 4096]).map(lambda bits: DhParameters(bits=bits)),
    features=st.sampled_from(Tri).map(lambda tri: Features(secure_renegotiation=tri)),
)


@settings(max_examples=300)
@given(servers)
def test_no_current_client_is_shut_out_in_silence(mapped: ServerMap) -> None:
    newest = mapped.supported[0]  # what our own handshake comes to
    evidence = surveyed(mapped, outcome=completed(version=newest.version, cipher=newest.suites[0]))
    answers = [rule.check(evidence) for rule in catalogue()]
    findings = list(itertools.chain.from_iterable(a.findings for a in answers if isinstance(a, Found)))
    worst = {finding.severity for finding in findings}
    refused = [c for c in current(evidence) if isinstance(agree(c, mapped), Refuses)]
    if refused:
        assert worst & {Severity.BROKEN, Severity.AT_RISK}, [c.name for c in refused]
    if any(c.family is Family.BROWSER for c in refused):
        assert Severity.BROKEN in worst, [c.name for c in refused]
    for finding in findings:
        if finding.code.startswith("no-shared-"):
            assert refused
