"""Is this certificate for that name? RFC 9525 (service identity in TLS), and what the nearest miss is.

Only subjectAltName counts. A wildcard is a whole left-most label and stands for exactly one label; below it at least
two labels must follow, as OpenSSL has it. IP addresses are compared with iPAddress entries only, as bytes.
"""

import difflib
import ipaddress

import idna

from core.model.certificate import CertificateFacts, IPAddress, Matches, Mismatch, NameMatch, Why

__all__ = ["Matches", "Mismatch", "NameMatch", "Why", "match_name", "matches_pattern", "normal_host"]

_MAX_COMPARED = 200
_ALIKE = 0.6


def match_name(facts: CertificateFacts, reference: str | IPAddress) -> NameMatch:
    """How the certificate's names compare with what the client asked for. Never raises."""
    address = _address(reference)
    if address is not None:
        return _match_address(facts, address)
    host = normal_host(str(reference))
    for name in facts.dns_names:
        if matches_pattern(name, host):
            return Matches(name)
    if not facts.names:
        return _nameless(facts, _fits_common_name(facts, host))
    shallow = next((name for name in facts.dns_names if _only_depth_differs(name, host)), None)
    return Mismatch(
        why=Why.WILDCARD_DEPTH if shallow else Why.WRONG_NAME,
        names=facts.names,
        nearest=shallow or _nearest(facts.dns_names, host),
        common_name_fits=_fits_common_name(facts, host),
    )


def normal_host(name: str) -> str:
    """A host name as it is compared: A-labels, lower case, no trailing dot. What IDNA refuses stays as it is."""
    name = name.strip().removesuffix(".").lower()
    if name.isascii():
        return name
    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError:
        return name


def matches_pattern(pattern: str, host: str) -> bool:
    """Whether a dNSName entry covers a normalised host name (RFC 9525 section 6.3)."""
    pattern = pattern.lower()
    if "*" not in pattern:
        return pattern == host and bool(host)
    head, _, parent = pattern.partition(".")
    label, _, rest = host.partition(".")
    return head == "*" and _may_follow_wildcard(parent) and bool(label) and rest == parent


def _may_follow_wildcard(parent: str) -> bool:
    labels = parent.split(".")
    return len(labels) >= 2 and all(labels) and "*" not in parent


def _only_depth_differs(pattern: str, host: str) -> bool:
    """`*.a.test` against `a.test` or `x.y.a.test`: the wildcard covers one label, not none and not two."""
    head, _, parent = pattern.lower().partition(".")
    return head == "*" and _may_follow_wildcard(parent) and (host == parent or host.endswith(f".{parent}"))


def _match_address(facts: CertificateFacts, address: IPAddress) -> NameMatch:
    if address in facts.ip_names:
        return Matches(str(address))
    as_dns = next((name for name in facts.dns_names if _address(name) == address), None)
    fits = facts.common_name is not None and _address(facts.common_name) == address
    if not facts.names:
        return _nameless(facts, fits)
    why = Why.IP_IN_DNS_SAN if as_dns else Why.IP_NOT_IN_SAN
    return Mismatch(why=why, names=facts.names, nearest=as_dns, common_name_fits=fits)


def _nameless(facts: CertificateFacts, common_name_fits: bool) -> Mismatch:
    if facts.common_name and not facts.san_present:
        return Mismatch(why=Why.NO_SAN_CN_ONLY, names=(), nearest=facts.common_name, common_name_fits=common_name_fits)
    return Mismatch(why=Why.NO_NAMES, names=(), common_name_fits=common_name_fits)


def _fits_common_name(facts: CertificateFacts, host: str) -> bool:
    return facts.common_name is not None and matches_pattern(facts.common_name, host)


def _nearest(names: tuple[str, ...], host: str) -> str | None:
    """The entry most like the host; a missing or surplus `www.` is nearest of all."""
    lowered = {name.lower(): name for name in names[:_MAX_COMPARED]}
    for twin in (f"www.{host}", host.removeprefix("www.")):
        if twin in lowered:
            return lowered[twin]
    found = difflib.get_close_matches(host[:255], lowered, n=1, cutoff=_ALIKE)
    return lowered[found[0]] if found else None


def _address(text: str | IPAddress) -> IPAddress | None:
    if not isinstance(text, str):
        return text
    try:
        return ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
