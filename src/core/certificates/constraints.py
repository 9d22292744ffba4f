"""Name constraints against the names below them: DNS, addresses, e-mail addresses, hosts of URIs, directory names.

Law: RFC 5280 section 4.2.1.10, read as OpenSSL and Go read it where it is open: a DNS base that begins with a dot asks
for at least one label more. Kinds that nobody checks (otherName, registeredID) are not judged.
"""

from core.certificates.other_names import Kind, OtherName, constrained, names_of
from core.model.certificate import CertificateFacts, IPAddress, IPNetwork, NameConstraints


def forbidden_name(issuer: CertificateFacts, below: CertificateFacts) -> str | None:
    """The first name of a certificate below ``issuer`` that the issuer's constraints do not allow, or None."""
    constraints = issuer.name_constraints
    if constraints is None:
        return None
    plain = _forbidden_dns(constraints, below) or _forbidden_address(constraints, below)
    return plain if plain or not constraints.other else _forbidden_other(issuer, below)


def within(name: str, base: str) -> bool:
    """Whether a name (a wildcard stands for its parent's children) is the base or below it; an empty base holds all."""
    name, base = name.lower(), base.lower().removeprefix("*.")
    if base.startswith("."):
        return len(name) > len(base) and name.endswith(base)
    name = name.removeprefix("*.")
    return not base or name == base or name.endswith(f".{base}")


def _forbidden_dns(constraints: NameConstraints, below: CertificateFacts) -> str | None:
    permitted, excluded = constraints.permitted_dns, constraints.excluded_dns
    for name in below.dns_names:
        if any(_overlaps(name, base) for base in excluded):
            return name
        if permitted and not any(within(name, base) for base in permitted):
            return name
    return None


def _forbidden_address(constraints: NameConstraints, below: CertificateFacts) -> str | None:
    permitted, excluded = constraints.permitted_ips, constraints.excluded_ips
    for address in below.ip_names:
        if any(_inside(address, network) for network in excluded):
            return str(address)
        if permitted and not any(_inside(address, network) for network in permitted):
            return str(address)
    return None


def _forbidden_other(issuer: CertificateFacts, below: CertificateFacts) -> str | None:
    permitted, excluded = constrained(issuer.der)
    for name in names_of(below.der):
        if any(_covers(base, name) for base in excluded):
            return name.shown
        bases = [base for base in permitted if base.kind is name.kind]
        if bases and not any(_covers(base, name) for base in bases):
            return name.shown
    return None


def _covers(base: OtherName, name: OtherName) -> bool:
    if base.kind is not name.kind:
        return False
    match name.kind:
        case Kind.DIRECTORY:
            return name.parts[: len(base.parts)] == base.parts
        case Kind.EMAIL if "@" in base.shown:
            local, _, host = name.shown.rpartition("@")
            wanted, _, where = base.shown.rpartition("@")
            return (local, host.lower()) == (wanted, where.lower())
        case _:
            host = name.host
            inner = base.shown.lower()
            return host.endswith(inner) if inner.startswith(".") else host == inner


def _overlaps(name: str, base: str) -> bool:
    """As `within`, and a wildcard also touches an excluded child of its parent."""
    if within(name, base):
        return True
    head, _, parent = name.lower().partition(".")
    return head == "*" and base.lower().removeprefix(".").partition(".")[2] == parent


def _inside(address: IPAddress, network: IPNetwork) -> bool:
    return address.version == network.version and address in network
