"""Revocation data from real HTTP servers on loopback: what comes, what is kept, and every reason for nothing."""

import asyncio
import hashlib
import os
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest

from adapters.clock import SystemClock
from adapters.courier import Courier
from adapters.status import FRESH, MAX_CRL, HttpStatuses
from adapters.status_files import Copy, StatusFiles
from core.address_policy import AllowAll, PublicOnly
from core.certificates.facts import parse_certificate
from core.certificates.ocsp import ocsp_question
from core.certificates.revocation import answer_to
from core.model.certificate import CertificateFacts
from core.model.resolution import NxDomain, Resolution, Resolved
from core.model.revocation import Source, Standing, StatusFetched, StatusRequest
from core.ports import AddressPolicy
from tests.adapters.peers import Handler, Peer, hold, peer
from tests.lab.net import bind_all, fill_queue
from tests.support import revocation as made
from tests.support.pki import Authority, Leaf, key_pem

TODAY = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
ROOT = Authority.root(at=TODAY)
CA = ROOT.intermediate("Test Issuing CA")
LEAF = CA.issue()
CRL = made.crl(CA, 7)


class Home:
    """Every name is this machine."""

    async def resolve(self, host: str, timeout: float) -> Resolution:
        return NxDomain(host) if host.startswith("no") else Resolved((ip_address("127.0.0.1"),))


class Later(SystemClock):
    """The machine's clock, so much later by the calendar."""

    def __init__(self, by: timedelta = timedelta()) -> None:
        self.by = by

    def now(self) -> datetime:
        return TODAY + self.by


def crl_request(url: str) -> StatusRequest:
    return StatusRequest(source=Source.CRL, url=url, certificate=LEAF.der, issuer=CA.der)


def ocsp_request(url: str, leaf: Leaf = LEAF, issuer: Authority = CA) -> StatusRequest:
    about, above = parse_certificate(leaf.der), parse_certificate(issuer.der)
    assert isinstance(about, CertificateFacts)
    assert isinstance(above, CertificateFacts)
    body = ocsp_question(about, above)
    return StatusRequest(source=Source.OCSP, url=url, certificate=leaf.der, issuer=issuer.der, body=body)


def ask(
    *requests: StatusRequest,
    policy: AddressPolicy | None = None,
    files: StatusFiles | None = None,
    later: timedelta = timedelta(),
    within: float = 5.0,
) -> tuple[StatusFetched, ...]:
    async def main() -> tuple[StatusFetched, ...]:
        courier = Courier(policy or AllowAll(), Home(), connect_s=0.2)
        source = HttpStatuses(courier, Later(later), files)
        return await source.fetch(requests, time.monotonic() + within)

    return asyncio.run(main())


