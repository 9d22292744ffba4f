"""AIA fetches from real HTTP servers on loopback: what is found, and every reason for finding nothing."""

import asyncio
import contextlib
import socket
import time
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from hypothesis import given
from hypothesis import strategies as st

from adapters.clock import SystemClock
from adapters.fetch import MAX_BYTES, MAX_URLS, HttpFetcher
from adapters.http_get import UnfitError, locate
from core.address_policy import AllowAll, PublicOnly
from core.model.observation import Fetched
from core.model.resolution import NoAddress, NxDomain, Resolution, Resolved, ServFail
from core.model.target import IPAddress
from core.ports import AddressPolicy
from tests.adapters.peers import Handler, hold, peer, tls
from tests.core.wire.memory_peer import CA, ROOT, server_context

DER = CA.der


class Names:
    """A resolver with a table; every other name does not exist."""

    def __init__(self, **table: Resolution) -> None:
        self._table = table
        self.asked: list[str] = []

    async def resolve(self, host: str, timeout: float) -> Resolution:
        self.asked.append(host)
        return self._table.get(host.partition(".")[0], NxDomain(host))


HOME = Names(aia=Resolved((ip_address("127.0.0.1"),)))


def respond(body: bytes, *, status: str = "200 OK", head: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{head}\r\n".encode() + body


def serving(*answers: bytes) -> Handler:
    """One answer after another; the last one again and again."""
    left = list(answers)

    def handler(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(left.pop(0) if len(left) > 1 else left[0])

    return handler


def fetch(
    *urls: str, policy: AddressPolicy | None = None, names: Names | None = None, within: float = 3.0
) -> tuple[Fetched, ...]:
    async def main() -> tuple[Fetched, ...]:
        fetcher = HttpFetcher(policy or AllowAll(), names or HOME, SystemClock())
        return await fetcher.fetch(urls, time.monotonic() + within)

    return asyncio.run(main())


def fetched_from(handler: Handler, within: float = 3.0) -> Fetched:
    with peer(handler) as running:
        (found,) = fetch(f"http://aia.test:{running.port}/ca.cer", within=within)
    return found


# --- found ---


@pytest.mark.parametrize(
    "body",
    [
        DER,
        CA.pem,
        pkcs7.serialize_certificates([CA.cert], Encoding.DER),
        pkcs7.serialize_certificates([CA.cert], Encoding.PEM),
    ],
)
def test_a_certificate_in_any_usual_form(body: bytes) -> None:
    found = fetched_from(serving(respond(body)))
    assert (found.certificates, found.failure) == ((DER,), None)


def test_several_certificates_in_one_answer() -> None:
    body = pkcs7.serialize_certificates([CA.cert, ROOT.cert], Encoding.DER)
    assert set(fetched_from(serving(respond(body))).certificates) == {DER, ROOT.der}


def test_a_body_without_a_length() -> None:
    assert fetched_from(serving(b"HTTP/1.0 200 OK\r\n\r\n" + DER)).certificates == (DER,)


def test_a_chunked_body() -> None:
    half = len(DER) // 2
    chunks = b"".join(b"%x;x=y\r\n%s\r\n" % (len(part), part) for part in (DER[:half], DER[half:])) + b"0\r\n\r\n"
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
    assert fetched_from(serving(answer)).certificates == (DER,)


def test_the_request_is_small_and_plain() -> None:
    seen: list[bytes] = []

    def handler(connection: socket.socket) -> None:
        seen.append(connection.recv(4096))
        connection.sendall(respond(DER))

    with peer(handler) as running:
        fetch(f"http://aia.test:{running.port}/ca?x=1#fragment")
        assert seen[0].startswith(b"GET /ca?x=1 HTTP/1.1\r\nHost: aia.test:%d\r\n" % running.port)


def test_https_is_fetched_whatever_certificate_it_has() -> None:
    def after(talk: object) -> None:
        talk.recv(4096)  # type: ignore[attr-defined]
        talk.sendall(respond(DER))  # type: ignore[attr-defined]

    with peer(tls(server_context(), after)) as running:
        (found,) = fetch(f"https://aia.test:{running.port}/ca.cer")
    assert found.certificates == (DER,)


def test_redirects_are_followed_three_times() -> None:
    hop = respond(b"", status="302 Found", head="Location: /next\r\n")
    assert fetched_from(serving(hop, hop, hop, respond(DER))).certificates == (DER,)


# --- not found ---


def failure(handler: Handler, within: float = 3.0) -> str | None:
    found = fetched_from(handler, within)
    assert found.certificates == ()
    return found.failure


@pytest.mark.parametrize(
    ("answers", "because"),
    [
        ((respond(b"no", status="404 Not Found"),), "HTTP status 404"),
        ((respond(b"<html>"),), "what came is no certificate in DER, PEM or PKCS #7"),
        ((respond(b""),), "what came is no certificate in DER, PEM or PKCS #7"),
        ((respond(b"", status="301 Moved", head="Location: /again\r\n"),), "more than 3 redirects"),
        (
            (respond(b"", status="301 Moved", head="Location: file:///etc/passwd\r\n"),),
            "file: is not fetched, only http: and https:",
        ),
        (
            (respond(b"", status="301 Moved", head="Location: http://[::1\r\n"),),
            "it redirects to something that is no URL",
        ),
        ((b"SSH-2.0-x\r\n\r\n",), "the answer is not HTTP"),
        ((b"HTTP/1.1 200",), "the answer is not HTTP"),
        ((b"",), "the server closed without an answer"),
        ((b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort",), "the connection failed: it ended too early"),
        ((b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n",), f"the answer is larger than {MAX_BYTES} bytes"),
        ((b"HTTP/1.1 200 OK\r\n\r\n" + bytes(MAX_BYTES + 1),), f"the answer is larger than {MAX_BYTES} bytes"),
        ((b"HTTP/1.1 200 OK\r\nX: " + b"x" * 40000 + b"\r\n\r\n",), "the header of the answer is too long"),
        (
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n",),
            f"the answer is larger than {MAX_BYTES} bytes",
        ),
        (
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",),
            "a chunk of the answer has no size",
        ),
    ],
)
def test_why_nothing_was_found(answers: tuple[bytes, ...], because: str) -> None:
    assert failure(serving(*answers)) == because


def test_a_silent_server_is_left() -> None:
    assert failure(hold, within=0.3) == "no complete answer within 0.3 s"


def test_a_drip_is_left() -> None:
    def drip(connection: socket.socket) -> None:
        connection.settimeout(0.05)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"0")
            try:
                connection.recv(4096)
            except TimeoutError:
                continue

    started = time.monotonic()
    assert failure(drip, within=0.4) == "no complete answer within 0.4 s"
    assert time.monotonic() - started < 2.0


def test_a_closed_port() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        (found,) = fetch(f"http://aia.test:{bound.getsockname()[1]}/")
    assert found.failure is not None
    assert found.failure.startswith("the connection failed: ")


@pytest.mark.parametrize(
    ("url", "because"),
    [
        ("ldap://ldap.test/cn=CA", "ldap: is not fetched, only http: and https:"),
        ("file:///etc/passwd", "file: is not fetched, only http: and https:"),
        ("ca.cer", "no scheme: is not fetched, only http: and https:"),
        ("http:///ca", "the URL has no host, or a user name"),
        ("http://user@aia.test/", "the URL has no host, or a user name"),
        ("http://aia.test:99999/", "the URL cannot be read"),
        ("http://[::1/", "the URL cannot be read"),
        ("http://aia.test/\r\nX: y", "the URL has characters that no URL may have, or is too long"),
        ("http://aia.test/a b", "the URL has characters that no URL may have, or is too long"),
        ("http://ümlaut.test/", "the URL has characters that no URL may have, or is too long"),
        ("http://aia.test/" + "x" * 3000, "the URL has characters that no URL may have, or is too long"),
        ("http://gone.test/", "the name gone.test does not exist"),
    ],
)
def test_urls_that_are_not_fetched(url: str, because: str) -> None:
    assert fetch(url) == (Fetched(url, failure=because),)


@pytest.mark.parametrize(
    ("resolution", "because"),
    [
        (NoAddress("aia.test"), "the name aia.test has no address"),
        (ServFail("aia.test", "SERVFAIL", "x"), "the name aia.test cannot be resolved (SERVFAIL)"),
    ],
)
def test_names_that_do_not_resolve(resolution: Resolution, because: str) -> None:
    (found,) = fetch("http://aia.test/", names=Names(aia=resolution))
    assert found.failure == because


# --- the policy ---


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "169.254.169.254", "[::ffff:127.0.0.1]", "aia.test"])
def test_private_addresses_are_not_contacted(host: str) -> None:
    (found,) = fetch(f"http://{host}/", policy=PublicOnly())
    assert found.failure is not None
    assert found.failure.startswith("not contacted: ")


def test_odd_ports_are_not_contacted() -> None:
    (found,) = fetch("http://aia.test:22/", policy=PublicOnly(["127.0.0.0/8"]))
    assert found.failure == "port 22 is not contacted, only 80 and 443"


class AllBut:
    """Refuses one address, as a policy that the redirect would have to pass."""

    def __init__(self, address: str) -> None:
        self._address = ip_address(address)

    def refuses(self, address: IPAddress) -> str | None:
        return "that one" if address == self._address else None


def test_a_redirect_is_vetted_like_the_first_url() -> None:
    class Anywhere(AllowAll):
        refuses = AllBut("127.0.0.2").refuses

    with peer(serving(respond(b"", status="302 Found", head="Location: http://127.0.0.2/\r\n"))) as running:
        (found,) = fetch(f"http://aia.test:{running.port}/", policy=Anywhere())
    assert found.failure == "not contacted: that one"


def test_the_first_allowed_address_is_taken() -> None:
    names = Names(aia=Resolved((ip_address("127.0.0.2"), ip_address("127.0.0.1"))))

    class Anywhere(AllowAll):
        refuses = AllBut("127.0.0.2").refuses

    with peer(serving(respond(DER))) as running:
        (found,) = fetch(f"http://aia.test:{running.port}/", policy=Anywhere(), names=names)
    assert found.certificates == (DER,)


# --- many ---


def test_urls_are_fetched_once_each_and_few() -> None:
    urls = [f"http://gone{number}.test/" for number in range(MAX_URLS + 1)]
    names = Names()
    found = fetch(urls[0], *urls, names=names)
    assert [f.url for f in found] == urls
    assert found[-1].failure == f"not tried: more than {MAX_URLS} URLs"
    assert len(names.asked) == MAX_URLS


@given(st.text(max_size=60))
def test_any_text_is_a_url_or_unfit(url: str) -> None:
    for text in (url, f"http://{url}", f"http://aia.test/{url}"):
        with contextlib.suppress(UnfitError):
            assert locate(text).port >= 0


def test_what_is_found_is_a_certificate() -> None:
    (der,) = fetched_from(serving(respond(DER))).certificates
    assert x509.load_der_x509_certificate(der) == CA.cert
