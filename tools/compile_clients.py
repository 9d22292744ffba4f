"""Make the tables of client offers that `core.clients` reads.

Law: facts only. Browser offers come from CryptoDataHub's JSON (MPL-2.0; its Python is never imported), the others from
hellos that a client sends to a listener on this machine. What neither can give is in `documented.json`, by hand.

    python tools/compile_clients.py                          # browsers.json and NOTICE; the table of docs/clients.md
    python tools/compile_clients.py capture KEY "where the client is from" -- COMMAND … {port} …
"""

import argparse
import importlib.metadata
import importlib.util
import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from core.clients.catalogue import clients
from core.clients.profile import Habits
from core.wire.hello import ClientHello
from core.wire.hello_reader import decode_client_hello
from core.wire.registry import cipher, group, signature_scheme

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "src" / "core" / "clients" / "data"
DOC = ROOT / "docs" / "clients.md"
BEGIN, END = "<!-- the table is written by tools/compile_clients.py -->\n", "<!-- end of the table -->"
VERSIONS = {0x0300: "SSL 3.0", 0x0301: "TLS 1.0", 0x0302: "TLS 1.1", 0x0303: "TLS 1.2", 0x0304: "TLS 1.3"}
SIGNALS = {0x00FF, 0x5600}  # renegotiation_info and fallback: no cipher suites
BROWSERS = {
    "chrome-49": "CHROMIUM_48",
    "chrome-70": "CHROMIUM_69",
    "firefox-31": "FIREFOX_27",
    "firefox-63": "FIREFOX_56",
    "firefox-current": "FIREFOX_151",
}
NOTICE = """\
browsers.json is derived from CryptoDataHub {version} (https://gitlab.com/coroner/cryptodatahub), Copyright by its
authors, and is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not distributed
with this file, you can obtain one at https://mozilla.org/MPL/2.0/. It was selected and re-arranged by
tools/compile_clients.py; the source form is tls/client.json of the CryptoDataHub package.

captured.json holds what clients sent to a listener of our own; documented.json what their makers document. Both are
part of this project.
"""

Table = dict[str, dict[str, Any]]


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="action")
    capture = commands.add_parser("capture")
    capture.add_argument("key")
    capture.add_argument("source")
    capture.add_argument("command", nargs="+", help="{port} is put in")
    asked = parser.parse_args(words)
    if asked.action == "capture":
        path = OUTPUT / "captured.json"
        table: Table = json.loads(path.read_text("utf-8")) if path.exists() else {}
        table[asked.key] = offer(captured(asked.command), asked.source)
        _write(path, table)
        return 0
    version = importlib.metadata.version("cryptodatahub")
    (OUTPUT / "NOTICE").write_text(NOTICE.format(version=version), "utf-8")
    _write(OUTPUT / "browsers.json", browsers(version))
    DOC.write_text(with_table(DOC.read_text("utf-8")), "utf-8")
    return 0


def with_table(page: str) -> str:
    """The page with its table of clients brought up to date."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + "\n".join(_rows()) + "\n" + END + rest.partition(END)[2]


def _rows() -> Iterator[str]:
    yield "| client | versions | suites | roots | what it insists on | offer from |"
    yield "|---|---|---|---|---|---|"
    for known in clients():
        newest, oldest = known.hello.versions[0], known.hello.versions[-1]
        versions = VERSIONS[newest] if newest == oldest else f"{VERSIONS[oldest]} to {VERSIONS[newest]}"
        roots = f"{known.store.value}, {known.roots_as_of or 'up to date'}"
        own = "; ".join(_habits(known.habits)) or "-"
        yield f"| {known.name} | {versions} | {len(known.hello.suites)} | {roots} | {own} | {known.hello.source} |"


def _habits(habits: Habits) -> Iterator[str]:
    """What differs from a client that has no wishes of its own."""
    for field in fields(habits):
        value = getattr(habits, field.name)
        if value != field.default:
            name = field.name.replace("_", " ")
            yield name if value is True else f"{name}: {getattr(value, 'value', value)}".replace(": False", ": no")


def browsers(version: str) -> Table:
    """Offers by our key, from the entries of `BROWSERS`."""
    spec = importlib.util.find_spec("cryptodatahub")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("cryptodatahub is not installed; it is in requirements/dev.txt")
    source = Path(next(iter(spec.submodule_search_locations))) / "tls"
    files = ("client", "cipher-suite", "named-curve", "hash-and-signature-algorithm")
    entries, suites, curves, schemes = (json.loads((source / f"{name}.json").read_text("utf-8")) for name in files)
    return {
        key: _browser(entries[name], {"suites": suites, "curves": curves, "schemes": schemes}, version)
        for key, name in BROWSERS.items()
    }


def _browser(entry: dict[str, Any], tables: Mapping[str, Any], version: str) -> dict[str, Any]:
    said, meta = entry["capabilities"], entry["meta"]
    params = said["extension_params"]
    versions = {"SSL3": 0x0300, "TLS1": 0x0301, "TLS1_1": 0x0302, "TLS1_2": 0x0303, "TLS1_3": 0x0304}
    client = f"{meta['client'].title()} {meta['first_version']} to {meta['last_version']}"
    return {
        "versions": [VERSIONS[versions[v]] for v in reversed(said["tls_versions"])],
        "suites": [cipher(tables["suites"][name]["code"]).iana for name in said["cipher_suites"]],
        "groups": [group(tables["curves"][name]["code"]).name for name in params["supported_groups"]],
        "signatures": [
            signature_scheme(tables["schemes"][name]["code"]).name for name in params.get("signature_algorithms", ())
        ],
        "sni": True,  # every browser does; some entries were taken from visits to an address
        "source": f"CryptoDataHub {version}, {client}",
    }


def captured(command: Sequence[str]) -> ClientHello:
    """Run the client against a listener that hangs up after the first record."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        listener.settimeout(30)
        words = [word.replace("{port}", str(port)) for word in command]
        with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as client:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(10)
                records = b"".join(_records(connection))
            client.terminate()
    hello = decode_client_hello(records)
    if not isinstance(hello, ClientHello):
        sys.exit(f"no ClientHello that we can read: {hello}")
    return hello


def _records(connection: socket.socket) -> list[bytes]:
    """Handshake records until the ClientHello in them is complete."""
    found, message = [], b""
    while len(message) < 4 or len(message) < 4 + int.from_bytes(message[1:4]):
        header = connection.recv(5, socket.MSG_WAITALL)
        body = connection.recv(int.from_bytes(header[3:5]), socket.MSG_WAITALL)
        found.append(header + body)
        message += body
    return found


def offer(hello: ClientHello, source: str) -> dict[str, Any]:
    """A captured hello as a table row. A hello without supported_versions says only its highest version."""
    versions = hello.versions or tuple(range(hello.legacy_version, 0x0300, -1))
    return {
        "versions": [VERSIONS[v] for v in sorted(versions, reverse=True) if v in VERSIONS],
        "suites": [cipher(c).iana for c in hello.ciphers if c not in SIGNALS and cipher(c).known],
        "groups": [group(g).name for g in hello.groups if group(g).known],
        "signatures": [s.name for s in map(signature_scheme, hello.signature_algorithms) if s.known],
        "sni": hello.server_name is not None,
        "source": source,
    }


def _write(path: Path, table: Table) -> None:
    rows = [f"{json.dumps(key)}: {json.dumps(table[key])}" for key in sorted(table)]
    path.write_text("{\n" + ",\n".join(rows) + "\n}\n", "utf-8")
    print(f"{path.name}: {len(rows)} offers")


if __name__ == "__main__":
    sys.exit(main())
