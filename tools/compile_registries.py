"""Compile cryptodatahub's JSON registries into the small tables that `core.wire.registry` reads.

Law: data only. The package's Python is never imported (it takes seconds); its files are found through the import
system's search path and read as JSON. Run it after an upgrade of cryptodatahub and commit the result:

    python tools/compile_registries.py

The tables stay under the Mozilla Public License 2.0 of their source; the notice is written beside them.
"""

import hashlib
import importlib.metadata
import importlib.util
import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

OUTPUT = Path(__file__).resolve().parent.parent / "src" / "core" / "wire" / "data"

NOTICE = """\
The JSON files in this directory are derived from CryptoDataHub {version}
(https://gitlab.com/coroner/cryptodatahub), Copyright by its authors,
and are subject to the terms of the Mozilla Public License, v. 2.0.
If a copy of the MPL was not distributed with these files, you can obtain one at
https://mozilla.org/MPL/2.0/.

They were selected, renamed and re-arranged by tools/compile_registries.py.
The source form is the `tls/` and `common/` directories of the `CryptoDataHub` package.
"""

# IANA's spelling where the data's own key is only an identifier (IANA TLS Supported Groups).
GROUP_NAMES = {
    0x0029: "curveSM2",
    0x11E9: "SecP256r1MLKEM512",
    0x11EA: "X25519MLKEM512",
    0x11EB: "SecP256r1MLKEM768",
    0x11EC: "X25519MLKEM768",
    0x11ED: "SecP384r1MLKEM1024",
    0x4138: "CECPQ2",
    0x6399: "X25519Kyber768Draft00",
    0x639A: "SecP256r1Kyber768Draft00",
    0xFF01: "arbitrary_explicit_prime_curves",
    0xFF02: "arbitrary_explicit_char2_curves",
}
POST_QUANTUM = re.compile(r"ML_?KEM|KYBER|FRODO|BIKE|HQC|CECPQ2")
CLASSICAL_PART = re.compile(r"^(SECP\d|X25519_|X448_|BRAINPOOL|CECPQ2)")

# IANA TLS SignatureScheme. The pairs of TLS 1.2 below 0x0800 bind no curve there, but share these numbers and names.
SCHEME_NAMES = {
    0x0201: "rsa_pkcs1_sha1",
    0x0203: "ecdsa_sha1",
    0x0401: "rsa_pkcs1_sha256",
    0x0403: "ecdsa_secp256r1_sha256",
    0x0501: "rsa_pkcs1_sha384",
    0x0503: "ecdsa_secp384r1_sha384",
    0x0601: "rsa_pkcs1_sha512",
    0x0603: "ecdsa_secp521r1_sha512",
    0x0708: "sm2sig_sm3",
}

AEAD_MODES = {"GCM", "CCM", "CCM_8", "MGM"}
# Registered by IANA and absent from the source: RFC 9150 (integrity only), AEGIS, RFC 8734.
MORE_CIPHERS: list[list[Any]] = [
    [0x1306, "TLS_AEGIS_256_SHA512", None, None, None, "AEGIS_256", "AEGIS", None, True, "TLS1_3"],
    [0x1307, "TLS_AEGIS_128L_SHA256", None, None, None, "AEGIS_128L", "AEGIS", None, True, "TLS1_3"],
    [0xC0B4, "TLS_SHA256_SHA256", "TLS_SHA256_SHA256", None, None, None, None, "SHA2_256", False, "TLS1_3"],
    [0xC0B5, "TLS_SHA384_SHA384", "TLS_SHA384_SHA384", None, None, None, None, "SHA2_384", False, "TLS1_3"],
]
MORE_GROUPS: list[list[Any]] = [
    [31, "brainpoolP256r1tls13", "ec", 256],
    [32, "brainpoolP384r1tls13", "ec", 384],
    [33, "brainpoolP512r1tls13", "ec", 512],
]

Entries = dict[str, dict[str, Any]]


def main() -> int:
    """Write the tables and the notice; print what was written."""
    OUTPUT.mkdir(exist_ok=True)
    for name, text in tables().items():
        (OUTPUT / name).write_text(text, encoding="utf-8")
        print(f"{name}: {len(text)} bytes")
    return 0


def tables() -> dict[str, str]:
    """File name -> content, for every file of the data directory."""
    source = _source() / "tls"
    rows = {
        "ciphers.json": _ciphers(_read(source / "cipher-suite.json"), MORE_CIPHERS),
        "ssl2-ciphers.json": _ciphers(_read(source / "cipher-kind.json")),
        "groups.json": _groups(_read(source / "named-curve.json")),
        "signature-schemes.json": _schemes(_read(source / "hash-and-signature-algorithm.json")),
        "extensions.json": _extensions(_read(source / "extension-type.json")),
        "dh-primes.json": _dh_primes(_read(source.parent / "common" / "dhparam-well-known.json")),
    }
    notice = NOTICE.format(version=importlib.metadata.version("cryptodatahub"))
    return {"NOTICE": notice, **{name: _compact(entries) for name, entries in rows.items()}}


