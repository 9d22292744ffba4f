"""Servers with nothing wrong: a diagnosis must stay silent (advice on strength is another matter)."""

import itertools
import socket
from datetime import timedelta

from tests.lab.bench import V4, V6, Bench, Running
from tests.lab.fault import fault
from tests.lab.foreign import s_server
from tests.lab.names import Addresses, Alias
from tests.lab.net import Handler, relay
from tests.lab.tls import V12, V13, context, greet, terminate, web

THREE = (V4, "127.0.0.2", "127.0.0.3")


@fault("healthy", "A right server: TLS 1.2 and 1.3, X25519MLKEM768, full chain")
def healthy(bench: Bench, host: str) -> Running:
    return bench.serve(host, terminate(context(bench.pki.leaf(host))))


@fault("healthy-three-addresses", "Three addresses, one certificate")
def three_addresses(bench: Bench, host: str) -> Running:
    return bench.serve(host, terminate(context(bench.pki.leaf(host))), THREE)


@fault("healthy-dual-stack", "IPv4 and IPv6 alike", needs="ipv6")
def dual_stack(bench: Bench, host: str) -> Running:
    return bench.serve(host, terminate(context(bench.pki.leaf(host))), (V4, V6))


@fault("healthy-ipv6-only", "An AAAA record and no A record", needs="ipv6")
def ipv6_only(bench: Bench, host: str) -> Running:
    return bench.serve(host, terminate(context(bench.pki.leaf(host))), (V6,))


@fault("healthy-many-addresses", "40 addresses, all right: more than a UDP answer or a budget holds")
def many_addresses(bench: Bench, host: str) -> Running:
    addresses = tuple(f"127.0.1.{number}" for number in range(1, 41))
    return bench.serve(host, terminate(context(bench.pki.leaf(host))), addresses)


@fault(
    "healthy-six-addresses",
    "Six s_servers, more than are mapped in full; TLS 1.1 fails for its signatures, not for its version",
    needs="openssl",
)
def six_addresses(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host)

    def node(number: int) -> Handler:
        port = s_server(bench, f"node{number}.{host}", leaf, "-cipher", "ECDHE+AESGCM:ECDHE+AES").port
        return relay(lambda: socket.create_connection((V4, port)))

    return bench.serve_each(host, {f"127.0.0.{number}": node(number) for number in range(2, 8)})


@fault("healthy-cname-chain", "Five aliases before the address")
def cname_chain(bench: Bench, host: str) -> Running:
    running = bench.serve(host, terminate(context(bench.pki.leaf(host))))
    names = [host, *(f"hop{number}.{host}" for number in range(1, 6))]
    for name, following in itertools.pairwise(names):
        bench.dns.entries[name] = Alias(following)
    bench.dns.entries[names[-1]] = Addresses(running.addresses)
    return running


@fault("healthy-tls13-only", "TLS 1.3 and nothing else")
def tls13_only(bench: Bench, host: str) -> Running:
    return bench.serve(host, terminate(context(bench.pki.leaf(host), lowest=V13)))


@fault("healthy-tls12-rsa", "TLS 1.2 and nothing else, RSA key")
def tls12_rsa(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host, key="rsa2048", ku=("digital_signature", "key_encipherment"))
    return bench.serve(host, terminate(context(leaf, highest=V12)))


@fault("healthy-wildcard", "*.wild.lab.test for a.wild.lab.test", host="a.wild.lab.test")
def wildcard(bench: Bench, host: str) -> Running:
    return bench.serve(host, terminate(context(bench.pki.leaf(host, dns=("*.wild.lab.test", "wild.lab.test")))))


@fault("healthy-ip-san", "The target is an address, and the certificate has it as iPAddress", host=V4)
def ip_san(bench: Bench, host: str) -> Running:
    return bench.serve(host, terminate(context(bench.pki.leaf(host, dns=(), ips=(host,)))))


@fault("healthy-ipv6-san", "The target is an IPv6 address, and the certificate has it", host=V6, needs="ipv6")
def ipv6_san(bench: Bench, host: str) -> Running:
    leaf = bench.pki.leaf(host, dns=(), ips=(host,))
    return bench.serve(host, terminate(context(leaf)), (V6,))


@fault("healthy-idn", "An internationalised name", host="xn--bcher-kva.lab.test")
def idn(bench: Bench, host: str) -> Running:
    return bench.serve(host, terminate(context(bench.pki.leaf(host))))


@fault("healthy-no-cn", "A subject without common name: only the SAN counts", host="no-cn.lab.test")
def no_cn(bench: Bench, host: str) -> Running:
    return bench.serve(host, terminate(context(bench.pki.leaf(host, cn="", org="Lab"))))


@fault("healthy-many-names", "100 names in one certificate, ours the last")
def many_names(bench: Bench, host: str) -> Running:
    names = (*(f"site{number}.lab.test" for number in range(99)), host)
    return bench.serve(host, terminate(context(bench.pki.leaf(host, dns=names, cn=host))))


@fault("healthy-six-day", "A short-lived certificate on its second day: 160 h long, nothing is late")
def six_day(bench: Bench, host: str) -> Running:
    begin = bench.now - timedelta(hours=30)
    leaf = bench.pki.leaf(host, not_before=begin, not_after=begin + timedelta(hours=160))
    return bench.serve(host, terminate(context(leaf)))


@fault("healthy-long-chain", "Four intermediates, all sent, in order")
def long_chain(bench: Bench, host: str) -> Running:
    authority = bench.pki.root
    for number in range(4, 0, -1):
        authority = authority.intermediate(f"Lab CA level {number}")
    return bench.serve(host, terminate(context(authority.issue(dns=(host,)))))


@fault("healthy-imaps", "Mail with implicit TLS: the server speaks first after the handshake")
def imaps(bench: Bench, host: str) -> Running:
    return bench.serve(host, terminate(context(bench.pki.leaf(host)), greet(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")))


@fault("healthy-http-503", "TLS is right, the application is not: no business of a TLS diagnosis")
def http_503(bench: Bench, host: str) -> Running:
    return bench.serve(host, terminate(context(bench.pki.leaf(host)), web(status="503 Service Unavailable")))
