"""All rules that read the map together: silent on a modern server, never sure of what is unknown, never crashed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.observation import Outcome
from core.model.prose import plain
from core.model.server_map import DhParameters, Features, Preference, ServerMap, Tri
from core.model.target import Starttls
from core.model.verdict import Found, NotApplicable, Passed, Rule, Undetermined
from core.rules import (
    alpn_no_h2,
    anon_cipher,
    cbc_only,
    compression_enabled,
    legacy_protocol_enabled,
    legacy_renegotiation,
    no_forward_secrecy,
    no_post_quantum,
    no_session_resumption,
    no_shared_cipher,
    no_shared_group,
    no_shared_protocol,
    no_shared_signature_algorithm,
    no_tls12,
    no_tls13,
    null_cipher,
    server_cipher_order,
    sslv2_enabled,
    sslv3_enabled,
    weak_cipher_enabled,
    weak_dh,
)
from core.wire.registry import ciphers
from tests.core.rules.map_support import LIMITED, SSL2, SSL3, V10, V11, V12, V13, WEB, server, surveyed
from tests.core.rules.support import HELLO_FIN, HELLO_SILENCE, TARGET, alert

RULES = [
    module.RULE
    for module in (
        alpn_no_h2,
        anon_cipher,
        cbc_only,
        compression_enabled,
        legacy_protocol_enabled,
        legacy_renegotiation,
        no_forward_secrecy,
        no_post_quantum,
        no_session_resumption,
        no_shared_cipher,
        no_shared_group,
        no_shared_protocol,
        no_shared_signature_algorithm,
        no_tls12,
        no_tls13,
        null_cipher,
        server_cipher_order,
        sslv2_enabled,
        sslv3_enabled,
        weak_cipher_enabled,
        weak_dh,
    )
]
VERSIONS = (SSL2, SSL3, V10, V11, V12, V13)
BLANK = server({}, unknown=VERSIONS, groups=(), groups_complete=False, signatures=(), signatures_complete=False,
               features=Features(), complete=False, limited=LIMITED)  # fmt: skip
SUITES = st.one_of(st.sampled_from([s.code for s in ciphers()]), st.integers(0, 0xFFFF))
TRI = st.sampled_from(Tri)
FEATURES = st.builds(
    Features,
    alpn=st.none() | st.lists(st.sampled_from(["h2", "http/1.1", "\x00\u202e"]), max_size=2).map(tuple),
    session_ids=TRI,
    tickets=TRI,
    psk=TRI,
    compression=TRI,
    secure_renegotiation=TRI,
)
DH = st.none() | st.builds(DhParameters, bits=st.integers(1, 9000), common=st.booleans(), reused=TRI)
OUTCOMES: list[Outcome] = [WEB, alert(40), alert(70), HELLO_FIN, HELLO_SILENCE]


@st.composite
def maps(draw: st.DrawFn) -> ServerMap:
    spoken = draw(st.dictionaries(st.sampled_from(VERSIONS), st.lists(SUITES, max_size=6, unique=True)))
    return server(
        spoken,
        unknown=draw(st.lists(st.sampled_from(VERSIONS).filter(lambda v: v not in spoken), max_size=3)),
        groups=draw(st.lists(st.integers(0, 0xFFFF), max_size=4, unique=True)),
        groups_complete=draw(st.booleans()),
        signatures=draw(st.lists(st.integers(0, 0xFFFF), max_size=4, unique=True)),
        signatures_complete=draw(st.booleans()),
        preference=draw(st.sampled_from(Preference)),
        complete=draw(st.booleans()),
        dh=draw(DH),
        features=draw(FEATURES),
        limited=draw(st.sampled_from([None, LIMITED])),
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.codes[0])
def test_a_modern_server_meets_silence(rule: Rule) -> None:
    assert isinstance(rule.check(surveyed(server())), Passed | NotApplicable)


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.codes[0])
def test_nothing_known_is_nothing_passed(rule: Rule) -> None:
    outcome = alert(70) if rule is no_shared_protocol.RULE else WEB
    assert isinstance(rule.check(surveyed(BLANK, outcome=outcome)), Undetermined)


@given(
    st.lists(st.none() | maps(), min_size=1, max_size=3),
    st.sampled_from(OUTCOMES),
    st.sampled_from([None, Starttls.SMTP]),
)
def test_no_map_crashes_a_rule_and_every_finding_is_complete(
    given_maps: list[ServerMap | None], outcome: Outcome, starttls: Starttls | None
) -> None:
    evidence = surveyed(*given_maps, outcome=outcome, target=replace(TARGET, starttls=starttls))
    for rule in RULES:
        answer = rule.check(evidence)
        for finding in answer.findings if isinstance(answer, Found) else ():
            assert finding.code in rule.codes
            lines = (finding.headline, finding.means, *finding.evidence, *finding.fix)
            assert all(plain(line).strip() for line in lines)
            assert finding.evidence
            assert finding.fix
            assert finding.verify
            assert finding.references
