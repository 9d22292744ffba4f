"""All faults, by group. `FAULTS` is what tests, the demo and `python -m tests.lab` run."""

import shutil
import socket

from tests.lab.fault import Fault, entered
from tests.lab.faults import (
    agreement,
    alerts,
    broken_bytes,
    certificate,
    certificate_text,
    chain,
    chain_gaps,
    dns_tcp,
    dual,
    foreign_servers,
    healthy,
    intolerance,
    map_features,
    maps,
    plaintext,
    posture,
    remote_desktop,
    revocation,
    sni_mtls_clock,
    strains,
    survey,
    wire,
)

GROUPS = (
    healthy,
    dns_tcp,
    wire,
    intolerance,
    strains,
    maps,
    map_features,
    agreement,
    survey,
    broken_bytes,
    plaintext,
    posture,
    remote_desktop,
    alerts,
    certificate,
    certificate_text,
    dual,
    chain,
    chain_gaps,
    revocation,
    sni_mtls_clock,
    foreign_servers,
)
FAULTS: tuple[Fault, ...] = entered()


def by_name(name: str) -> Fault:
    """The fault of that name; KeyError when there is none."""
    for fault in FAULTS:
        if fault.name == name:
            return fault
    raise KeyError(name)


def runnable(fault: Fault) -> bool:
    """Whether this machine has what the fault needs."""
    return not fault.needs or (_has_ipv6() if fault.needs == "ipv6" else shutil.which(fault.needs) is not None)


def _has_ipv6() -> bool:
    with socket.socket(socket.AF_INET6) as sock:
        try:
            sock.bind(("::1", 0))
        except OSError:
            return False
    return True
