"""A signed zone in memory: records with real DNSSEC signatures, and the ways in which they go wrong.

One key signs everything, as a small zone does. Nothing is secret: the keys are made for the test and forgotten.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import dns.dnssec
import dns.dnssectypes
import dns.name
import dns.rdatatype
import dns.rdtypes.ANY.DNSKEY
import dns.rrset
from cryptography.hazmat.primitives.asymmetric import ec

ALGORITHM = dns.dnssectypes.Algorithm.ECDSAP256SHA256
_TTL = 60


@dataclass(slots=True)
class Key:
    """A key of the zone and its DNSKEY record."""

    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def record(self) -> dns.rdtypes.ANY.DNSKEY.DNSKEY:
        made = dns.dnssec.make_dnskey(self.private.public_key(), ALGORITHM, flags=0x0101)
        assert isinstance(made, dns.rdtypes.ANY.DNSKEY.DNSKEY)
        return made


@dataclass(slots=True)
class Zone:
    """``delegated``: the key whose DS the parent has; None for an unsigned delegation. ``now``: the day of signing."""

    apex: str
    now: datetime
    key: Key = field(default_factory=Key)
    delegated: Key | None = None
    lifetime: timedelta = timedelta(days=14)
    signed_before: timedelta = timedelta(hours=1)

    def records(self, *texts: str, signed: bool = True) -> dict[tuple[str, str], list[dns.rrset.RRset]]:
        """These records ("name type value"), SOA, DNSKEY and DS, each with its signature, by name and type."""
        values: dict[tuple[str, str], list[str]] = {}
        for text in (f"{self.apex} SOA ns.{self.apex}. hostmaster.{self.apex}. 1 3600 600 86400 60", *texts):
            name, kind, value = text.split(" ", 2)
            values.setdefault((name, kind), []).append(value)
        sets = {at: dns.rrset.from_text_list(f"{at[0]}.", _TTL, "IN", at[1], found) for at, found in values.items()}
        apex = dns.name.from_text(self.apex)
        if signed:
            sets[(self.apex, "DNSKEY")] = dns.rrset.from_rdata(apex, _TTL, self.key.record)
        answers = {at: [rrset, self._signature(rrset)] if signed else [rrset] for at, rrset in sets.items()}
        if self.delegated is not None:
            ds = dns.dnssec.make_ds(apex, self.delegated.record, dns.dnssectypes.DSDigest.SHA256)
            answers[(self.apex, "DS")] = [dns.rrset.from_rdata(apex, _TTL, ds)]
        return answers

    def _signature(self, rrset: dns.rrset.RRset) -> dns.rrset.RRset:
        begin = self.now - self.signed_before
        signature = dns.dnssec.sign(
            rrset,
            self.key.private,
            dns.name.from_text(self.apex),
            self.key.record,
            inception=begin,
            expiration=begin + self.lifetime,
        )
        return dns.rrset.from_rdata(rrset.name, _TTL, signature)


def sound(apex: str, now: datetime) -> Zone:
    """A zone whose parent points at its key."""
    key = Key()
    return Zone(apex, now, key=key, delegated=key)
