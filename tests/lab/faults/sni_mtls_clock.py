"""Server names, client certificates, clocks."""

import socket
from datetime import timedelta

from tests.lab.bench import Bench, Running
from tests.lab.fault import Codes, fault
from tests.lab.faults.alerts import answer_alert
from tests.lab.net import Handler, read_record, reset
from tests.lab.tls import (
    V12,
    V13,
    alert,
    altered,
    by_server_name,
    context,
    demand_client_cert,
    terminate,
    web,
)

_DAY = timedelta(days=1)


# --- SNI -------------------------------------------------------------------------------------------------------------


def _close(sock: socket.socket) -> None:
    read_record(sock)


def _kill(sock: socket.socket) -> None:
    read_record(sock)
    reset(sock)


def _only_with_name(bench: Bench, host: str, otherwise: Handler) -> Running:
    right = terminate(context(bench.pki.leaf(host)))
    return bench.serve(host, by_server_name(lambda name: right if name else otherwise))


@fault("sni-required", "Right with SNI; handshake_failure without", "sni-required")
def sni_required(bench: Bench, host: str) -> Running:
    return _only_with_name(bench, host, answer_alert(40))


@fault("sni-required-closes", "Right with SNI; the connection is closed without", "sni-required")
def sni_required_closes(bench: Bench, host: str) -> Running:
    return _only_with_name(bench, host, _close)


@fault(
    "sni-virtual-hosts",
    "Right for this name; another site's certificate without SNI: as on any CDN",
    also=("sni-required",),
)
def virtual_hosts(bench: Bench, host: str) -> Running:
    right, default = (terminate(context(bench.pki.leaf(name))) for name in (host, "default.example"))
    return bench.serve(host, by_server_name(lambda name: right if name == host else default))


@fault(
    "sni-unrecognized-name",
    "unrecognized_name (112) for this name; other names and no name get a handshake",
    "sni-unrecognized-name",
)
def unrecognized(bench: Bench, host: str) -> Running:
    other, refuse = terminate(context(bench.pki.leaf("other.example"))), answer_alert(112)
    return bench.serve(host, by_server_name(lambda name: refuse if name == host else other))


@fault(
    "sni-unrecognized-warning",
    "TLS 1.2: a warning alert 112, then a right handshake for the right certificate",
    "sni-unrecognized-name",
    instead=((),),
    notes="Java 7 and some others give up on the warning; most clients go on",
)
def unrecognized_warning(bench: Bench, host: str) -> Running:
    made = context(bench.pki.leaf(host), highest=V12)
    return bench.serve(host, altered(made, lambda n, flight: (alert(112, level=1) if n == 0 else b"") + flight))


@fault(
    "sni-default-cert",
    "Two sites by name; ours is not among them, its www. sibling is; we get the default site's certificate",
    "sni-default-cert",
    "hostname-mismatch",
)
def default_cert(bench: Bench, host: str) -> Running:
    return _two_sites(bench, host, f"www.{host}")


@fault(
    "sni-default-cert-unproven",
    "Two sites by name; ours is not among them, and no name that a client could guess is the second's",
    "hostname-mismatch",
)
def default_unproven(bench: Bench, host: str) -> Running:
    return _two_sites(bench, host, "second.example")


def _two_sites(bench: Bench, host: str, second: str) -> Running:
    default, other = (terminate(context(bench.pki.leaf(name))) for name in ("first.example", second))
    return bench.serve(host, by_server_name(lambda name: other if name == second else default))


@fault(
    "sni-any-resets",
    "Whatever name is sent, RST; without SNI a handshake",
    "reset-after-hello",
    instead=(("sni-filtered",), ("extension-intolerant",)),
)
def any_name_resets(bench: Bench, host: str) -> Running:
    right = terminate(context(bench.pki.leaf(host)))
    return bench.serve(host, by_server_name(lambda name: _kill if name else right))


@fault(
    "sni-filtered", "RST for this name; other names get a handshake", "sni-filtered", instead=(("reset-after-hello",),)
)
def filtered(bench: Bench, host: str) -> Running:
    other = terminate(context(bench.pki.leaf("other.example")))
    return bench.serve(host, by_server_name(lambda name: _kill if name == host else other))


# --- client certificates ---------------------------------------------------------------------------------------------


def _mutual(
    bench: Bench, host: str, version: int, *, optional: bool = False, names: bool = True, **overrides: object
) -> Running:
    made = context(bench.pki.leaf(host, **overrides), lowest=min(version, V12), highest=version)
    demand_client_cert(made, bench.ca_file, optional=optional, names=names)
    return bench.serve(host, terminate(made))


@fault("client-cert-required-tls13", "TLS 1.3: certificate_required (116) after the handshake", "client-cert-required")
def required13(bench: Bench, host: str) -> Running:
    return _mutual(bench, host, V13)


