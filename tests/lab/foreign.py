"""TLS servers that we did not write, run as programs behind a unix socket and a counting relay.

No program binds a TCP port, so none can collide; the relay in front counts connections.
"""

import re
import socket
import subprocess
import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from tests.lab.bench import Bench, Running
from tests.lab.net import relay
from tests.support.pki import Leaf, to_pem

_PATIENCE = 10.0


def run_behind_relay(bench: Bench, host: str, command: Sequence[str | Path], path: Path) -> Running:
    """Start the program, wait until its unix socket answers, serve it on TCP."""
    with (bench.folder / f"{host}.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=bench.folder)
    bench.ends_with(lambda: _stop(process))
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            _dial(path).close()
            break
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                said = Path(log.name).read_text(errors="replace")[-800:]
                raise RuntimeError(f"{command[0]} does not come up: {said}") from None
            threading.Event().wait(0.02)
    return bench.serve(host, relay(lambda: _dial(path)))


def _dial(path: Path) -> socket.socket:
    sock = socket.socket(socket.AF_UNIX)
    try:
        sock.connect(str(path))
    except OSError:
        sock.close()
        raise
    return sock


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(3)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _files(bench: Bench, host: str, leaf: Leaf, chain: bool) -> tuple[Path, Path]:
    certs, key = bench.folder / f"{host}.crt", bench.folder / f"{host}.key"
    certs.write_bytes(leaf.fullchain_pem if chain else leaf.pem)
    key.write_bytes(leaf.key_pem)
    return certs, key


def nginx(bench: Bench, host: str, leaf: Leaf, *, chain: bool = True, more: str = "", tls: bool = True) -> Running:
    """nginx with one server block; `more` goes into it."""
    certs, key = _files(bench, host, leaf, chain)
    path, config = bench.folder / f"{host}.sock", bench.folder / f"{host}.nginx"
    ssl = f"ssl_certificate {certs}; ssl_certificate_key {key}; ssl_protocols TLSv1.2 TLSv1.3;" if tls else ""
    temp = "".join(
        f"{kind}_temp_path {bench.folder}/{host}-{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config.write_text(
        f"daemon off; master_process off; pid {bench.folder}/{host}.pid; error_log stderr notice;\n"
        f"events {{ worker_connections 64; }}\n"
        f"http {{ access_log off; {temp}\n"
        f"server {{ listen unix:{path} {'ssl http2' if tls else ''}; server_name {host}; {ssl} {more}\n"
        f"location / {{ default_type text/plain; return 200 ok; }} }} }}\n"
    )
    return run_behind_relay(bench, host, ["nginx", "-p", bench.folder, "-c", config, "-e", "stderr"], path)


def haproxy(bench: Bench, host: str, leaf: Leaf, *, chain: bool = True, bind: str = "") -> Running:
    """HAProxy that answers itself; `bind` goes on the bind line."""
    path, config, pem = (bench.folder / f"{host}.{end}" for end in ("sock", "haproxy", "pem"))
    pem.write_bytes((leaf.fullchain_pem if chain else leaf.pem) + leaf.key_pem)
    config.write_text(
        "global\n  log stderr format raw local0\n  ssl-default-bind-options ssl-min-ver TLSv1.2\n"
        "defaults\n  mode http\n  timeout client 10s\n  timeout server 10s\n  timeout connect 5s\n"
        f"frontend lab\n  bind unix@{path} ssl crt {pem} {bind}\n"
        "  http-request return status 200 content-type text/plain string ok\n"
    )
    return run_behind_relay(bench, host, ["haproxy", "-db", "-f", config], path)


def stunnel(bench: Bench, host: str, leaf: Leaf, *, chain: bool = True, more: str = "") -> Running:
    """stunnel in front of nothing: the handshake completes, the service behind refuses."""
    certs, key = _files(bench, host, leaf, chain)
    path, config = bench.folder / f"{host}.sock", bench.folder / f"{host}.stunnel"
    config.write_text(
        f"foreground = yes\npid =\n[lab]\naccept = {path}\ncert = {certs}\nkey = {key}\n"
        f"exec = /bin/cat\nexecArgs = cat\n{more}\n"
    )
    return run_behind_relay(bench, host, ["stunnel", config], path)


def s_server(bench: Bench, host: str, leaf: Leaf, *options: str) -> Running:
    """The OpenSSL of the system, answering HTTP (-www); it takes port 0 and tells which it got."""
    cert, key = _files(bench, host, leaf, chain=False)
    above = bench.folder / f"{host}.chain"
    above.write_bytes(to_pem(*leaf.chain))
    files = ["-cert", str(cert), "-cert_chain", str(above), "-key", str(key)]
    return _on_port(bench, host, ["openssl", "s_server", "-accept", "127.0.0.1:0", "-www", *files, *options])


def java(bench: Bench, host: str, leaf: Leaf, *options: str) -> Running:
    """Java's own TLS (`Server.java` beside this file)."""
    bundle = bench.folder / f"{host}.p12"
    encryption = serialization.BestAvailableEncryption(b"lab")
    bundle.write_bytes(
        pkcs12.serialize_key_and_certificates(b"lab", leaf.key, leaf.cert, leaf.chain, encryption)  # type: ignore[arg-type]
    )
    source = Path(__file__).with_name("Server.java")
    return _on_port(bench, host, ["java", "-Xshare:auto", str(source), str(bundle), *options])


def _on_port(bench: Bench, host: str, command: Sequence[str]) -> Running:
    """Start a program that binds a port of the kernel's choice and writes `ACCEPT ADDRESS:PORT`."""
    with (bench.folder / f"{host}.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    bench.ends_with(lambda: _stop(process))
    until = time.monotonic() + _PATIENCE
    while True:
        said = Path(log.name).read_text(errors="replace")
        if match := re.search(r"ACCEPT \S*:(\d+)", said):
            address = ("127.0.0.1", int(match[1]))
            return bench.serve(host, relay(partial(socket.create_connection, address)))
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"{command[0]} does not come up: {said[-800:]}")
        threading.Event().wait(0.02)
