"""Network namespaces of our own: a little internet of this machine's kernel, gone when the `with` ends.

Law: names carry the process id, so runs never meet. What a namespace holds (devices, routes, counters) goes with it;
the programs started in it belong to whoever started them. Needs Linux, root and iproute2: `missing` says what is not
there.
"""

import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_NUMBERS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Namespace:
    """One network stack; loopback is up."""

    name: str

    def command(self, *command: str | Path) -> list[str]:
        """The command line that runs `command` in here."""
        return ["ip", "netns", "exec", self.name, *map(str, command)]

    def ip(self, *words: str | int) -> None:
        """`ip …` in here."""
        _ip("-n", self.name, *map(str, words))

    def set(self, **values: int) -> None:
        """Kernel settings below net.ipv4, e.g. ``ip_forward=1``."""
        for key, value in values.items():
            script = f"echo {value} > /proc/sys/net/ipv4/{key}"
            subprocess.run(self.command("sh", "-c", script), check=True, capture_output=True)

    def counters(self) -> dict[str, int]:
        """What the kernel counted in here, e.g. ``Tcp.PassiveOpens`` (connections accepted), ``IpExt.InOctets``."""
        said = subprocess.run(
            self.command("cat", "/proc/net/snmp", "/proc/net/netstat"), check=True, capture_output=True, text=True
        ).stdout.splitlines()
        found: dict[str, int] = {}
        for names, values in itertools.pairwise(said):
            group, _, rest = names.partition(": ")
            if values.startswith(f"{group}: ") and not rest[:1].isdigit():
                pairs = zip(rest.split(), values.partition(": ")[2].split(), strict=True)
                found |= {f"{group}.{key}": int(value) for key, value in pairs}
        return found


def missing() -> str | None:
    """Why there can be no namespaces here; None: there can."""
    if shutil.which("ip") is None:
        return "iproute2 (the ip command)"
    if os.geteuid() != 0:
        return "root, to make network namespaces"
    try:
        with namespaces("try"):
            return None
    except subprocess.CalledProcessError as error:
        return f"network namespaces: {error.stderr.decode(errors='replace').strip()[:200]}"


@contextmanager
def namespaces(*labels: str) -> Iterator[tuple[Namespace, ...]]:
    """A namespace for each label, removed in any case."""
    made: list[Namespace] = []
    try:
        for label in labels:
            space = Namespace(f"tlscheck-{os.getpid()}-{next(_NUMBERS)}-{label}")
            _ip("netns", "add", space.name)
            made.append(space)
            space.ip("link", "set", "lo", "up")
        yield tuple(made)
    finally:
        for space in made:
            subprocess.run(["ip", "netns", "del", space.name], check=False, capture_output=True)


def join(one: Namespace, other: Namespace, *addresses: str, mtu: int = 1500) -> tuple[str, str]:
    """A cable between the two; `addresses` (with prefix) go to its ends. Names of its ends."""
    number = next(_NUMBERS)
    ends = (f"v{number}a", f"v{number}b")
    _ip("-n", one.name, "link", "add", ends[0], "type", "veth", "peer", "name", ends[1], "netns", other.name)
    for space, end, address in zip((one, other), ends, addresses, strict=True):
        space.ip("addr", "add", address, "dev", end)
        space.ip("link", "set", end, "mtu", mtu, "up")
    return ends


def _ip(*words: str) -> None:
    command: Sequence[str] = ("ip", *words)
    subprocess.run(command, check=True, capture_output=True)
