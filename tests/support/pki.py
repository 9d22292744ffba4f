"""Certificates made to order: each call is one line that states its defect.

    root = Authority.root(at=NOW)
    ca = root.intermediate("Issuing CA")
    leaf = ca.issue(dns=["a.test"], not_after=NOW - timedelta(seconds=1))

Everything not overridden is right (`pki_spec.Spec` lists what can be). Times are relative to the `at` of the root,
never to the clock. EC keys are fresh for each certificate (so equal names never mean equal keys); RSA keys are slow to
make and kept by size and subject.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self, Unpack

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from OpenSSL import crypto

from tests.support.pki_spec import (
    AUTHORITY,
    CLIENT_AUTH,
    NOW,
    SERVER_AUTH,
    KeyKind,
    Overrides,
    PrivateKey,
    RawExtension,
    Spec,
    build,
    private_key,
)

__all__ = [
    "CLIENT_AUTH",
    "NOW",
    "SERVER_AUTH",
    "Authority",
    "KeyKind",
    "Leaf",
    "Overrides",
    "PrivateKey",
    "RawExtension",
    "Spec",
    "key_pem",
    "openssl_key",
    "self_signed",
    "to_der",
    "to_pem",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A certificate, its private key, and the intermediates above it (nearest first, no root)."""

    cert: x509.Certificate
    key: PrivateKey
    chain: tuple[x509.Certificate, ...]
    issued_by: "Authority | None" = None

    @property
    def der(self) -> bytes:
        return to_der(self.cert)

    @property
    def pem(self) -> bytes:
        return to_pem(self.cert)

    @property
    def sent(self) -> tuple[x509.Certificate, ...]:
        """What a well-configured server sends: the leaf, then its intermediates."""
        return (self.cert, *self.chain)

    @property
    def sent_ders(self) -> tuple[bytes, ...]:
        return tuple(to_der(cert) for cert in self.sent)

    @property
    def fullchain_pem(self) -> bytes:
        return to_pem(*self.sent)

    @property
    def key_pem(self) -> bytes:
        return key_pem(self.key)

    @property
    def openssl_cert(self) -> crypto.X509:
        return crypto.X509.from_cryptography(self.cert)

    @property
    def openssl_chain(self) -> tuple[crypto.X509, ...]:
        return tuple(crypto.X509.from_cryptography(cert) for cert in self.chain)

    @property
    def openssl_key(self) -> crypto.PKey:
        return openssl_key(self.key)

    def as_authority(self) -> "Authority":
        """An end-entity certificate misused as an issuer."""
        at = self.issued_by.at if self.issued_by else NOW
        return Authority(cert=self.cert, key=self.key, parent=self.issued_by, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A certificate that signs others; `parent` is None for a root."""

    cert: x509.Certificate
    key: PrivateKey
    parent: "Authority | None"
    at: datetime

    @classmethod
    def root(cls, name: str = "Test Root", *, at: datetime = NOW, **overrides: Unpack[Overrides]) -> Self:
        """A self-signed root, ten years around `at`."""
        spec = replace(replace(AUTHORITY, cn=name), **overrides)
        key = private_key(spec)
        signer = spec.signed_by or key
        return cls(cert=build(spec, key, issuer=None, signer=signer, at=at), key=key, parent=None, at=at)

    @property
    def der(self) -> bytes:
        return to_der(self.cert)

    @property
    def pem(self) -> bytes:
        return to_pem(self.cert)

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """This certificate and its issuers up to, without, the root."""
        return () if self.parent is None else (self.cert, *self.parent.chain)

    @property
    def top(self) -> "Authority":
        return self if self.parent is None else self.parent.top

    def intermediate(self, name: str = "Test Issuing CA", **overrides: Unpack[Overrides]) -> "Authority":
        """A subordinate authority."""
        spec = replace(replace(AUTHORITY, cn=name), **overrides)
        key = private_key(spec)
        return replace(self, cert=self._sign(spec, key), key=key, parent=self)

    def cross_sign(self, other: "Authority", **overrides: Unpack[Overrides]) -> "Authority":
        """Other's name and key under this authority."""
        spec = replace(replace(AUTHORITY, subject=other.cert.subject), **overrides)
        return replace(self, cert=self._sign(spec, other.key), key=other.key, parent=self)

    def issue(self, **overrides: Unpack[Overrides]) -> Leaf:
        """A server certificate; without `dns` and `ips` it is for a.test."""
        spec = replace(Spec(), **overrides)
        if not spec.dns and not spec.ips and not spec.other_names:
            spec = replace(spec, dns=("a.test",))
        if spec.cn is None and spec.subject is None and spec.dns and len(spec.dns[0]) <= 64:
            spec = replace(spec, cn=spec.dns[0])
        key = private_key(spec)
        return Leaf(cert=self._sign(spec, key), key=key, chain=self.chain, issued_by=self)

    def _sign(self, spec: Spec, key: PrivateKey) -> x509.Certificate:
        return build(spec, key, issuer=self.cert, signer=spec.signed_by or self.key, at=self.at)


def self_signed(*, at: datetime = NOW, **overrides: Unpack[Overrides]) -> Leaf:
    """A server certificate that signs itself (no CA flag unless asked)."""
    spec = replace(Spec(dns=("a.test",), cn="a.test"), **overrides)
    key = private_key(spec)
    return Leaf(cert=build(spec, key, issuer=None, signer=spec.signed_by or key, at=at), key=key, chain=())


def to_der(cert: x509.Certificate) -> bytes:
    return cert.public_bytes(serialization.Encoding.DER)


def to_pem(*certs: x509.Certificate) -> bytes:
    """The certificates in PEM, one after another."""
    return b"".join(cert.public_bytes(serialization.Encoding.PEM) for cert in certs)


def key_pem(key: PrivateKey) -> bytes:
    """The private key as unencrypted PKCS #8 PEM."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def openssl_key(key: PrivateKey) -> crypto.PKey:
    return crypto.PKey.from_cryptography_key(key)  # type: ignore[arg-type]
