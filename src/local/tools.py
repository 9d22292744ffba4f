"""The instruments of a check as options name them: roots, resolver, policy."""

import argparse
from ipaddress import ip_address

from adapters.checker import build_instruments
from adapters.network import AT_ONCE
from adapters.roots import NoCertificatesError
from core.model.target_text import TargetError, parse_target
from core.workflows import Instruments
from local.copies import status_folder
from local.options import ca_pem, roots_given, tell_unreadable_roots
from local.usage import UsageError


def tools(arguments: argparse.Namespace, allowed: tuple[str, ...] | None = None) -> Instruments:
    """``allowed``: refuse private and special addresses but those in these networks (CIDR), whatever the options say.
    Raises UsageError.
    """
    try:
        instruments = build_instruments(
            ca_pem=ca_pem(arguments.ca_file),
            dns_server=_dns_server(arguments.resolver),
            public_only=arguments.public_only or allowed is not None,
            allowed_networks=allowed or (),
            at_once=getattr(arguments, "at_once", AT_ONCE),
            status_folder=status_folder(),
        )
    except NoCertificatesError as error:
        raise UsageError(f"{roots_given(arguments.ca_file)}: {error}. Try: --ca-file roots.pem") from None
    tell_unreadable_roots(instruments.stores, arguments.ca_file)
    return instruments


def _dns_server(text: str | None) -> tuple[str, int] | None:
    if text is None:
        return None
    try:
        target = parse_target(text)
        port = target.port if text.strip().endswith(f":{target.port}") and text.strip() != target.host else 53
        return str(ip_address(target.host)), port
    except (TargetError, ValueError):
        raise UsageError(
            f"--resolver takes the address of a DNS server, not “{text}”. Try: --resolver 9.9.9.9"
        ) from None
