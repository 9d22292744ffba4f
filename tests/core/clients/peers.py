"""Real clients, run as programs with their defaults: whether each gets through to a server, and with which version.

A peer stands for one client of the catalogue, if its version here is that one.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
_NODE = """
const [address, port, host, file] = process.argv.slice(1);
const ca = require("fs").readFileSync(file);
const socket = require("tls").connect({host: address, port: +port, servername: host, ca}, () => {
  console.log("OK " + socket.getProtocol()); process.exit();
});
socket.setTimeout(8000, () => { console.log("NO timeout"); process.exit(); });
socket.on("error", error => { console.log("NO " + error); process.exit(); });
"""
_PYTHON = """
import socket, ssl, sys
address, port, host, file = sys.argv[1:]
try:
    with ssl.create_default_context(cafile=file).wrap_socket(
        socket.create_connection((address, int(port)), 8), server_hostname=host) as conn:
        print("OK", conn.version())
except (ssl.SSLError, OSError) as error:
    print("NO", error)
"""
_VERSION = re.compile(r"(?:TLSv?|TLS )1\.?([0-3])?")


@dataclass(frozen=True, slots=True)
class Where:
    address: str
    port: int
    host: str
    ca_file: Path

    @property
    def words(self) -> tuple[str, ...]:
        return (self.address, str(self.port), self.host, str(self.ca_file))


@dataclass(frozen=True, slots=True)
class Met:
    """``version``: "TLS 1.2"; None when the client did not get through. ``said``: its words."""

    version: str | None
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """``key``: of the client it stands for. ``program``: what must be here. ``proof``: what its output must match, by
    ``asked``, to be that version.
    """

    key: str
    program: str
    asked: tuple[str, ...]
    proof: str
    command: Callable[[Where, Path], Sequence[str | Path]]
    through: str

    def here(self) -> bool:
        found = shutil.which(self.program)
        return found is not None and re.search(self.proof, _run([found, *self.asked])) is not None

    def meet(self, where: Where, folder: Path) -> Met:
        said = _run(self.command(where, folder))
        passed = re.search(self.through, said)
        version = _VERSION.search(passed[1]) if passed else None
        return Met(f"TLS 1.{version[1] or 0}" if version else None, said)


def _run(command: Sequence[str | Path]) -> str:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30, check=False
    )
    return done.stdout.decode("utf-8", "replace")


def compile_java(folder: Path) -> None:
    """Peer.class into the folder, once."""
    subprocess.run(["javac", "-d", folder, HERE / "Peer.java"], check=True, timeout=60)


def _s_client(where: Where, _folder: Path) -> Sequence[str | Path]:
    name = ("-servername", where.host, "-verify_hostname", where.host, "-verify_return_error")
    roots = ("-CAfile", where.ca_file, "-no-CApath", "-no-CAstore")
    return ("openssl", "s_client", "-brief", "-connect", f"{where.address}:{where.port}", *name, *roots)


def _curl(where: Where, _folder: Path) -> Sequence[str | Path]:
    way = ("--resolve", f"{where.host}:{where.port}:{where.address}")
    quiet = ("-sv", "-m", "8", "-o", "/dev/null")
    return ("curl", *quiet, "--cacert", where.ca_file, *way, f"https://{where.host}:{where.port}/")


def _gnutls(where: Where, _folder: Path) -> Sequence[str | Path]:
    name = ("--sni-hostname", where.host, "--verify-hostname", where.host)
    return ("gnutls-cli", "--x509cafile", where.ca_file, *name, "-p", str(where.port), where.address)


PEERS = (
    Peer(
        key="openssl-3.0",
        program="openssl",
        asked=("version",),
        proof=r"OpenSSL 3\.0",
        command=_s_client,
        through=r"(?s)Protocol version: (TLSv[\d.]+).*Verification: OK",
    ),
    Peer(
        key="curl-openssl",
        program="curl",
        asked=("--version",),
        proof=r"OpenSSL/3\.0",
        command=_curl,
        through=r"(?s)SSL connection using (TLSv[\d.]+).*SSL certificate verify ok",
    ),
    Peer(
        key="gnutls-3.7",
        program="gnutls-cli",
        asked=("--version",),
        proof=r"gnutls-cli 3\.7",
        command=_gnutls,
        through=r"(?s)Description: \((TLS[\d.]+).*Handshake was completed",
    ),
    Peer(
        key="node-20",
        program="node",
        asked=("--version",),
        proof=r"v20\.",
        command=lambda where, _: ("node", "-e", _NODE, "--", *where.words),
        through=r"OK (\S+)",
    ),
    Peer(
        key="java-17",
        program="javac",
        asked=("-version",),
        proof=r"javac 17\.",
        command=lambda where, folder: ("java", "-cp", folder, "Peer", *where.words),
        through=r"OK (\S+)",
    ),
    Peer(
        key="python-3.13",
        program="python3.13",
        asked=("-c", "import ssl, sys; print(sys.version_info[:2], ssl.OPENSSL_VERSION)"),
        proof=r"\(3, 13\) OpenSSL 3\.0",
        command=lambda where, _: ("python3.13", "-c", _PYTHON, *where.words),
        through=r"OK (\S+)",
    ),
)

if __name__ == "__main__":
    sys.stdout.write("\n".join(f"{peer.key}: {peer.here()}" for peer in PEERS) + "\n")