def ok(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def serving(body: bytes, seen: list[bytes] | None = None) -> Handler:
    def handler(connection: socket.socket) -> None:
        request = connection.recv(65536)
        if seen is not None:
            seen.append(request)
        connection.sendall(ok(body))

    return handler


def url(running: Peer, path: str = "list.crl") -> str:
    return f"http://ca.test:{running.port}/{path}"


# --- lists ---


def test_a_list_comes_as_it_is() -> None:
    with peer(serving(CRL)) as running:
        (came,) = ask(crl_request(url(running)))
    assert (came.body, came.failure, came.pending, came.kept) == (CRL, None, False, False)


def test_two_who_ask_for_the_same_list_cost_one_download() -> None:
    with peer(serving(CRL)) as running:
        first = crl_request(url(running))
        second = StatusRequest(source=Source.CRL, url=first.url, certificate=ROOT.der, issuer=CA.der)
        came = ask(first, second)
        assert running.accepted == 1
    assert [(c.request, c.body) for c in came] == [(first, CRL), (second, CRL)]


@pytest.mark.parametrize("sized", [True, False])
def test_a_list_over_the_limit_is_not_read_to_its_end(sized: bool) -> None:
    def handler(connection: socket.socket) -> None:
        connection.recv(4096)
        length = b"Content-Length: %d\r\n" % (MAX_CRL + 1) if sized else b""
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n")
        for _ in range(0 if sized else MAX_CRL // 65536 + 2):
            connection.sendall(bytes(65536))

    with peer(handler) as running:
        (came,) = ask(crl_request(url(running)))
    assert (came.body, came.failure) == (None, f"the answer is larger than {MAX_CRL} bytes")


def test_ten_megabytes_within_the_limit_come() -> None:
    body = bytes(MAX_CRL)
    with peer(serving(body)) as running:
        (came,) = ask(crl_request(url(running)), within=20)
    assert came.body == body


def test_what_lacked_time_is_pending() -> None:
    with peer(hold) as running:
        (came,) = ask(crl_request(url(running)), within=0.2)
    assert (came.body, came.failure, came.pending) == (None, "no complete answer within 0.2 s", True)


def test_where_nobody_takes_the_connection_the_rest_of_the_time_is_not_spent() -> None:
    """A network that drops what leaves it: found out in a moment, and final, so that a list or a note comes soon."""
    (swallowing,) = bind_all(["127.0.0.1"])
    fillers = fill_queue(swallowing)
    try:
        (came,) = ask(ocsp_request(f"http://ca.test:{swallowing.getsockname()[1]}/"), within=30)
    finally:
        for sock in (*fillers, swallowing):
            sock.close()
    assert (came.failure, came.pending) == ("no connection within 0.2 s", False)


def test_one_that_is_slow_does_not_hold_up_the_others() -> None:
    with peer(hold) as slow, peer(serving(CRL)) as quick:
        late, came = ask(crl_request(url(slow)), crl_request(url(quick)), within=0.3)
    assert (late.pending, came.body) == (True, CRL)


@pytest.mark.parametrize(
    ("address", "because"),
    [
        ("http://no.test/x", "the name no.test does not exist"),
        ("ldap:///x", "ldap: is not fetched, only http: and https:"),
        ("http://ca.test/a\r\nX: y", "the URL has characters that no URL may have, or is too long"),
    ],
)
def test_why_nothing_came(address: str, because: str) -> None:
    (came,) = ask(crl_request(address))
    assert (came.failure, came.pending) == (because, False)


def test_the_address_policy_holds_for_lists_and_for_redirects() -> None:
    (came,) = ask(crl_request("http://ca.test/x"), policy=PublicOnly(()))
    assert came.failure is not None
    assert came.failure.startswith("not contacted: ")


def test_a_status_that_is_no_success_is_told() -> None:
    def handler(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 503 Busy\r\n\r\n")

    with peer(handler) as running:
        (came,) = ask(crl_request(url(running)))
    assert came.failure == "HTTP status 503"


# --- responders ---


def test_a_small_question_goes_by_get() -> None:
    seen: list[bytes] = []
    with peer(serving(made.answer(LEAF), seen)) as running:
        (came,) = ask(ocsp_request(url(running, "")))
    assert seen[0].startswith(b"GET /MF")
    assert b"+" not in seen[0].split(b"\r\n")[0]
    assert came.body == made_body(came)


def made_body(came: StatusFetched) -> bytes:
    """The body, when it is the answer to its request."""
    assert came.body is not None
    assert answer_to(came.request, came.body, TODAY).standing is Standing.GOOD
    return came.body


def test_a_responder_that_knows_post_only_is_asked_by_post() -> None:
    seen: list[bytes] = []
    answer = made.answer(LEAF)

    def handler(connection: socket.socket) -> None:
        request = connection.recv(65536)
        seen.append(request)
        connection.sendall(ok(answer) if request.startswith(b"POST") else b"HTTP/1.1 405 No\r\n\r\n")

    with peer(handler) as running:
        request = ocsp_request(url(running, ""))
        (came,) = ask(request)
    head, _, body = seen[1].partition(b"\r\n\r\n")
    assert b"Content-Type: application/ocsp-request" in head
    assert (body, came.body) == (request.body, answer)


def test_a_long_address_is_asked_by_post_at_once() -> None:
    seen: list[bytes] = []
    with peer(serving(made.answer(LEAF), seen)) as running:
        ask(ocsp_request(url(running, "x" * 200)))
    assert [request[:4] for request in seen] == [b"POST"]


@pytest.fixture
def responder(tmp_path: Path) -> Iterator[Callable[[Sequence[Leaf]], str]]:
    """`openssl ocsp` with these certificates revoked; it binds a port of the kernel's choice."""
    running: list[subprocess.Popen[str]] = []

    def start(gone: Sequence[Leaf]) -> str:
        past, future = (TODAY - DAY).strftime("%y%m%d%H%M%SZ"), (TODAY + DAY).strftime("%y%m%d%H%M%SZ")
        serials = [f"{leaf.cert.serial_number:X}" for leaf in gone]
        lines = [f"R\t{future}\t{past}\t{s.zfill(len(s) + len(s) % 2)}\tunknown\t/CN=a.test\n" for s in serials]
        for name, content in {"ca.pem": CA.pem, "ca.key": key_pem(CA.key), "index": "".join(lines).encode()}.items():
            (tmp_path / name).write_bytes(content)
        words = ["openssl", "ocsp", "-index", "index", "-port", "0", "-CA", "ca.pem", "-rsigner", "ca.pem"]
        process = subprocess.Popen(
            [*words, "-rkey", "ca.key", "-ndays", "1"],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        assert process.stdout
        for line in process.stdout:
            if match := re.search(r"ACCEPT \S*:(\d+)", line):
                return f"http://ca.test:{match[1]}/"
        raise AssertionError("openssl ocsp did not come up")

    yield start
    for process in running:
        process.terminate()
        process.wait()
        if process.stdout:
            process.stdout.close()


def test_a_real_responder_answers(responder: Callable[[Sequence[Leaf]], str]) -> None:
    gone = CA.issue()
    place = responder([gone])
    (came,) = ask(ocsp_request(place, gone))
    assert came.body is not None
    assert answer_to(came.request, came.body, datetime.now(UTC)).standing is Standing.REVOKED


# --- copies ---


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "status"


def test_a_fresh_copy_stands_for_a_download(folder: Path) -> None:
    files = StatusFiles(folder)
    with peer(serving(CRL)) as running:
        request = crl_request(url(running))
        ask(request, files=files)
        (came,) = ask(request, files=files, later=FRESH - timedelta(seconds=1))
        assert running.accepted == 1
    assert (came.body, came.kept) == (CRL, True)


def test_a_copy_of_six_hours_is_asked_for_anew(folder: Path) -> None:
    newer = made.crl(CA, 7, LEAF)
    files = StatusFiles(folder)
    with peer(serving(newer)) as running:
        files.keep(crl_request(url(running)), Copy(CRL, TODAY - FRESH, TODAY + DAY))
        (came,) = ask(crl_request(url(running)), files=files)
    assert (came.body, came.kept) == (newer, False)


@pytest.mark.parametrize(("left", "used"), [(timedelta(), True), (-timedelta(seconds=1), False)])
def test_when_the_download_fails_a_copy_serves_until_its_next_update(folder: Path, left: timedelta, used: bool) -> None:
    files, request = StatusFiles(folder), crl_request("http://no.test/list.crl")
    files.keep(request, Copy(CRL, TODAY - DAY, TODAY + left))
    (came,) = ask(request, files=files)
    assert (came.kept, came.body is not None) == (used, used)


def test_a_copy_of_another_issuers_list_is_not_used(folder: Path) -> None:
    files, twin = StatusFiles(folder), ROOT.intermediate("Test Issuing CA")
    with peer(serving(CRL)) as running:
        files.keep(crl_request(url(running)), Copy(made.crl(twin), TODAY, TODAY + DAY))
        (came,) = ask(crl_request(url(running)), files=files)
    assert (came.body, came.kept) == (CRL, False)


@pytest.mark.parametrize("body", [b"<html>", made.spoiled(CRL), made.crl(ROOT)])
def test_what_the_issuer_did_not_sign_is_not_kept(folder: Path, body: bytes) -> None:
    files = StatusFiles(folder)
    with peer(serving(body)) as running:
        request = crl_request(url(running))
        (came,) = ask(request, files=files)
    assert came.body == body
    assert files.find(request) is None


@pytest.mark.parametrize("cut", [0, 10, 80, 120, -1])
def test_a_damaged_copy_is_none(folder: Path, cut: int) -> None:
    files, request = StatusFiles(folder), crl_request("http://ca.test/x")
    assert files.keep(request, Copy(CRL, TODAY, TODAY + DAY))
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:cut])
    assert files.find(request) is None
    path.write_bytes(whole[:-3] + bytes([whole[-3] ^ 1]) + whole[-2:])
    assert files.find(request) is None
    path.write_bytes(whole)
    assert files.find(request) == Copy(CRL, TODAY, TODAY + DAY)


def test_a_copy_whose_times_are_nonsense_is_none(folder: Path) -> None:
    files, request = StatusFiles(folder), crl_request("http://ca.test/x")
    files.keep(request, Copy(CRL, TODAY, TODAY + DAY))
    (path,) = folder.iterdir()
    rest = b"99999999999999999999 x\nbody"
    path.write_bytes(b"\n".join((b"tlscheck status 1", hashlib.sha256(rest).hexdigest().encode(), rest)))
    assert files.find(request) is None


def test_the_oldest_copies_go_when_the_folder_is_full(folder: Path) -> None:
    files = StatusFiles(folder, max_bytes=3100)
    requests = [crl_request(f"http://ca.test/{n}") for n in range(4)]
    for number, request in enumerate(requests):
        files.keep(request, Copy(bytes(900), TODAY, TODAY + DAY))
        newest = max(folder.iterdir(), key=lambda p: p.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    assert [files.find(request) is not None for request in requests] == [False, True, True, True]


def test_a_copy_larger_than_the_folder_is_not_kept(folder: Path) -> None:
    assert not StatusFiles(folder, max_bytes=500).keep(crl_request("http://x/"), Copy(bytes(900), TODAY, TODAY + DAY))
    assert not folder.exists()


def test_the_folder_is_for_its_owner_alone(folder: Path) -> None:
    StatusFiles(folder).keep(crl_request("http://x/"), Copy(CRL, TODAY, TODAY + DAY))
    (path,) = folder.iterdir()
    assert (folder.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o700, 0o600)


def test_a_folder_that_is_a_link_or_cannot_be_made_costs_a_download_only(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").write_bytes(b"")
    for place in (tmp_path / "link", tmp_path / "file" / "below"):
        files = StatusFiles(place)
        with peer(serving(CRL)) as running:
            (came,) = ask(crl_request(url(running)), files=files)
        assert (came.body, list((tmp_path / "elsewhere").iterdir())) == (CRL, [])
