"""The one command that shows a certificate fix worked, on top of `core.words.proofs`.

Law: a command runs as it stands. A file that only the reader has is called YOUR.something, never given a likely name.
"""

from core.model.evidence import Evidence
from core.model.target import Target
from core.model.trust import PUBLIC_STORES
from core.words.proofs import curl, piped, s_client


def served(target: Target, show: str) -> str:
    """The served leaf as openssl prints it; ``show``: options of x509(1), e.g. "-dates -subject"."""
    return piped(s_client(target), f"openssl x509 -noout {show}")


def verified(evidence: Evidence) -> str:
    """A verification of chain and name that ends with OpenSSL's own verdict.

    Below a root that only the user has, openssl would need a file that we cannot name: then the chain as sent.
    """
    if evidence.stores.user_supplied and not _public(evidence):
        return chain_sent(evidence.target)
    target = evidence.target
    name = ("-verify_hostname", target.server_name) if target.server_name else ("-verify_ip", target.host)
    return s_client(target, *name, "-verify_return_error", "-brief")


def chain_sent(target: Target) -> str:
    """Every certificate that is sent, in order: subject, issuer and (since OpenSSL 3) dates."""
    return piped(s_client(target, "-showcerts"), "grep -E '^ *[0-9]+ s:|^ *[iv]:'")


def admitted(target: Target) -> str:
    """A connection with the reader's client certificate: the HTTP status where the target speaks HTTPS from the start,
    else the TLS session."""
    if target.starttls:
        return s_client(target, "-cert", "YOUR.pem", "-key", "YOUR.key")
    options = ("-sS", "-o", "/dev/null", "-w", "%{http_code}\\n", "--cert", "YOUR.pem", "--key", "YOUR.key")
    return curl(target, *options).replace("curl -v ", "curl ", 1)


def _public(evidence: Evidence) -> bool:
    """Some chain leads to a root that a public store holds."""
    paths = (path for p in evidence.presentations if p.paths for path in p.paths.paths)
    return any(path.anchor is not None and path.anchor.stores & frozenset(PUBLIC_STORES) for path in paths)
