"""Commands a person types to see the fault and to prove the fix. One line each, every argument shell-quoted."""

import shlex

from core.model.certificate import KeyKind
from core.model.target import IPAddress, Starttls, Target

_SIGNED = {KeyKind.RSA: "RSA-PSS+SHA256:RSA+SHA256", KeyKind.EC: "ECDSA+SHA256:ECDSA+SHA384"}
_OPENSSL_STARTTLS = {Starttls.SUBMISSION: "smtp"}


def s_client(target: Target, *options: str, at: IPAddress | None = None, server_name: str | None = "") -> str:
    """`openssl s_client` for the target. ``at``: this address instead of the name. ``server_name``: "" takes the
    target's, None sends none. For RDP, which s_client does not speak, our own check."""
    if target.starttls is Starttls.RDP:
        return recheck(target)
    name = target.server_name if server_name == "" else server_name
    address = at or target.pinned
    words = ["openssl", "s_client", "-connect", _host_port(str(address), target.port) if address else str(target)]
    words += ["-servername", name] if name else ["-noservername"]
    if target.starttls:
        words += ["-starttls", _OPENSSL_STARTTLS.get(target.starttls, target.starttls.value)]
    return f"{shlex.join([*words, *options])} </dev/null"


def for_key(command: str, kind: KeyKind) -> str:
    """The same `s_client` command as a client that knows no other kind of key; other commands stay as they are."""
    asked = f" -sigalgs {_SIGNED[kind]}" if kind in _SIGNED and command.startswith("openssl s_client ") else ""
    return command.replace(" </dev/null", f"{asked} </dev/null", 1)


def piped(client: str, then: str) -> str:
    """The output of an `s_client` command as ``then`` shows it; a check of ours speaks for itself."""
    return f"{client} 2>/dev/null | {then}" if client.startswith("openssl ") else client


def curl(target: Target, *options: str, scheme: str = "https", at: IPAddress | None = None) -> str:
    """`curl -v` for an HTTP target."""
    host = target.server_name or target.host
    address = at or target.pinned
    words = ["curl", "-v", *options]
    if address and host != str(address):
        shown = f"[{address}]" if address.version == 6 else str(address)
        words += ["--resolve", f"{host}:{target.port}:{shown}"]
    return shlex.join([*words, f"{scheme}://{_host_port(host, target.port)}/"])


def recheck(target: Target, *options: str, starttls: Starttls | None = None) -> str:
    """`tlscheck check` with everything that made this target."""
    words = ["tlscheck", "check", str(target)]
    if protocol := starttls or target.starttls:
        words += ["--starttls", protocol.value]
    if target.server_name and target.server_name != target.host:
        words += ["--sni", target.server_name]
    if target.pinned and str(target.pinned) != target.host:
        words += ["--resolve", f"{target.host}:{target.port}:{target.pinned}"]
    return shlex.join([*words, *options])


def dig(name: str, *options: str) -> str:
    return shlex.join(["dig", *options, name])


def connect(target: Target, at: IPAddress | None = None) -> str:
    """A bare TCP connection: `nc -vz HOST PORT`."""
    return shlex.join(["nc", "-vz", str(at or target.pinned or target.host), str(target.port)])


def _host_port(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def delv(name: str) -> str:
    return shlex.join(["delv", name])


def timing(target: Target) -> str:
    """Seconds until TCP stood and until TLS stood."""
    if target.starttls:
        return f"time {s_client(target)}"
    return curl(target, "-so", "/dev/null", "-w", "%{time_connect} %{time_appconnect}\\n").replace("curl -v ", "curl ")
