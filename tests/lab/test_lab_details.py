"""What one look does not show: names in DNS, certificate lists, SNI, AIA, sizes."""

import socket
import ssl

import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from OpenSSL import SSL

from tests.lab.bench import Bench, Running
from tests.lab.catalogue import by_name
from tests.lab.look import look
from tests.lab.starting import start
from tests.lab.tls import server_name
from tests.support.pki import to_der

RCODES = {
    "dns-nxdomain": ("NXDOMAIN", 0),
    "dns-nxdomain-alias": ("NXDOMAIN", 1),
    "dns-nxdomain-www": ("NXDOMAIN", 0),
    "dns-no-address": ("NOERROR", 0),
    "dns-no-address-alias": ("NOERROR", 1),
    "dns-servfail": ("SERVFAIL", 0),
}


@pytest.mark.parametrize(("name", "answer"), RCODES.items())
def test_names_that_do_not_resolve(bench: Bench, name: str, answer: tuple[str, int]) -> None:
    running = start(bench, name)
    for rdtype in ("A", "AAAA"):
        got = dns.query.udp(dns.message.make_query(running.host, rdtype), "127.0.0.1", 3, bench.dns.port)
        assert (dns.rcode.to_text(got.rcode()), len(got.answer)) == answer


def test_alias_loop_is_a_servfail(bench: Bench) -> None:
    running = start(bench, "dns-alias-loop")
    got = dns.query.udp(dns.message.make_query(running.host, "A"), "127.0.0.1", 3, bench.dns.port)
    assert got.rcode() == dns.rcode.SERVFAIL


def test_resolver_that_never_answers(bench: Bench) -> None:
    running = start(bench, "dns-timeout")
    with pytest.raises(dns.exception.Timeout):
        dns.query.udp(dns.message.make_query(running.host, "A"), "127.0.0.1", 0.2, bench.dns.port)
    assert bench.dns.queries[running.host] == 1


def test_www_neighbour_exists(bench: Bench) -> None:
    running = start(bench, "dns-nxdomain-www")
    got = dns.query.udp(dns.message.make_query(f"www.{running.host}", "A"), "127.0.0.1", 3, bench.dns.port)
    assert [rdata.to_text() for rdata in got.answer[0]] == ["127.0.0.1"]


def test_alias_chain_is_answered_whole(bench: Bench) -> None:
    running = start(bench, "healthy-cname-chain")
    got = dns.query.udp(dns.message.make_query(running.host, "A"), "127.0.0.1", 3, bench.dns.port)
    assert [rrset.rdtype for rrset in got.answer] == [dns.rdatatype.CNAME] * 5 + [dns.rdatatype.A]


def test_many_addresses_need_tcp(bench: Bench) -> None:
    """40 A records exceed 512 bytes: UDP without EDNS truncates, TCP has all."""
    running = start(bench, "healthy-many-addresses")
    query = dns.message.make_query(running.host, "A", use_edns=False)
    got, by_tcp = dns.query.udp_with_fallback(query, "127.0.0.1", 3, bench.dns.port)
    assert by_tcp
    assert len(got.answer[0]) == 40


def _sent(running: Running) -> list[x509.Certificate]:
    """The certificate list as it comes, unverified."""
    with socket.create_connection((running.addresses[0], running.port), 5) as sock:
        sock.settimeout(None)
        conn = SSL.Connection(SSL.Context(SSL.TLS_CLIENT_METHOD), sock)
        conn.set_tlsext_host_name(running.host.encode())
        conn.set_connect_state()
        conn.do_handshake()
        return conn.get_peer_cert_chain(as_cryptography=True) or []


NAMES_SENT = {
    "healthy": ["Lab Issuing CA"],
    "chain-incomplete": [],
    "nginx": ["Lab Issuing CA"],
    "haproxy": ["Lab Issuing CA"],
    "stunnel": ["Lab Issuing CA"],
    "openssl-p384": ["Lab Issuing CA"],
    "java": ["Lab Issuing CA"],
    "chain-order": ["Lab Policy CA", "Lab Second Issuing CA"],
    "chain-duplicate": ["Lab Issuing CA", "Lab Issuing CA"],
    "chain-duplicate-leaf": ["chain-duplicate-leaf.lab.test", "Lab Issuing CA"],
    "chain-unrelated": ["Lab Issuing CA", "Stray CA"],
    "chain-wrong-same-name": ["Lab Issuing CA"],
    "chain-wrong-other-name": ["Lab Issuing CA 2025"],
    "root-sent": ["Lab Issuing CA", "Lab Root"],
    "root-sent-first": ["Lab Root", "Lab Issuing CA"],
    "cross-sign-expired": ["Lab Issuing CA", "Lab Root"],
    "cross-sign-expired-intermediate": ["Lab Issuing CA", "Lab Issuing CA"],
}


