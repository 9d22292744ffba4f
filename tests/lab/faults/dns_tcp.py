"""Before TLS: names that do not resolve, addresses that do not answer."""

from datetime import timedelta

from tests.lab.bench import V4, V6, Bench, Running
from tests.lab.fault import fault
from tests.lab.faults.alerts import answer_alert
from tests.lab.names import Addresses, Alias, Entry, Trouble
from tests.lab.tls import context, terminate

_SECOND, _THIRD = "127.0.0.2", "127.0.0.3"
_NO_ROUTE = "127.255.255.255"  # a broadcast address: TCP connect gives ENETUNREACH, and no packet leaves


def _name_only(bench: Bench, host: str, entry: Entry | None) -> Running:
    if entry is not None:
        bench.dns.entries[host] = entry
    return Running(host=host, port=443)


@fault("dns-nxdomain", "The name does not exist", "dns-nxdomain")
def nxdomain(bench: Bench, host: str) -> Running:
    return _name_only(bench, host, None)


@fault("dns-nxdomain-alias", "The name is an alias to a name that does not exist", "dns-nxdomain")
def nxdomain_alias(bench: Bench, host: str) -> Running:
    return _name_only(bench, host, Alias(f"gone.{host}"))


@fault(
    "dns-nxdomain-www",
    "The name does not exist, but www. before it does",
    "dns-nxdomain",
    notes="a good answer suggests the neighbour",
)
def nxdomain_www(bench: Bench, host: str) -> Running:
    bench.serve(f"www.{host}", terminate(context(bench.pki.leaf(f"www.{host}"))))
    return _name_only(bench, host, None)


@fault("dns-no-address", "The name exists, without A and AAAA", "dns-no-address")
def no_address(bench: Bench, host: str) -> Running:
    return _name_only(bench, host, Addresses())


@fault("dns-no-address-alias", "An alias to a name without address", "dns-no-address")
def no_address_alias(bench: Bench, host: str) -> Running:
    bench.dns.entries[f"empty.{host}"] = Addresses()
    return _name_only(bench, host, Alias(f"empty.{host}"))


@fault("dns-servfail", "The resolver fails for this name", "dns-servfail")
def servfail(bench: Bench, host: str) -> Running:
    return _name_only(bench, host, Trouble.SERVFAIL)


@fault("dns-alias-loop", "Two aliases that point at each other: resolvers say SERVFAIL", "dns-servfail")
def alias_loop(bench: Bench, host: str) -> Running:
    bench.dns.entries[f"back.{host}"] = Alias(host)
    return _name_only(bench, host, Alias(f"back.{host}"))


@fault("dns-timeout", "The resolver never answers for this name", "dns-timeout", slow=True)
def dns_timeout(bench: Bench, host: str) -> Running:
    return _name_only(bench, host, Trouble.SILENT)


@fault("tcp-refused", "Nothing listens on the port", "tcp-refused")
def tcp_refused(bench: Bench, host: str) -> Running:
    return bench.serve_each(host, {V4: None})


@fault("tcp-refused-everywhere", "Three addresses, nothing listens on any", "tcp-refused")
def refused_everywhere(bench: Bench, host: str) -> Running:
    return bench.serve_each(host, {V4: None, _SECOND: None, _THIRD: None})


@fault("tcp-timeout", "SYN is never answered", "tcp-timeout", slow=True)
def tcp_timeout(bench: Bench, host: str) -> Running:
    return bench.swallow(host, (V4,), {})


@fault("net-unreachable", "There is no route to the address", "net-unreachable", notes="127.255.255.255 (Linux)")
def net_unreachable(bench: Bench, host: str) -> Running:
    return bench.named(host, 443, (_NO_ROUTE,), ())


@fault("odd-address-refuses", "Two addresses work, the third refuses", "address-partial")
def odd_refuses(bench: Bench, host: str) -> Running:
    right = terminate(context(bench.pki.leaf(host)))
    return bench.serve_each(host, {V4: right, _SECOND: right, _THIRD: None})


@fault("odd-address-silent", "Two addresses work, the third drops SYN", "address-partial", slow=True)
def odd_silent(bench: Bench, host: str) -> Running:
    right = terminate(context(bench.pki.leaf(host)))
    return bench.swallow(host, (_THIRD,), {V4: right, _SECOND: right})


@fault(
    "odd-address-expired",
    "Two addresses have the new certificate, the third still the expired one",
    "address-partial",
    also=("cert-expired",),
    instead=(("cert-expired", "address-partial"),),
)
def odd_expired(bench: Bench, host: str) -> Running:
    right = terminate(context(bench.pki.leaf(host)))
    old = terminate(context(bench.pki.leaf(host, not_after=bench.now - timedelta(days=2))))
    return bench.serve_each(host, {V4: right, _SECOND: old, _THIRD: right})


@fault("odd-address-other-certificate", "All valid, but the third address has another certificate", "address-partial")
def odd_certificate(bench: Bench, host: str) -> Running:
    right = terminate(context(bench.pki.leaf(host)))
    other = terminate(context(bench.pki.leaf(host)))
    return bench.serve_each(host, {V4: right, _SECOND: right, _THIRD: other})


@fault(
    "odd-address-other-site",
    "The first address belongs to another site",
    "address-partial",
    also=("hostname-mismatch", "sni-default-cert"),
    instead=(("hostname-mismatch", "address-partial"),),
)
def odd_site(bench: Bench, host: str) -> Running:
    right = terminate(context(bench.pki.leaf(host)))
    other = terminate(context(bench.pki.leaf("other.example")))
    return bench.serve_each(host, {V4: other, _SECOND: right, _THIRD: right})


@fault(
    "odd-address-alert",
    "The second address answers every hello with internal_error",
    "address-partial",
    also=("alert-internal-error",),
)
def odd_alert(bench: Bench, host: str) -> Running:
    right = terminate(context(bench.pki.leaf(host)))
    return bench.serve_each(host, {V4: right, _SECOND: answer_alert(80), _THIRD: right})


@fault("ipv6-refused", "IPv4 works, IPv6 refuses", "ipv6-broken", needs="ipv6")
def ipv6_refused(bench: Bench, host: str) -> Running:
    return bench.serve_each(host, {V4: terminate(context(bench.pki.leaf(host))), V6: None})


@fault("ipv6-silent", "IPv4 works, IPv6 drops SYN", "ipv6-broken", needs="ipv6", slow=True)
def ipv6_silent(bench: Bench, host: str) -> Running:
    return bench.swallow(host, (V6,), {V4: terminate(context(bench.pki.leaf(host)))})
