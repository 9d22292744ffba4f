"""Software by its words and its own certificates; the TLS library by its habits."""

from dataclasses import replace

import pytest

from core.diagnose import diagnose
from core.model.evidence import Software
from core.model.observation import Ending, HttpAnswer, NotTls
from core.model.prose import plain
from core.model.report import MappedAddresses
from core.model.server_map import Features, ServerMap, Tri, VersionMap
from core.sections.software import software_sections
from core.software import software_of, software_seen
from core.tls_library import Habit, TlsLibrary, library_of
from tests.core.rules.support import attempt, completed, examined, make_observation, presentation_for
from tests.support.pki import Authority

PLAIN_HTTP = b"HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22\r\n\r\n"


def answered(server: str | None) -> Ending:
    return Ending(answered=True, http=HttpAnswer(200, server=server))


@pytest.mark.parametrize(
    ("header", "software"),
    [
        ("nginx/1.29.1", Software.NGINX),
        ("openresty", Software.NGINX),
        ("Apache/2.4.62 (Debian)", Software.APACHE),
        ("Microsoft-IIS/10.0", Software.IIS),
        ("awselb/2.0", Software.AWS_ALB),
        ("cloudflare", Software.CLOUDFLARE),
        ("gws", Software.UNKNOWN),
        (None, Software.UNKNOWN),
    ],
)
def test_the_servers_own_word(header: str | None, software: Software) -> None:
    seen = software_seen(make_observation(attempt(completed(ending=answered(header)))))
    assert (seen, software_of(seen, ())) == (header, software)


def test_the_header_of_a_plain_answer_counts() -> None:
    assert software_seen(make_observation(attempt(NotTls("http", "HTTP/1.1 400", PLAIN_HTTP)))) == "nginx/1.22"


def test_a_certificate_of_its_own_making_tells_it() -> None:
    caddy = Authority.root("Caddy Local Authority - 2026 ECC Root").intermediate("Caddy Local Authority - ECC")
    shown = presentation_for(caddy.issue(cn="").sent_ders)
    assert software_of(None, (shown,)) is Software.CADDY
    fake = presentation_for(Authority.root().issue(cn="Kubernetes Ingress Controller Fake Certificate").sent_ders)
    assert software_of("nginx", (fake,)) is Software.KUBERNETES_INGRESS


# --- habits ---

TLS13 = VersionMap(version=0x0304, supported=Tri.YES, because="", suites=(0x1302, 0x1301), complete=True)
OPENSSL = ServerMap(
    versions=(TLS13,),
    features=Features(encrypt_then_mac=Tri.YES, fallback_scsv=Tri.YES, extended_master_secret=Tri.YES),
)
JAVA = ServerMap(
    versions=(TLS13,),
    groups=(0x001D, 0x001E, 0x0100),
    features=Features(encrypt_then_mac=Tri.NO, fallback_scsv=Tri.NO, extended_master_secret=Tri.YES),
)


def library(server: ServerMap) -> TlsLibrary | None:
    found = library_of(server)
    return found.library if found else None


def test_three_libraries() -> None:
    gnutls = replace(OPENSSL, versions=(replace(TLS13, suites=(0x1302, 0x1304)),))
    assert [library(server) for server in (OPENSSL, gnutls, JAVA)] == [
        TlsLibrary.OPENSSL,
        TlsLibrary.GNUTLS,
        TlsLibrary.JAVA,
    ]


@pytest.mark.parametrize(
    "server",
    [
        ServerMap(versions=()),
        replace(OPENSSL, features=replace(OPENSSL.features, encrypt_then_mac=Tri.UNKNOWN)),
        replace(OPENSSL, features=replace(OPENSSL.features, fallback_scsv=Tri.UNKNOWN)),
        replace(OPENSSL, features=replace(OPENSSL.features, encrypt_then_mac=Tri.NO)),
        replace(JAVA, groups=(0x001D,)),
        replace(JAVA, features=replace(JAVA.features, extended_master_secret=Tri.UNKNOWN)),
    ],
)
def test_habits_that_are_not_all_known_say_nothing(server: ServerMap) -> None:
    assert library_of(server) is None


def test_both_are_said_in_words() -> None:
    report = diagnose(examined(attempt(completed(ending=answered("nginx")))), ())
    (section,) = software_sections(replace(report, maps=(MappedAddresses(("192.0.2.1",), JAVA),)))
    habit = library_of(JAVA)
    assert isinstance(habit, Habit)
    assert [(row.label, plain(row.value)) for row in section.rows] == [
        ("Says of itself", "nginx"),
        ("TLS library", f"probably Java (JSSE): {habit.because}"),
    ]
    (empty,) = software_sections(diagnose(examined(attempt(completed())), ()))
    assert empty.rows == ()
