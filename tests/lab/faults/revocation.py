"""Revocation: lists, responders and staples of every state; and certificates that need none.

The lists are the lab authorities' own, published on the shelf. Staples go through OpenSSL's server, which since 4.0
drops what is about another certificate or unreadable: that one is stapled by nginx.
"""

import socket
from collections.abc import Callable
from datetime import timedelta

from cryptography import x509
from cryptography.x509 import ocsp

from tests.lab.aia import response
from tests.lab.bench import Bench, Running
from tests.lab.fault import fault
from tests.lab.foreign import nginx
from tests.lab.net import read_line
from tests.lab.tls import context, terminate
from tests.support import revocation as made
from tests.support.pki import Leaf, RawExtension

_DAY = timedelta(days=1)
_CRL, _OCSP = "application/pkix-crl", "application/ocsp-response"
_NO_REV_AVAIL = RawExtension("2.5.29.56", b"\x05\x00")
_ADVICE = ("no-ocsp-staple",)


def _serve(bench: Bench, host: str, leaf: Leaf, staple: bytes | None = None) -> Running:
    prepared = context(leaf)
    if staple is not None:
        prepared.set_ocsp_server_callback(lambda _connection, _data: staple)
    return bench.serve(host, terminate(prepared))


def _with_list(bench: Bench, host: str, publish: Callable[[Leaf, str], bytes], **overrides: object) -> Running:
    """A leaf that names a list on the shelf; ``publish`` makes the list."""
    path = f"{host}.crl"
    url = bench.shelf.put(path, b"")
    leaf = bench.pki.leaf(host, crl=url, **overrides)
    bench.shelf.put(path, publish(leaf, url), _CRL)
    return _serve(bench, host, leaf)


def _responder(bench: Bench, reply: Callable[[], bytes]) -> str:
    """The URL of a responder that gives the same answer to every question, by GET and by POST."""

    def handler(sock: socket.socket) -> None:
        length = 0
        while line := read_line(sock):
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        sock.recv(length, socket.MSG_WAITALL) if length else b""
        sock.sendall(response(reply(), content_type=_OCSP))

    running = bench.serve("responder.lab.test", handler)
    return f"http://127.0.0.1:{running.port}/"


def _with_responder(bench: Bench, host: str, reply: Callable[[Leaf], bytes]) -> Running:
    kept: list[bytes] = []
    leaf = bench.pki.leaf(host, ocsp=_responder(bench, lambda: kept[0]))
    kept.append(reply(leaf))
    return _serve(bench, host, leaf)


# --- revoked ---------------------------------------------------------------------------------------------------------


@fault("revoked", "The issuer's CRL lists the certificate", "revoked")
def revoked(bench: Bench, host: str) -> Running:
    return _with_list(
        bench,
        host,
        lambda leaf, _: made.crl(
            bench.pki.issuing, leaf, since=bench.now - 2 * _DAY, reason=x509.ReasonFlags.key_compromise
        ),
    )


@fault("revoked-ocsp", "The OCSP responder says revoked", "revoked", also=_ADVICE)
def revoked_ocsp(bench: Bench, host: str) -> Running:
    return _with_responder(bench, host, lambda leaf: made.answer(leaf, status=made.REVOKED))


@fault("revoked-staple", "The server staples the response that says revoked", "revoked")
def revoked_staple(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host)
    return _serve(bench, host, leaf, made.answer(leaf, status=made.REVOKED))


@fault(
    "revoked-while-stapling-good",
    "An old good staple is still sent, the responder knows better",
    "revoked",
)
def revoked_behind_staple(bench: Bench, host: str) -> Running:
    kept: list[bytes] = []
    leaf = bench.pki.leaf(host, ocsp=_responder(bench, lambda: kept[0]))
    kept.append(made.answer(leaf, status=made.REVOKED))
    return _serve(bench, host, leaf, made.answer(leaf, this=bench.now - _DAY))


@fault("intermediate-revoked", "The root's CRL lists the intermediate", "intermediate-revoked")
def intermediate_revoked(bench: Bench, host: str) -> Running:
    url = bench.shelf.put("root.crl", b"")
    fallen = bench.pki.root.intermediate("Lab Fallen CA", crl=url)
    bench.shelf.put("root.crl", made.crl(bench.pki.root, fallen), _CRL)
    return _serve(bench, host, fallen.issue(dns=(host,)))


# --- staples ---------------------------------------------------------------------------------------------------------


@fault("staple-expired", "The staple's nextUpdate was yesterday", "staple-expired")
def staple_expired(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host)
    return _serve(bench, host, leaf, made.answer(leaf, this=bench.now - 8 * _DAY, until=bench.now - _DAY))


@fault(
    "staple-wrong-certificate",
    "nginx staples a file that is about another certificate",
    "staple-invalid",
    needs="nginx",
    also=("no-post-quantum",),
)
def staple_wrong_certificate(bench: Bench, host: str) -> Running:
    file = bench.folder / "staple.der"
    file.write_bytes(made.answer(bench.pki.leaf("other.lab.test")))
    return nginx(bench, host, bench.pki.leaf(host), more=f"ssl_stapling on; ssl_stapling_file {file};")


