"""What reading a capture costs beside tshark on the same file, in one run: MB/s, packets/s, peak memory.

Two synthetic captures, made from real handshakes: `handshakes` (short conversations, nothing else: the worst case) and
`downloads` (the same handshakes, each with a long answer behind it: what most large captures are).
"""

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.core.capture.packets import ACK, PSH, Connection, pcap
from tests.core.capture.talks import TLS12, TLS13, Handshake, client_context, connection_of, handshake

from adapters.capture_file import CaptureBytes
from adapters.roots import load_trust_stores
from core.capture.analyse import analyse

MEGA = 1_000_000
SEGMENT = b"\x17\x03\x03\x05\xa3" + bytes(1443)


def conversations(size: int, segments: int) -> Iterator[bytes]:
    """A pcap file of about `size` bytes in pieces; `segments` full packets of answer behind each handshake."""
    told = [handshake(client_context(TLS12)), handshake(client_context(TLS13))]
    yield pcap([])
    written = number = 0
    while written < size:
        piece = pcap(_frames(told[number % 2], number, segments).frames)[24:]
        yield piece
        written, number = written + len(piece), number + 1


def _frames(told: Handshake, number: int, segments: int) -> Connection:
    client = f"10.{number >> 14 & 255}.{number >> 7 & 127}.{number & 127}"
    connection = connection_of(
        told, Connection(client=client, ports=(20000 + number % 40000, 443), isn=(number, number))
    )
    for sent in range(segments):
        connection.packet(1, PSH | ACK, SEGMENT)
        if sent % 2:
            connection.packet(0, ACK)
    return connection.end(0).end(1)


def ours(file: Path) -> tuple[float, int]:
    """Seconds and packets of our own reading, certificates' stores included where they are needed."""
    begun = time.perf_counter()
    with file.open("rb") as source:
        capture = analyse(CaptureBytes(source), load_trust_stores)
    return time.perf_counter() - begun, capture.packets


def theirs(file: Path, tshark: str) -> float:
    """Seconds of tshark, asked for the handshakes; TLS is dissected, nothing is written."""
    command = [tshark, "-n", "-r", str(file), "-Y", "tls.handshake.type == 1", "-T", "fields", "-e", "frame.number"]
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def report(name: str, file: Path) -> None:
    size = file.stat().st_size / MEGA
    seconds, packets = ours(file)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name}: {size:.0f} MB, {packets} packets in {seconds:.2f} s: {size / seconds:.0f} MB/s, "
          f"{packets / seconds:.0f} packets/s, peak memory {peak:.0f} MB")  # fmt: skip
    tshark = shutil.which("tshark")
    if tshark is None:
        print("  tshark is not installed: no comparison (apt-get install tshark)")
        return
    partner = theirs(file, tshark)
    print(f"  tshark: {partner:.2f} s, {size / partner:.0f} MB/s; ours / theirs = {seconds / partner:.2f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    size = parser.parse_args().megabytes * MEGA
    for name, segments in (("downloads", 100), ("handshakes", 0)):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "capture.pcap")
            with file.open("wb") as target:
                target.writelines(conversations(size, segments))
            report(name, file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
