"""Servers that are right, and what stands around them is not: HSTS, TLSA, DNSSEC."""

import hashlib
from datetime import timedelta

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.lab.bench import Bench, Running
from tests.lab.fault import fault
from tests.lab.tls import context, terminate, web
from tests.lab.zone import Key, Zone, sound
from tests.support.pki import Leaf


def _serve(bench: Bench, host: str, leaf: Leaf, zone: Zone | None = None, *records: str) -> Running:
    """A right server; the name and these records stand in the zone."""
    running = bench.serve(host, terminate(context(leaf)))
    if zone is not None:
        named = [record.replace("PORT", str(running.port)) for record in records]
        bench.dns.records.update(zone.records(f"{host} A {running.addresses[0]}", *named))
    return running


def _key_hash(leaf: Leaf) -> str:
    key = leaf.cert.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(key).hexdigest()


@fault("no-hsts", "The page comes without Strict-Transport-Security", "no-hsts")
def no_hsts(bench: Bench, host: str) -> Running:
    return bench.serve(host, terminate(context(bench.pki.leaf(host)), web(hsts="")))


@fault("hsts-short", "HSTS for five minutes", "no-hsts")
def hsts_short(bench: Bench, host: str) -> Running:
    return bench.serve(host, terminate(context(bench.pki.leaf(host)), web(hsts="max-age=300")))


@fault("hsts-unreadable", "HSTS without max-age", "no-hsts")
def hsts_unreadable(bench: Bench, host: str) -> Running:
    return bench.serve(host, terminate(context(bench.pki.leaf(host)), web(hsts="includeSubDomains; preload")))


@fault("tlsa-old-key", "DNSSEC vouches for a TLSA record of the key before this one", "tlsa-mismatch")
def tlsa_old_key(bench: Bench, host: str) -> Running:
    old, new = bench.pki.leaf(host), bench.pki.leaf(host)
    record = f"_PORT._tcp.{host} TLSA 3 1 1 {_key_hash(old)}"
    return _serve(bench, host, new, sound(host, bench.now), record)


@fault("tlsa-during-rollover", "Two TLSA records, of the old key and of the present one: as it should be")
def tlsa_rollover(bench: Bench, host: str) -> Running:
    old, new = bench.pki.leaf(host), bench.pki.leaf(host)
    records = [f"_PORT._tcp.{host} TLSA 3 1 1 {_key_hash(leaf)}" for leaf in (old, new)]
    return _serve(bench, host, new, sound(host, bench.now), *records)


@fault("tlsa-without-dnssec", "A wrong TLSA record in an unsigned zone: clients ignore it")
def tlsa_unsigned(bench: Bench, host: str) -> Running:
    running = _serve(bench, host, bench.pki.leaf(host))
    record = f"_{running.port}._tcp.{host} TLSA 3 1 1 {'00' * 32}"
    bench.dns.records.update(Zone(host, bench.now).records(record, signed=False))
    return running


@fault("dnssec-healthy", "A signed zone, with a DS record that fits")
def dnssec_healthy(bench: Bench, host: str) -> Running:
    return _serve(bench, host, bench.pki.leaf(host), sound(host, bench.now))


@fault("dnssec-island", "A signed zone at which no DS record points: for resolvers it is unsigned")
def dnssec_island(bench: Bench, host: str) -> Running:
    return _serve(bench, host, bench.pki.leaf(host), Zone(host, bench.now))


@fault("dnssec-expired", "The zone's signatures ended yesterday; the resolver does not look", "dnssec-broken")
def dnssec_expired(bench: Bench, host: str) -> Running:
    zone = sound(host, bench.now)
    zone.signed_before = zone.lifetime + timedelta(days=1)
    return _serve(bench, host, bench.pki.leaf(host), zone)


@fault("dnssec-old-ds", "The DS record at the parent is of a key that the zone no longer has", "dnssec-broken")
def dnssec_old_ds(bench: Bench, host: str) -> Running:
    return _serve(bench, host, bench.pki.leaf(host), Zone(host, bench.now, delegated=Key()))


@fault("dnssec-unsigned", "A DS record, and a zone that was moved to a provider that does not sign", "dnssec-broken")
def dnssec_unsigned(bench: Bench, host: str) -> Running:
    running = _serve(bench, host, bench.pki.leaf(host))
    bench.dns.records.update(
        Zone(host, bench.now, delegated=Key()).records(f"{host} A {running.addresses[0]}", signed=False)
    )
    return running
