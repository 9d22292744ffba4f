"""The configuration that gets to a level: for every software, and proven on a real nginx."""

import asyncio
import shutil
import subprocess
from ipaddress import ip_address
from pathlib import Path

import pytest
from OpenSSL import SSL

from adapters.checker import build_instruments
from core.examine import examine
from core.grade import grade
from core.grade.snippets import snippet
from core.grade.snippets.ciphers import Goal
from core.model.evidence import Software
from core.model.grade import LevelName
from core.model.observation import Depth
from core.model.target import Starttls, Target
from core.workflows import observe
from tests.core.grade.support import surveyed
from tests.lab.bench import Bench
from tests.lab.catalogue import by_name, runnable
from tests.lab.foreign import nginx
from tests.support.pki import self_signed
from tests.support.server_maps import server, tls12, tls13

CIPHERS = (
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
)
LEVELS = (LevelName.MODERN, LevelName.INTERMEDIATE)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("software", [s for s in Software if s is not Software.UNKNOWN])
def test_every_software_has_a_snippet_for_both_levels(software: Software, level: LevelName) -> None:
    made = snippet(surveyed(software=software), Goal(level, hybrid=False))
    assert made
    assert (made.software, made.level) == (software.value, level)
    assert made.text
    assert made.where
    assert made.apply
    assert "MLKEM" not in made.text.upper()


def test_unknown_software_has_none() -> None:
    assert snippet(surveyed(software=Software.UNKNOWN), Goal(LevelName.INTERMEDIATE, hybrid=False)) is None


@pytest.mark.parametrize(
    ("starttls", "software"),
    [
        (Starttls.SMTP, "Postfix"),
        (Starttls.SUBMISSION, "Postfix"),
        (Starttls.IMAP, "Dovecot"),
        (Starttls.POP3, "Dovecot"),
        (Starttls.LDAP, None),
    ],
)
def test_mail_goes_by_its_protocol(starttls: Starttls, software: str | None) -> None:
    made = snippet(surveyed(starttls=starttls), Goal(LevelName.INTERMEDIATE, hybrid=False))
    assert (made.software if made else None) == software


def test_nginx_in_full() -> None:
    found = grade(surveyed(server(tls12())))
    assert found.snippet
    assert found.snippet.text == (
        "ssl_protocols TLSv1.2 TLSv1.3;\n"
        f"ssl_ciphers {CIPHERS};\n"
        "ssl_prefer_server_ciphers off;\n"
        "ssl_ecdh_curve X25519MLKEM768:X25519:prime256v1:secp384r1;\n"
        'add_header Strict-Transport-Security "max-age=63072000" always;'
    )


def test_the_hybrid_group_is_named_only_where_the_server_has_it() -> None:
    found = grade(surveyed(server(tls12(), groups=("x25519",)))).snippet
    assert found
    assert "ssl_ecdh_curve X25519:prime256v1:secp384r1;" in found.text
    assert found.notes[0] == "with OpenSSL 3.5 or newer put X25519MLKEM768 first in the list of groups"


def test_at_the_modern_level_there_is_nothing_to_configure() -> None:
    assert grade(surveyed(server(tls13()))).snippet is None


def test_intermediate_gets_the_way_to_modern() -> None:
    found = grade(surveyed()).snippet
    assert found
    assert (found.level, "ssl_ciphers" in found.text) == (LevelName.MODERN, False)


def test_openssl_takes_the_cipher_list() -> None:
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_cipher_list(CIPHERS.encode())
    names = SSL.Connection(context, None).get_cipher_list()
    assert [name for name in names if not name.startswith("TLS_")] == CIPHERS.split(":")


@pytest.mark.skipif(shutil.which("haproxy") is None, reason="HAProxy is not on this machine")
@pytest.mark.parametrize("level", LEVELS)
def test_haproxy_takes_the_snippet(level: LevelName, tmp_path: Path) -> None:
    made = snippet(surveyed(software=Software.HAPROXY), Goal(level, hybrid=False))
    assert made
    site = self_signed(dns=("a.test",))
    (tmp_path / "site.pem").write_bytes(site.fullchain_pem + site.key_pem)
    global_, frontend = made.text.replace("/etc/haproxy/certs", str(tmp_path)).split("# in the frontend for this name:")
    timeouts = "defaults\n    mode http\n    timeout client 1s\n    timeout server 1s\n    timeout connect 1s\n"
    config = tmp_path / "haproxy.cfg"
    config.write_text(f"{global_}\n{timeouts}frontend site{frontend}\n    http-request deny\n")
    assert "Configuration file is valid" in said("haproxy", "-c", "-V", "-f", config)


@pytest.mark.skipif(shutil.which("postconf") is None, reason="Postfix is not on this machine")
@pytest.mark.parametrize("level", LEVELS)
def test_postfix_knows_every_parameter(level: LevelName, tmp_path: Path) -> None:
    made = snippet(surveyed(starttls=Starttls.SMTP), Goal(level, hybrid=False))
    assert made
    (tmp_path / "main.cf").write_text(f"compatibility_level = 3.6\n{made.text}\n")
    (tmp_path / "master.cf").write_text("")
    shown = said("postconf", "-c", tmp_path, "-n")
    assert "unused parameter" not in shown
    assert set(made.text.splitlines()) <= set(shown.splitlines())


@pytest.mark.skipif(shutil.which("doveconf") is None, reason="Dovecot is not on this machine")
@pytest.mark.parametrize("level", LEVELS)
def test_dovecot_knows_every_setting(level: LevelName, tmp_path: Path) -> None:
    made = snippet(surveyed(starttls=Starttls.IMAP), Goal(level, hybrid=False))
    assert made
    config = tmp_path / "dovecot.conf"
    config.write_text(f"{made.text}\n")
    shown = said("doveconf", "-c", config, "-a")
    assert "Error" not in shown
    assert set(made.text.splitlines()) <= set(shown.splitlines())


def said(*command: str | Path) -> str:
    """What the program prints, errors too."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30, check=False)
    return done.stdout.decode()


@pytest.mark.slow
@pytest.mark.skipif(not runnable(by_name("nginx")), reason="nginx is not on this machine")
def test_an_nginx_with_the_snippet_meets_the_level() -> None:
    made = snippet(surveyed(), Goal(LevelName.INTERMEDIATE, hybrid=False))
    assert made
    lines = [line for line in made.text.splitlines() if not line.startswith("ssl_protocols")]  # the lab sets them alike
    with Bench() as bench:
        running = nginx(bench, "snippet.test", bench.pki.leaf("snippet.test"), more="\n".join(lines))
        instruments = build_instruments(ca_pem=bench.ca_file.read_bytes(), public_only=False)
        target = Target(running.host, running.port, running.host, pinned=ip_address(running.addresses[0]))
        observation = asyncio.run(observe(target, instruments, budget=20, depth=Depth.FULL, progress=lambda *_: None))
    found = grade(examine(observation, instruments.stores))
    assert found.level
    assert (found.letter and found.letter.value, found.level.name, found.ungraded) == ("A+", LevelName.INTERMEDIATE, "")
