"""The hosts that a text names, the likeliest server first. Names of files, classes and manuals are no hosts."""

import re
from ipaddress import ip_address

_MOST = 5
_NAME = r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,61}"
_ADDRESS = r"\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]{2,45}\]"
_HOST = rf"(?P<host>{_NAME}|{_ADDRESS})(?:(?P<port>:\d{{1,5}}))?"
_SCHEMES = "https|wss|ldaps|smtps|imaps|ftps|amqps|rediss|mqtts|ssl|tls|grpcs|postgres(?:ql)?|mysql"
_PLACES = tuple(
    re.compile(place, re.IGNORECASE)
    for place in (
        rf"-connect {_HOST}",
        r"host='(?P<host>[^'\s]{1,253})', port=(?P<port>\d{1,5})",
        rf"connected to (?P<host>{_NAME}|localhost)[^\n]{{0,60}} port (?P<port>\d{{1,5}})",
        r"(?:connect(?:ion)?(?:ing)? to|to connect to) (?:host |server |server at |redis at )?[\"'`]?" + _HOST,
        rf"\b(?:{_SCHEMES})://(?:[^\s/@:]{{1,64}}@)?{_HOST}",
        rf"(?:host|hostname|server name|servername|sni|domain)[ =:]{{1,3}}[\"'`]?{_HOST}",
        rf"\bhttp://{_HOST}",
        rf"(?P<host>{_NAME}|{_ADDRESS})(?P<port>:\d{{2,5}})\b",
        rf"(?P<host>{_NAME})",
    )
)
_FILES = frozenset(
    [
        *("py", "go", "java", "c", "cc", "cpp", "h", "rb", "js", "mjs", "ts", "php", "so", "pem", "crt", "cer", "key"),
        *("conf", "cfg", "log", "erl", "pm", "pl", "rs", "cs", "sh", "json", "yaml", "yml", "txt", "html", "csproj"),
        *("sln", "exe", "dll", "xml", "p12", "pfx", "jks", "kt", "swift", "dart", "lock", "toml", "ini", "env", "md"),
    ]
)
_MANUALS = re.compile(
    r"(?:^|\.)(?:curl\.(?:se|haxx\.se)|haxx\.se|openssl\.org|mozilla\.org|letsencrypt\.org|docs\.\S+|npmjs\.org|"
    r"learn\.microsoft\.com|aka\.ms|go\.microsoft\.com|w3\.org|ietf\.org|stackoverflow\.com)$"
)
_CODE = re.compile(
    r"^(?:java|javax|sun|com|org|io|net|system|microsoft|okhttp3?|android|kotlin|scala|requests|urllib3|ssl|node|"
    r"python|self|ctx|http|tls|x509|crypto|aiohttp|httpx|openssl|status|config)\.[a-z_]",
)


def hosts(text: str) -> tuple[str, ...]:
    """``host`` or ``host:port``, each host once, at most five."""
    found: dict[str, str] = {}
    for place in _PLACES:
        for match in place.finditer(text[:20_000]):
            host, port = match["host"].lower().rstrip("."), (match.groupdict().get("port") or "").lstrip(":")
            if _is_host(host, match.end(), text) and host not in found:
                found[host] = f"{host}:{port}" if port and 0 < int(port) < 65536 else host
            if len(found) == _MOST:
                return tuple(found.values())
        if found and place != _PLACES[-1] and len(found) > 1:
            break
    return tuple(found.values())


def _is_host(host: str, end: int, text: str) -> bool:
    if host.startswith("[") or host.replace(".", "").isdigit():
        return _is_address(host.strip("[]"))
    last = host.rpartition(".")[2]
    called = text[end : end + 1] in ("(", "=", "$", "/") and text[end - len(host) - 3 : end - len(host)] != "://"
    return not (last in _FILES or _MANUALS.search(host) or _CODE.match(host) or (called and "://" not in text)) or (
        host == "localhost"
    )


def _is_address(text: str) -> bool:
    try:
        return not ip_address(text).is_unspecified
    except ValueError:
        return False
