"""`compression-enabled`: DEFLATE inside TLS."""

from dataclasses import replace

from core.model.server_map import Tri
from core.model.verdict import PASSED, NotApplicable
from core.rules.compression_enabled import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import FINE, TLS13, V13, fired, server, verdict, why_open


def test_it_fires() -> None:
    finding = fired(RULE, server(features=replace(FINE, compression=Tri.YES)))
    assert told(finding) == (
        "compression-enabled",
        "at_risk",
        "server",
        "measured",
        "a.test:443 is at risk: it compresses inside TLS",
    )


def test_no_compression_passes() -> None:
    assert verdict(RULE, server()) == PASSED


def test_tls_1_3_has_none() -> None:
    assert isinstance(verdict(RULE, server({V13: TLS13})), NotApplicable)


def test_unknown_is_open() -> None:
    assert why_open(RULE, server(features=replace(FINE, compression=Tri.UNKNOWN))) == "the survey could not find it out"
