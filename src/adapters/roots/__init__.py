"""The root stores, from a file compiled in advance (tools/compile_roots.py) and from what a person supplies.

Loading decodes lines and parses no certificate: a root is parsed when a chain asks for it.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files

from core.certificates.facts import subject_id_of
from core.model.trust import Anchor, Limit, Store, TrustStores

__all__ = ["NoCertificatesError", "load_trust_stores"]

MAX_PEM = 10_000_000
_BLOCK = re.compile(rb"-----BEGIN (?:X509 )?CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END (?:X509 )?CERTIFICATE-----")


class NoCertificatesError(ValueError):
    """What was given as a file of roots holds no readable certificate, or more than we read."""


def load_trust_stores(extra_pem: bytes | None = None) -> TrustStores:
    """All public stores, and the certificates of `extra_pem` as Store.USER (concatenated PEM, comments allowed).

    Raises NoCertificatesError when `extra_pem` is given and holds none; unreadable ones among good are counted.
    """
    as_of, anchors = _compiled()
    if extra_pem is None:
        return _indexed(as_of, anchors)
    own, unreadable = _user_anchors(extra_pem)
    return replace(_indexed(as_of, _with_user(anchors, own)), user_supplied=True, user_unreadable=unreadable)


@cache
def _compiled() -> tuple[date, tuple[Anchor, ...]]:
    _, as_of, *lines = files(__package__).joinpath("data/roots.txt").read_text("ascii").splitlines()
    return date.fromisoformat(as_of.removeprefix("as-of ")), tuple(_anchor(line) for line in lines)


def _anchor(line: str) -> Anchor:
    subject_id, sha256, stores, limits, encoded = line.split(" ")
    return Anchor(
        der=base64.b64decode(encoded),
        sha256=sha256,
        subject_id=subject_id,
        stores=frozenset(Store[name] for name in stores.split(",")),
        limits=tuple(_limit(text) for text in limits.split(";")) if limits != "-" else (),
    )


def _limit(text: str) -> Limit:
    store, day, domains = text.split("|")
    return Limit(
        store=Store[store],
        distrust_after=date.fromisoformat(day) if day else None,
        domains=tuple(domains.split(",")) if domains else (),
    )


def _indexed(as_of: date, anchors: Iterable[Anchor]) -> TrustStores:
    by_subject: dict[str, tuple[Anchor, ...]] = {}
    by_sha256: dict[str, Anchor] = {}
    for anchor in anchors:
        by_subject[anchor.subject_id] = (*by_subject.get(anchor.subject_id, ()), anchor)
        by_sha256[anchor.sha256] = anchor
    return TrustStores(as_of=as_of, by_subject=by_subject, by_sha256=by_sha256)


def _with_user(anchors: Iterable[Anchor], own: Mapping[str, Anchor]) -> Iterator[Anchor]:
    """The public anchors, those that the person gave too marked so, then the person's own."""
    public = set()
    for anchor in anchors:
        public.add(anchor.sha256)
        yield replace(anchor, stores=anchor.stores | {Store.USER}) if anchor.sha256 in own else anchor
    yield from (anchor for sha256, anchor in own.items() if sha256 not in public)


def _user_anchors(pem: bytes) -> tuple[dict[str, Anchor], int]:
    """The person's certificates by fingerprint, and how many blocks could not be read."""
    if len(pem) > MAX_PEM:
        raise NoCertificatesError(f"more than {MAX_PEM} bytes of roots")
    own: dict[str, Anchor] = {}
    unreadable = 0
    for block in _BLOCK.finditer(pem):
        try:
            der = base64.b64decode(block[1])
            subject_id = subject_id_of(der)
        except ValueError:
            unreadable += 1
            continue
        sha256 = hashlib.sha256(der).hexdigest()
        own[sha256] = Anchor(der=der, sha256=sha256, subject_id=subject_id, stores=frozenset({Store.USER}))
    if not own:
        raise NoCertificatesError("no readable certificate in PEM form (-----BEGIN CERTIFICATE-----)")
    return own, unreadable
