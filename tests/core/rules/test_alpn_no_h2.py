"""`alpn-no-h2`: a web server without HTTP/2."""

from dataclasses import replace

import pytest

from core.model.target import Starttls
from core.model.verdict import PASSED, NotApplicable
from core.rules.alpn_no_h2 import RULE
from tests.core.rules.certificate_support import told
from tests.core.rules.map_support import FINE, WEB, fired, server, verdict, why_open
from tests.core.rules.support import TARGET, completed, said

OLD = server(features=replace(FINE, alpn=("http/1.1",)))
SILENT = server(features=replace(FINE, alpn=()))


def test_it_fires() -> None:
    finding = fired(RULE, OLD)
    assert told(finding) == ("alpn-no-h2", "advice", "server", "measured", "a.test:443: HTTP/2 is not offered")
    assert "Offered h2 and http/1.1 by ALPN → http/1.1" in said(finding)


def test_a_server_without_alpn_is_told_so() -> None:
    assert "→ the server does not choose by ALPN" in said(fired(RULE, SILENT))


def test_h2_passes() -> None:
    assert verdict(RULE, server()) == PASSED


@pytest.mark.parametrize(("port", "web"), [(443, True), (8443, True), (993, False), (5671, False)])
def test_which_ports_are_of_the_web(port: int, web: bool) -> None:
    """Nothing was said in HTTP: then the port has to tell."""
    answer = verdict(RULE, OLD, outcome=completed(), target=replace(TARGET, port=port))
    assert isinstance(answer, NotApplicable) is not web


def test_an_answer_in_http_shows_a_web_server_on_any_port() -> None:
    assert fired(RULE, OLD, outcome=WEB, target=replace(TARGET, port=9000)).code == "alpn-no-h2"


def test_a_port_with_starttls_is_none() -> None:
    mail = replace(TARGET, port=443, starttls=Starttls.SMTP)
    assert isinstance(verdict(RULE, OLD, target=mail), NotApplicable)


def test_not_asked_is_open() -> None:
    assert why_open(RULE, server(features=replace(FINE, alpn=None))) == "the survey could not find it out"