@fault("staple-bad-signature", "The staple's signature does not verify", "staple-invalid")
def staple_bad_signature(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host)
    return _serve(bench, host, leaf, made.spoiled(made.answer(leaf)))


@fault("staple-foreign-signer", "The staple is signed by a certificate that may not answer", "staple-invalid")
def staple_foreign_signer(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host)
    return _serve(bench, host, leaf, made.answer(leaf, responder=bench.pki.leaf("ocsp.lab.test")))


@fault("staple-unknown", "The staple says that the responder does not know the certificate", "staple-invalid")
def staple_unknown(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host)
    return _serve(bench, host, leaf, made.answer(leaf, status=made.UNKNOWN))


@fault("staple-error", "The staple is the responder's “try later”", "staple-invalid")
def staple_error(bench: Bench, host: str) -> Running:
    return _serve(bench, host, bench.pki.leaf(host), made.refusal())


@fault("must-staple-missing", "A must-staple certificate without a staple", "must-staple-missing")
def must_staple_missing(bench: Bench, host: str) -> Running:
    return _serve(bench, host, bench.pki.leaf(host, must_staple=True))


@fault("no-ocsp-staple", "The certificate names a responder, which is well; nothing is stapled", "no-ocsp-staple")
def no_ocsp_staple(bench: Bench, host: str) -> Running:
    return _with_responder(bench, host, made.answer)


# --- no answer -------------------------------------------------------------------------------------------------------


@fault("ocsp-unreachable", "Nothing listens where the responder should be", "no-ocsp-staple", "ocsp-unreachable")
def ocsp_unreachable(bench: Bench, host: str) -> Running:
    dead = bench.serve_each("dead.lab.test", {"127.0.0.1": None})
    return _serve(bench, host, bench.pki.leaf(host, ocsp=f"http://127.0.0.1:{dead.port}/"))


@fault("ocsp-try-later", "The responder answers “try later”", "no-ocsp-staple", "ocsp-unreachable")
def ocsp_try_later(bench: Bench, host: str) -> Running:
    return _with_responder(bench, host, lambda _: made.refusal(ocsp.OCSPResponseStatus.TRY_LATER))


@fault("crl-unreachable", "The list is not where the certificate says", "crl-unreachable")
def crl_unreachable(bench: Bench, host: str) -> Running:
    url = bench.shelf.put("there.crl", b"").replace("there", "gone")
    return _serve(bench, host, bench.pki.leaf(host, crl=url))


@fault("crl-bad-signature", "The list's signature does not verify", "crl-unreachable")
def crl_bad_signature(bench: Bench, host: str) -> Running:
    return _with_list(bench, host, lambda _leaf, _url: made.spoiled(made.crl(bench.pki.issuing)))


@fault("crl-other-part", "The list is another part of a partitioned one", "crl-unreachable")
def crl_other_part(bench: Bench, host: str) -> Running:
    return _with_list(
        bench, host, lambda _, url: made.crl(bench.pki.issuing, extensions=[made.part(url.replace(".crl", "-2.crl"))])
    )


@fault("crl-stale", "The list's nextUpdate was yesterday", "crl-stale")
def crl_stale(bench: Bench, host: str) -> Running:
    return _with_list(
        bench,
        host,
        lambda _leaf, _url: made.crl(bench.pki.issuing, this=bench.now - 8 * _DAY, until=bench.now - _DAY),
    )


# --- nothing wrong ---------------------------------------------------------------------------------------------------


@fault("crl-without-us", "The list has other serial numbers: not revoked")
def crl_without_us(bench: Bench, host: str) -> Running:
    return _with_list(bench, host, lambda leaf, _: made.crl(bench.pki.issuing, leaf.cert.serial_number + 1, 7))


@fault("crl-our-part", "The part of a partitioned list that the certificate names: not revoked")
def crl_our_part(bench: Bench, host: str) -> Running:
    return _with_list(bench, host, lambda _, url: made.crl(bench.pki.issuing, extensions=[made.part(url)]))


@fault("crl-empty-pem", "An empty list in PEM: not revoked")
def crl_empty_pem(bench: Bench, host: str) -> Running:
    return _with_list(bench, host, lambda _leaf, _url: made.crl(bench.pki.issuing, pem=True))


@fault("staple-good", "A good staple for a must-staple certificate")
def staple_good(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host, must_staple=True)
    return _serve(bench, host, leaf, made.answer(leaf))


@fault("staple-delegated", "A good staple, signed by a responder that the issuer certified for it")
def staple_delegated(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host)
    responder = bench.pki.issuing.issue(dns=("ocsp.lab.test",), eku=(made.OCSP_SIGNING,))
    return _serve(bench, host, leaf, made.answer(leaf, responder=responder))


@fault("short-lived-without-crl", "A six-day certificate that names no list: it needs none")
def short_lived(bench: Bench, host: str) -> Running:
    begin = bench.now - timedelta(hours=30)
    return _serve(bench, host, bench.pki.leaf(host, not_before=begin, not_after=begin + timedelta(hours=160)))


@fault("no-revocation-available", "The certificate says that there is no revocation information (RFC 9608)")
def no_rev_avail(bench: Bench, host: str) -> Running:
    return _serve(bench, host, bench.pki.leaf(host, extra=(_NO_REV_AVAIL,)))