def _source() -> Path:
    spec = importlib.util.find_spec("cryptodatahub")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("cryptodatahub is not installed; it is in requirements/dev.txt")
    return Path(next(iter(spec.submodule_search_locations)))


def _read(path: Path) -> Entries:
    entries: Entries = json.loads(path.read_text(encoding="utf-8"))
    return entries


def _compact(rows: Iterable[list[Any]]) -> str:
    """One row a line, so that an upgrade is a readable diff."""
    return (
        "[\n"
        + ",\n".join(json.dumps(row, separators=(",", ":")) for row in sorted(rows, key=lambda row: row[0]))
        + "\n]\n"
    )


def _ciphers(entries: Entries, supplement: Sequence[list[Any]] = ()) -> list[list[Any]]:
    """Rows of code, iana, openssl, key exchange, authentication, bulk, mode, mac, aead, first version."""
    rows: list[list[Any]] = list(supplement)
    for key, entry in entries.items():
        superseded = key.startswith("OLD_")
        mode = None if "RC4" in key else entry["block_cipher_mode"]  # the source gives two RC4 suites a CBC mode
        rows.append(
            [
                entry["code"],
                entry["iana_name"] or key,
                None if superseded else entry["openssl_name"],  # a superseded number lends its name to its successor
                "PSK" if key.startswith("TLS_PSK_WITH_") else entry["key_exchange"],
                entry["authentication"],
                entry["bulk_cipher"],
                mode,
                entry["mac"],
                mode in AEAD_MODES
                or "POLY1305" in key,  # the source's flag errs for Salsa20, ARIA-CBC and ECDHE-PSK-CCM
                entry["initial_version"].removesuffix("_DRAFT_15"),
            ]
        )
    return rows


def _groups(entries: Entries) -> list[list[Any]]:
    """Rows of code, name, kind, bits (of classical groups)."""
    rows: list[list[Any]] = list(MORE_GROUPS)
    for key, entry in entries.items():
        name = GROUP_NAMES.get(entry["code"], key if key.startswith(("GC", "MLKEM")) else _group_name(key))
        rows.append([entry["code"], name, _group_kind(key), _group_bits(key)])
    return rows


def _group_name(key: str) -> str:
    classical = not POST_QUANTUM.search(key)
    if classical and key.startswith("BRAINPOOL"):
        return key.replace("BRAINPOOLP", "brainpoolP").replace("R1", "r1")
    return key.lower() if classical else key


def _group_kind(key: str) -> str:
    if POST_QUANTUM.search(key):
        return "hybrid" if CLASSICAL_PART.match(key) else "kem"
    return "ff" if key.startswith("FFDHE") else "ec"


def _group_bits(key: str) -> int | None:
    fixed = {"X25519": 255, "X448": 448, "CURVESM2": 256}.get(key)
    if fixed or POST_QUANTUM.search(key):
        return fixed
    found = re.search(r"\d{3,5}", key)
    return int(found[0]) if found else None


def _schemes(entries: Entries) -> list[list[Any]]:
    """Rows of code, name, hash, signature algorithm."""
    return [
        [
            entry["code"],
            SCHEME_NAMES.get(entry["code"], key.lower()),
            entry["hash_algorithm"],
            entry["signature_algorithm"],
        ]
        for key, entry in entries.items()
    ]


def _dh_primes(entries: Entries) -> list[list[Any]]:
    """Rows of SHA-256 of the prime, name, and whether it comes with a product instead of a standard."""
    rows: dict[str, list[Any]] = {}
    for key, entry in entries.items():
        octets = bytes.fromhex(re.sub(r"[\s:,]|0x", "", "".join(entry["parameter_numbers"]["p"])))
        prime = octets if len(octets.lstrip(b"\0")) * 8 == entry["field_size"] else _der_prime(octets)
        digest = hashlib.sha256(prime.lstrip(b"\0")).hexdigest()
        product = re.match(r"APPLICATION_SERVER_([A-Z]+)_VERSION_([\d_]+)_BIT", key)
        name = f"{product[1].lower()} {product[2].replace('_', '.')}" if product else _standard_prime(key, entry)
        rows.setdefault(digest, [digest, name, product is not None])
    return list(rows.values())


def _der_prime(der: bytes) -> bytes:
    """The first INTEGER of a SEQUENCE (PKCS #3 DHParameter), for entries that give the parameters whole."""
    for _ in range(2):
        size = der[1] & 0x7F if der[1] & 0x80 else 0
        length = int.from_bytes(der[2 : 2 + size]) if size else der[1]
        der = der[2 + size : 2 + size + length]
    return der


def _standard_prime(key: str, entry: dict[str, Any]) -> str:
    rfc, bits = key.removeprefix("RFC").split("_")[0], entry["field_size"]
    return f"ffdhe{bits}" if rfc == "7919" else f"RFC {rfc} {entry['name'].split('/')[0]}"


def _extensions(entries: Entries) -> list[list[Any]]:
    """Rows of code, name."""
    return [[entry["code"], key.lower()] for key, entry in entries.items()]


if __name__ == "__main__":
    sys.exit(main())