@fault(
    "client-cert-required-tls12",
    "TLS 1.2: handshake_failure (40) during the handshake",
    "client-cert-required",
)
def required12(bench: Bench, host: str) -> Running:
    return _mutual(bench, host, V12)


@fault("client-cert-required-unnamed", "TLS 1.3, and the request lists no acceptable CA", "client-cert-required")
def required_unnamed(bench: Bench, host: str) -> Running:
    return _mutual(bench, host, V13, names=False)


def _refusing(bench: Bench, host: str, answer: bytes) -> Running:
    """TLS 1.2 that asks for a certificate and answers the lack of one in its own way."""
    made = context(bench.pki.leaf(host), highest=V12)
    demand_client_cert(made, bench.ca_file)
    return bench.serve(host, altered(made, lambda number, flight: flight if number == 0 else answer))


def _enter_refusal(name: str, title: str, answer: bytes, instead: tuple[Codes, ...] = ()) -> None:
    @fault(f"client-cert-required-{name}", f"TLS 1.2: {title}", "client-cert-required", instead=instead)
    def start(bench: Bench, host: str) -> Running:
        return _refusing(bench, host, answer)


_enter_refusal("alert-42", "the lack of a certificate is answered with bad_certificate (42)", alert(42))
_enter_refusal("alert-116", "the lack of a certificate is answered with certificate_required (116)", alert(116))
_enter_refusal("closes", "the lack of a certificate is answered with FIN", b"", instead=(("closed-mid-handshake",),))


@fault("client-cert-optional", "TLS 1.3: a certificate is asked for, not demanded", "client-cert-optional")
def optional13(bench: Bench, host: str) -> Running:
    return _mutual(bench, host, V13, optional=True)


@fault(
    "client-cert-optional-tls12",
    "TLS 1.2: a certificate is asked for, not demanded",
    "client-cert-optional",
)
def optional12(bench: Bench, host: str) -> Running:
    return _mutual(bench, host, V12, optional=True)


@fault(
    "client-cert-required-by-page",
    "The handshake goes without certificate, HTTP says 400: as nginx does",
    "client-cert-required",
)
def required_by_page(bench: Bench, host: str) -> Running:
    return _by_page(bench, host)


def _by_page(bench: Bench, host: str, **overrides: object) -> Running:
    made = context(bench.pki.leaf(host, **overrides))
    demand_client_cert(made, bench.ca_file, optional=True)
    body = b"<html><head><title>400 No required SSL certificate was sent</title></head></html>"
    return bench.serve(host, terminate(made, web(server="nginx", status="400 Bad Request", body=body)))


@fault(
    "client-cert-required-expired-by-page",
    "HTTP says 400 for want of a client certificate, and the server's own has expired",
    "cert-expired",
    "client-cert-required",
)
def expired_by_page(bench: Bench, host: str) -> Running:
    return _by_page(bench, host, not_after=bench.now - 4 * _DAY)


def _expired_too(name: str, version: int) -> None:
    @fault(
        f"client-cert-required-expired-{name}",
        "A client certificate is demanded, and the server's own has expired",
        "cert-expired",
        "client-cert-required",
    )
    def start(bench: Bench, host: str) -> Running:
        return _mutual(bench, host, version, not_after=bench.now - 4 * _DAY)


_expired_too("tls12", V12)
_expired_too("tls13", V13)


# --- clocks ----------------------------------------------------------------------------------------------------------


def _clock(bench: Bench, host: str, skew: timedelta, **overrides: object) -> Running:
    return bench.serve(host, terminate(context(bench.pki.leaf(host, **overrides)), web(skew=skew)))


@fault("clock-ahead", "The server's clock is 26 hours ahead (HTTP Date)", "server-clock-skew")
def clock_ahead(bench: Bench, host: str) -> Running:
    return _clock(bench, host, timedelta(hours=26))


@fault("clock-behind", "The server's clock is three days behind", "server-clock-skew")
def clock_behind(bench: Bench, host: str) -> Running:
    return _clock(bench, host, -3 * _DAY)


@fault("clock-near", "The server's clock is twenty seconds ahead: nothing to say")
def clock_near(bench: Bench, host: str) -> Running:
    return _clock(bench, host, timedelta(seconds=20))


@fault(
    "clock-not-yet-valid",
    "Not yet valid by our clock, valid by the server's: one of the two is wrong by 40 days",
    "cert-not-yet-valid",
    also=("server-clock-skew", "client-clock-wrong"),
    instead=(("client-clock-wrong",), ("server-clock-skew", "cert-not-yet-valid")),
)
def clock_not_yet_valid(bench: Bench, host: str) -> Running:
    return _clock(bench, host, 40 * _DAY, not_before=bench.now + 30 * _DAY)


@fault(
    "clock-behind-expired",
    "The certificate has expired; by the server's slow clock it has not",
    "cert-expired",
    "server-clock-skew",
)
def clock_behind_expired(bench: Bench, host: str) -> Running:
    return _clock(bench, host, -10 * _DAY, not_after=bench.now - 5 * _DAY)
