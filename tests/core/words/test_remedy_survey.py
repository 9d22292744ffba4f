"""Fix steps: for every software something to type, for mail its own servers."""

from dataclasses import replace

import pytest

from core.model.evidence import Evidence, Software
from core.model.prose import plain
from core.model.target import Starttls
from core.words import remedy_survey
from tests.core.rules.map_support import server, surveyed
from tests.core.rules.support import TARGET

TOPICS = (
    remedy_survey.protocols,
    remedy_survey.no_old_protocols,
    remedy_survey.ciphers,
    remedy_survey.groups,
    remedy_survey.dh,
    remedy_survey.order,
    remedy_survey.resumption,
    remedy_survey.http2,
    remedy_survey.compression,
)


def mail(port: int = 25, starttls: Starttls | None = Starttls.SMTP) -> Evidence:
    return surveyed(server(), target=replace(TARGET, port=port, starttls=starttls))


@pytest.mark.parametrize("software", Software)
@pytest.mark.parametrize("topic", TOPICS, ids=lambda t: t.__name__)
def test_every_software_gets_steps(software: Software, topic: object) -> None:
    steps = topic(surveyed(server(), software=software))  # type: ignore[operator]
    assert all(plain(step).strip() for step in steps)


@pytest.mark.parametrize("topic", [t for t in TOPICS if t is not remedy_survey.http2], ids=lambda t: t.__name__)
def test_mail_gets_the_words_of_mail_servers(topic: object) -> None:
    text = plain(topic(mail())[0])  # type: ignore[operator]
    assert "# Postfix, main.cf" in text
    assert "# Dovecot" in text
    assert "# stunnel" in text


def test_which_ports_are_mail() -> None:
    assert remedy_survey.is_mail(mail())
    assert remedy_survey.is_mail(mail(993, None))
    assert not remedy_survey.is_mail(mail(443, None))
    assert not remedy_survey.is_mail(mail(5432, Starttls.POSTGRES))


def test_nginx_gets_its_own_directives() -> None:
    nginx = surveyed(server(), software=Software.NGINX)
    assert "ssl_ecdh_curve X25519MLKEM768:X25519:prime256v1:secp384r1;" in plain(remedy_survey.groups(nginx)[0])
    assert plain(remedy_survey.groups(nginx)[-1]) == "Check and reload: nginx -t && systemctl reload nginx"


def test_schannel_has_its_old_versions_switched_off_one_by_one() -> None:
    iis = surveyed(server(), software=Software.IIS)
    text = plain(remedy_survey.no_old_protocols(iis)[0])
    assert "'SSL 2.0','SSL 3.0','TLS 1.0','TLS 1.1'" in text
    assert "-Value 0" in text
