"""`no-shared-signature-algorithm`: the handshake is signed as no current client accepts it."""

import pytest

from core.model.verdict import PASSED, NotApplicable
from core.rules.no_shared_signature_algorithm import RULE
from tests.core.rules.certificate_support import CA, told
from tests.core.rules.map_support import (
    ECDHE_AEAD,
    RSA_GCM,
    V12,
    clients,
    fired,
    server,
    surveyed,
    verdict,
    why_open,
)
from tests.core.rules.support import alert, presentation_for, said
from tests.support.pki_spec import KeyKind

RSA_SHA1, RSA_MD5, PSS, ED25519 = 0x0201, 0x0101, 0x0804, 0x0807


def test_sha1_alone_shuts_out_those_who_dropped_it() -> None:
    finding = fired(RULE, server({V12: ECDHE_AEAD}, signatures=[RSA_SHA1]))
    assert told(finding) == (
        "no-shared-signature-algorithm",
        "broken",
        "server",
        "measured",
        (
            "a.test:443 is broken: it signs its handshake with rsa_pkcs1_sha1 only, which is nothing that Chrome, "
            "Edge, Java 25, Python 3.13 with OpenSSL 3.0, Node 20 and 5 more would accept"
        ),
    )
    assert clients(finding) == ["Chrome", "curl", "OpenSSL", "Java", "Go", "Python", "Node"]
    assert "Signatures that the server makes: rsa_pkcs1_sha1" in said(finding)


def test_md5_alone_shuts_everybody_out() -> None:
    finding = fired(RULE, server({V12: ECDHE_AEAD}, signatures=[RSA_MD5]), outcome=alert(40))
    assert len(clients(finding)) == 9
    assert finding.accounts_for_failure


def test_one_in_common_is_enough() -> None:
    assert verdict(RULE, server({V12: ECDHE_AEAD}, signatures=[RSA_SHA1, PSS])) == PASSED


def test_static_rsa_takes_no_signature() -> None:
    assert verdict(RULE, server({V12: RSA_GCM}, signatures=[RSA_SHA1])) == PASSED


def test_a_list_cut_short_proves_nothing() -> None:
    short = server({V12: ECDHE_AEAD}, signatures=[RSA_SHA1], signatures_complete=False)
    assert why_open(RULE, short) == "not every signature algorithm could be asked"


@pytest.mark.parametrize(("key", "judged"), [("ed25519", False), ("p521", False), ("rsa2048", True), ("p256", True)])
def test_a_rare_kind_of_key_is_the_certificates_matter(key: KeyKind, judged: bool) -> None:
    presentation = presentation_for(CA.issue(key=key).sent_ders)
    evidence = surveyed(server({V12: ECDHE_AEAD}, signatures=[ED25519]), presentations=[presentation])
    assert isinstance(RULE.check(evidence), NotApplicable) is not judged
