"""The same servers for others: prometheus-blackbox-exporter (module tcp with TLS) and ssl-cert-check.

Each is judged by what it can say: blackbox by `probe_success`, which is right when servers that are well are a success
and no other is; ssl-cert-check by the date alone, so a wrong name is none of its mistakes.
"""

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.sweep_fleet import Fleet, Nature, Ship, program, wait_for
from tools.sweep_process import Files, cpu_of, family, peak_rss

_AT_ONCE: Final = 200  # of blackbox: four sweepers with 50 each
_PORT: Final = 9115
_CONFIG: Final = """modules: {{ tls: {{ prober: tcp, timeout: 8s, tcp: {{ preferred_ip_protocol: ip4, tls: true,
tls_config: {{ ca_file: {roots} }} }} }} }}
"""
_SOME: Final = 100
_PATIENCE_S: Final = "8"


@dataclass(frozen=True, slots=True)
class Peer:
    """``seconds``: wall time; ``cpu``: seconds; ``rss``, ``files``: bytes and descriptors at the peak, of all processes
    (0: not looked at); ``right``: targets of which the right thing was said; ``servers``: CPU seconds of the servers
    meanwhile.
    """

    name: str
    targets: int
    seconds: float
    cpu: float
    rss: int
    files: int
    right: int
    servers: float


def _missing(name: str) -> bool:
    found = shutil.which(name) is not None
    if not found:
        print(f"{name} is not here, so the table does without (a Debian package of that name has it).")
    return not found


def blackbox(fleet: Fleet, folder: Path, nice: Sequence[str]) -> Peer | None:
    name = "prometheus-blackbox-exporter"
    if _missing(name):
        return None
    config = folder / "blackbox.yml"
    config.write_text(_CONFIG.format(roots=fleet.roots))
    options = [f"--config.file={config}", f"--web.listen-address=127.0.0.1:{_PORT}", "--log.level=error"]
    servers = family(*fleet.processes)
    with program([*nice, name, *options]) as process:
        wait_for("127.0.0.1", _PORT, (process,))
        spent, ours, begun = cpu_of(*servers), cpu_of(process.pid), time.monotonic()
        with Files((process.pid,)) as files:
            said = asyncio.run(_probe_all(fleet.ships))
        seconds, used = time.monotonic() - begun, cpu_of(process.pid) - ours
        right = sum(success == ship.nature.good for ship, success in zip(fleet.ships, said, strict=True))
        return Peer(name, len(said), seconds, used, peak_rss(process.pid), files.most[process.pid], right,
                    cpu_of(*servers) - spent)  # fmt: skip


async def _probe_all(ships: Sequence[Ship]) -> list[bool | None]:
    gate = asyncio.Semaphore(_AT_ONCE)

    async def probe(ship: Ship) -> bool | None:
        async with gate:
            return await _probe(ship.target)

    return list(await asyncio.gather(*map(probe, ships)))


async def _probe(target: str) -> bool | None:
    """``probe_success``; None: no answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", _PORT)
    writer.write(f"GET /probe?module=tls&target={target} HTTP/1.0\r\nHost: a\r\n\r\n".encode())
    with suppress(OSError):
        said = await reader.read(-1)
        writer.close()
        return b"\nprobe_success 1\n" in said if b"\nprobe_success " in said else None
    return None


def ssl_cert_check(fleet: Fleet, nice: Sequence[str]) -> Peer | None:
    """Some of the servers, as many at once as there are cores: it starts openssl several times for each."""
    name = "ssl-cert-check"
    if _missing(name):
        return None
    ships, servers = fleet.ships[:_SOME], family(*fleet.processes)
    spent, before, begun = cpu_of(*servers), os.times(), time.monotonic()
    with ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as pool:
        said = list(pool.map(lambda ship: _dates(name, ship, nice), ships))
    used = os.times()
    cpu = used.children_user + used.children_system - before.children_user - before.children_system
    right = sum(_is_right(ship, words) for ship, words in zip(ships, said, strict=True))
    return Peer(name, len(ships), time.monotonic() - begun, cpu, 0, 0, right, cpu_of(*servers) - spent)


def _dates(name: str, ship: Ship, nice: Sequence[str]) -> str:
    command = [*nice, "timeout", _PATIENCE_S, name, "-b", "-s", ship.host, "-p", str(ship.nature.port)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _is_right(ship: Ship, words: str) -> bool:
    if not ship.nature.speaks_tls:
        return "Valid" not in words and "Expired" not in words
    return ("Expired" if ship.nature is Nature.EXPIRED else "Valid") in words
