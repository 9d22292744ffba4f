"""Name constraints against a leaf's names. RFC 5280 section 4.2.1.10; DNS names and addresses only."""

from core.model.certificate import CertificateFacts, IPAddress, IPNetwork, NameConstraints


def forbidden_name(constraints: NameConstraints, leaf: CertificateFacts) -> str | None:
    """The first of the leaf's names that the constraints do not allow, or None."""
    for name in leaf.dns_names:
        if any(_overlaps(name, base) for base in constraints.excluded_dns):
            return name
        if constraints.permitted_dns and not any(within(name, base) for base in constraints.permitted_dns):
            return name
    for address in leaf.ip_names:
        if any(_inside(address, network) for network in constraints.excluded_ips):
            return str(address)
        if constraints.permitted_ips and not any(_inside(address, n) for n in constraints.permitted_ips):
            return str(address)
    return None


def within(name: str, base: str) -> bool:
    """Whether a name (a wildcard stands for its parent's children) is the base or below it; an empty base holds all."""
    name, base = name.lower().removeprefix("*."), base.lower().removeprefix("*.").removeprefix(".")
    return not base or name == base or name.endswith(f".{base}")


def _overlaps(name: str, base: str) -> bool:
    """As `within`, and a wildcard also touches an excluded child of its parent."""
    if within(name, base):
        return True
    head, _, parent = name.lower().partition(".")
    return head == "*" and base.lower().removeprefix(".").partition(".")[2] == parent


def _inside(address: IPAddress, network: IPNetwork) -> bool:
    return address.version == network.version and address in network
