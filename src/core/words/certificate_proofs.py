"""The one command that shows a certificate fix worked, on top of `core.words.proofs`."""

from core.model.evidence import Evidence
from core.model.target import Target
from core.words.proofs import s_client


def served(target: Target, show: str) -> str:
    """The served leaf as openssl prints it; ``show``: options of x509(1), e.g. "-dates -subject"."""
    return f"{s_client(target)} 2>/dev/null | openssl x509 -noout {show}"


def verified(evidence: Evidence) -> str:
    """A verification of chain and name that ends with OpenSSL's own verdict; with the user's roots where they count."""
    target = evidence.target
    name = ("-verify_hostname", target.server_name) if target.server_name else ("-verify_ip", target.host)
    roots = ("-CAfile", "ca.pem") if evidence.stores.user_supplied else ()
    return s_client(target, *name, *roots, "-verify_return_error", "-brief")


def chain_sent(target: Target) -> str:
    """Every certificate that is sent, subject and issuer, in order."""
    return f"{s_client(target, '-showcerts')} 2>/dev/null | grep -E '^ *[0-9]+ s:|^ *i:'"
