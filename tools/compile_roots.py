"""Compile cryptodatahub's root certificates into the one file that `adapters.roots` reads.

Law: data only. The package's Python is never imported (it takes seconds); its JSON is read as a file. Run it after an
upgrade of cryptodatahub, with the day of that release, and commit the result:

    python tools/compile_roots.py 2026-10-23

The output stays under the Mozilla Public License 2.0 of its source; the notice is written beside it.
"""

import base64
import importlib.metadata
import importlib.util
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from core.certificates.facts import parse_certificate
from core.model.certificate import CertificateFacts
from core.model.trust import Store

OUTPUT = Path(__file__).resolve().parent.parent / "src" / "adapters" / "roots" / "data"

STORES = {
    "MOZILLA": Store.MOZILLA,
    "GOOGLE": Store.CHROME,
    "APPLE": Store.APPLE,
    "MICROSOFT": Store.MICROSOFT,
    "ANDROID": Store.ANDROID,
    "ORACLE": Store.JAVA,
    "OPENJDK": Store.JAVA,
}

NOTICE = """\
roots.txt is derived from CryptoDataHub {version} (https://gitlab.com/coroner/cryptodatahub),
Copyright by its authors, and is subject to the terms of the Mozilla Public License, v. 2.0.
If a copy of the MPL was not distributed with this file, you can obtain one at
https://mozilla.org/MPL/2.0/.

It was selected and re-arranged by tools/compile_roots.py. The source form is
common/root-certificate.json of the CryptoDataHub package.
"""


def main(arguments: Sequence[str]) -> int:
    """Write roots.txt and NOTICE; the argument is the data's day, YYYY-MM-DD."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    as_of = date.fromisoformat(arguments[0])
    version = importlib.metadata.version("cryptodatahub")
    lines = sorted(_line(record) for record in _records())
    head = (f"# Compiled by tools/compile_roots.py from CryptoDataHub {version}. See NOTICE.", f"as-of {as_of}")
    OUTPUT.mkdir(parents=True, exist_ok=True)
    (OUTPUT / "roots.txt").write_text("\n".join((*head, *lines)) + "\n", encoding="ascii")
    (OUTPUT / "NOTICE").write_text(NOTICE.format(version=version), encoding="utf-8")
    print(f"{len(lines)} roots")
    return 0


def _records() -> Iterator[dict[str, Any]]:
    spec = importlib.util.find_spec("cryptodatahub")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("cryptodatahub is not installed")
    source = Path(spec.submodule_search_locations[0]) / "common" / "root-certificate.json"
    yield from json.loads(source.read_text("utf-8")).values()


def _line(record: dict[str, Any]) -> str:
    """`subject-id sha256 stores limits DER`, separated by spaces; `-` for no limits."""
    der = base64.b64decode("".join(record["certificate"][1:-1]))
    facts = parse_certificate(der)
    if not isinstance(facts, CertificateFacts):
        raise SystemExit(f"unreadable root: {facts.reason}")
    stores = sorted({STORES[held["owner"]].name for held in record["trust_stores"]})
    limits = sorted({limit for held in record["trust_stores"] for limit in _limits(held)})
    encoded = base64.b64encode(der).decode("ascii")
    return " ".join((facts.subject_id, facts.sha256, ",".join(stores), ";".join(limits) or "-", encoded))


def _limits(held: dict[str, Any]) -> Iterator[str]:
    """`STORE|day|domains`, day and domains possibly empty."""
    store = STORES[held["owner"]].name
    for constraint in held["constraints"]:
        if constraint["action"] != "DISTRUST":
            raise SystemExit(f"a constraint we do not know: {constraint}")
        day = constraint.get("date")
        yield f"{store}|{datetime.fromisoformat(day).date() if day else ''}|{','.join(constraint['domains'])}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