@pytest.mark.parametrize(("name", "above"), NAMES_SENT.items())
def test_certificate_lists_are_sent_as_said(bench: Bench, name: str, above: list[str]) -> None:
    leaf, *others = _sent(start(bench, name))
    names = [cert.subject.rfc4514_string().split(",")[0].removeprefix("CN=") for cert in (leaf, *others)]
    assert names == [f"{name}.lab.test", *above]


def test_wrong_intermediate_did_not_sign_the_leaf(bench: Bench) -> None:
    leaf, twin = _sent(start(bench, "chain-wrong-same-name"))
    assert leaf.issuer == twin.subject
    with pytest.raises(InvalidSignature):
        leaf.verify_directly_issued_by(twin)


def test_odd_address_has_another_certificate(bench: Bench) -> None:
    running = start(bench, "odd-address-other-certificate")
    ders = []
    for address in running.addresses:
        pem = ssl.get_server_certificate((address, running.port), timeout=5)
        ders.append(ssl.PEM_cert_to_DER_cert(pem))
    assert ders[0] == ders[1] != ders[2]


@pytest.mark.parametrize("name", ["sni-required", "sni-required-closes"])
def test_without_sni_the_handshake_fails(bench: Bench, name: str) -> None:
    running = start(bench, name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    with (
        socket.create_connection((running.addresses[0], running.port), 5) as sock,
        pytest.raises(ssl.SSLError),
        context.wrap_socket(sock),
    ):
        pass


@pytest.mark.parametrize("name", ["sni-any-resets", "sni-filtered", "sni-unrecognized-name"])
def test_without_the_name_the_handshake_goes(bench: Bench, name: str) -> None:
    running = start(bench, name)
    assert ssl.get_server_certificate((running.addresses[0], running.port), timeout=5)


def test_sni_default_cert_has_another_site_too(bench: Bench) -> None:
    running = start(bench, "sni-default-cert")
    assert look("127.0.0.1", running.port, f"www.{running.host}", bench.ca_file) == "ok"


def test_server_name_is_read_from_a_real_hello() -> None:
    out = ssl.MemoryBIO()
    client = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), out, server_hostname="a.lab.test")
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    assert server_name(out.read()) == "a.lab.test"


def test_healthy_server_negotiates_post_quantum(bench: Bench) -> None:
    running = start(bench, "healthy")
    with socket.create_connection((running.addresses[0], running.port), 5) as sock:
        sock.settimeout(None)
        conn = SSL.Connection(SSL.Context(SSL.TLS_CLIENT_METHOD), sock)
        conn.set_connect_state()
        conn.do_handshake()
        assert conn.get_group_name() == "X25519MLKEM768"


def test_aia_serves_the_missing_certificate(bench: Bench) -> None:
    running = start(bench, "chain-incomplete")
    (leaf,) = _sent(running)
    access = leaf.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    url = access[0].access_location.value
    host, _, path = url.removeprefix("http://").partition("/")
    with socket.create_connection(("127.0.0.1", int(host.rpartition(":")[2])), 5) as sock:
        sock.sendall(f"GET /{path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        reply = b"".join(iter(lambda: sock.recv(65536), b""))
    assert reply.endswith(b"\r\n\r\n" + to_der(bench.pki.issuing.cert))


def test_oversized_chain_is_over_a_megabyte() -> None:
    """Built for itself: it is large."""
    with Bench() as own:
        running = by_name("oversized-chain").start(own)
        sock = socket.create_connection((running.addresses[0], running.port), 5)
        out = ssl.MemoryBIO()
        client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).wrap_bio(ssl.MemoryBIO(), out, server_hostname="x")
        with pytest.raises(ssl.SSLWantReadError):
            client.do_handshake()
        with sock:
            sock.sendall(out.read())
            received = 0
            while received < 1_000_000 and (data := sock.recv(65536)):
                received += len(data)
        assert received >= 1_000_000
