"""Certificates known by their text: what products ship as a placeholder, and text made to hurt whoever prints it."""

import warnings
from typing import NamedTuple

from cryptography import x509
from cryptography.x509.oid import NameOID

from tests.lab.bench import Bench, Running
from tests.lab.fault import fault
from tests.lab.tls import context, terminate
from tests.support.pki import self_signed

# --- placeholders of products ----------------------------------------------------------------------------------------


class _Placeholder(NamedTuple):
    """The subject that a product ships."""

    product: str
    subject: dict[x509.ObjectIdentifier, str]
    dns: tuple[str, ...] = ()


_O, _OU, _CN = NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.COMMON_NAME
_C, _ST, _L = NameOID.COUNTRY_NAME, NameOID.STATE_OR_PROVINCE_NAME, NameOID.LOCALITY_NAME
_SOME = {_ST: "SomeState", _L: "SomeCity", _O: "SomeOrganization", _OU: "SomeOrganizationalUnit"}
_KUBERNETES = "Kubernetes Ingress Controller"
_PLACEHOLDERS = (
    _Placeholder("kubernetes", {_O: "Acme Co", _CN: f"{_KUBERNETES} Fake Certificate"}, ("ingress.local",)),
    _Placeholder("traefik", {_CN: "TRAEFIK DEFAULT CERT"}, ("0123abcd.4567ef89.traefik.default",)),
    _Placeholder("mod-ssl", {**_SOME, _CN: "localhost.localdomain"}, ("localhost.localdomain",)),
    _Placeholder("openssl", {_C: "AU", _ST: "Some-State", _O: "Internet Widgits Pty Ltd"}),
    _Placeholder("plesk", {_C: "CH", _L: "Schaffhausen", _O: "Plesk", _CN: "Plesk"}),
    _Placeholder("localhost", {_CN: "localhost"}, ("localhost",)),
)  # fmt: skip


def _enter_placeholder(made: _Placeholder) -> None:
    @fault(
        f"default-cert-{made.product}",
        f"The placeholder certificate of {made.product}",
        "default-cert",
        also=("self-signed", "hostname-mismatch", "no-san", "sni-default-cert", "untrusted-root", "chain-untrusted"),
    )
    def start(bench: Bench, host: str) -> Running:
        subject = x509.Name([x509.NameAttribute(oid, text) for oid, text in made.subject.items()])
        return bench.serve(host, terminate(context(self_signed(at=bench.now, subject=subject, dns=made.dns))))


for _made in _PLACEHOLDERS:
    _enter_placeholder(_made)


# --- hostile text ----------------------------------------------------------------------------------------------------

_HOSTILE = {
    "slack": "<!channel> <@U0000000> <https://evil.example|click> *b* `c` ```d``` & &lt;",
    "terminal": "\x1b[2J\x1b[31mred\x07\x9b5A\r\nSet-Cookie: x\x00end",
    "bidi": "\u202egnp.exe\u202c \u2066\u200b\ufeff\u0430pple.example",
    "html": "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>",
    "long": "A" * 5000,
}


def _enter_hostile(name: str, text: str) -> None:
    @fault(
        f"hostile-subject-{name}",
        f"Another site's certificate, with text in CN, O and SAN that is made to hurt ({name})",
        "hostname-mismatch",
        also=("sni-default-cert", "malformed-cert"),
    )
    def start(bench: Bench, host: str) -> Running:
        with warnings.catch_warnings(action="ignore"):  # X.520 wants at most 64 characters; that is the point
            parts = [x509.NameAttribute(oid, text, _validate=False) for oid in (_O, _CN)]
        ascii_text = text.encode("ascii", "ignore").decode()
        names = (x509.DNSName("evil.example"), x509.DNSName(ascii_text[:4000]))
        leaf = bench.pki.leaf(host, dns=(), subject=x509.Name(parts), other_names=names)
        return bench.serve(host, terminate(context(leaf)))


for _name, _text in _HOSTILE.items():
    _enter_hostile(_name, _text)
