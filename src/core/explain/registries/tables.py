"""The registries that are lists of names: OpenSSL's verify codes, Chromium's and Mozilla's TLS errors.

Law: `data/*.json` holds number, name and finding (or topic) of every code, with the list it was taken from; a sentence
is said once, with its finding or topic, unless a code has one of its own.
"""

import importlib.resources
import json
from typing import NamedTuple

from core.explain.meanings import MEANINGS
from core.explain.registries.meaning import Meaning
from core.explain.registries.topics import TOPICS

_DATA = importlib.resources.files("core.explain.registries") / "data"


class Registry(NamedTuple):
    """``prefix``: what stands before a name where people meet it. ``server``: what a server sees of it."""

    file: str
    title: str
    prefix: str
    server: str


_BROWSER = (
    "This is the browser's own code and stands in no server's log. There, an alert of the browser shows "
    "(certificate_unknown, bad_certificate, unknown_ca), or only a connection that was closed."
)
REGISTRIES = (
    Registry("openssl.json", "OpenSSL verify code", "X509_V_ERR_", "In a server's log it is about the client's "
             "certificate, which the server refuses for this reason."),
    Registry("chromium.json", "Chrome error", "ERR_", _BROWSER),
    Registry("nss.json", "Firefox error", "", _BROWSER),
)  # fmt: skip


def meanings(registry: Registry) -> tuple[Meaning, ...]:
    """Every code of the registry, in its order."""
    table = json.loads((_DATA / registry.file).read_text(encoding="utf-8"))
    source = f"{table['source']}, as of {table['as_of']}"
    return tuple(_meaning(registry, source, *row) for row in table["codes"])


def _meaning(registry: Registry, source: str, number: int, name: str, about: str, own: str = "") -> Meaning:
    openssl = registry.prefix == "X509_V_ERR_"
    said = own or TOPICS.get(about) or (MEANINGS[about].words if about in MEANINGS else _alert(about))
    code = None if about in TOPICS else about
    return Meaning(
        registry=registry.title,
        name=registry.prefix + name,
        number=number,
        client=said,
        server=registry.server,
        code=code,
        server_code="client-cert-rejected" if openssl and code else code,
        source=source,
    )


def _alert(about: str) -> str:
    return f"The handshake ended as with the TLS alert {about.removeprefix('alert-').replace('-', '_')}."
