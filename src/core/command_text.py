"""The text after ``/tlscheck`` → `Command`. Total and forgiving: a bare host means *check*, every refusal has an
example.

Slack may hand the text over escaped (``&amp;``, ``<http://example.com|example.com>``) and with a phone's smart quotes.
"""

import re
from dataclasses import replace
from difflib import get_close_matches
from ipaddress import ip_address

from core.model.command import Check, Command, Explain, Help, Invalid, WantsFile
from core.model.prose import clean
from core.model.target import IPAddress, Target
from core.model.target_text import TargetError, host_a_label, parse_target
from core.slack_text import typed

COMMAND = "/tlscheck"
MOST_TARGETS = 5
LONGEST = 2000
LONGEST_TEXT = 40_000  # characters; no message of Slack's is longer
EXAMPLE = f"{COMMAND} example.com"
EXPLAIN_EXAMPLE = f"{COMMAND} explain ERR_SSL_VERSION_OR_CIPHER_MISMATCH"

WATCHING = {
    "watch": "watch {host} 30% 7d",
    "unwatch": "unwatch {host}",
    "list": "list",
    "history": "history {host}",
    "digest": "digest 09:00 Europe/Berlin",
    "snooze": "snooze {host} 7d the certificate is being replaced",
    "unsnooze": "unsnooze {host}",
    "ack": "ack {host}",
    "unack": "unack {host}",
    "settings": "settings",
    "test-alert": "test-alert",
}
"""The verbs of `core.watching.verbs`, each with an example; here they are only known by name."""
_SHEETS = frozenset({"export", "import"})
"""Those of `core.watching.sheet_verbs`."""
_NOW = _SHEETS | {"check", "help", "quietly", "explain", "chain", "pcap"}
_HELP = frozenset({"help", "?", "-h", "--help", "usage", "hello", "hi"})
_QUIETLY = frozenset({"quietly", "quiet", "--quiet", "-q", "privately"})
_MENTION = re.compile(r"[@#!]")
_EXPLAIN = re.compile(r"\s*explain\b[ :]*", re.IGNORECASE)
_FILES = {
    "chain": WantsFile("a certificate file (PEM, DER, PKCS #7)", "tlscheck chain fullchain.pem --key privkey.pem"),
    "pcap": WantsFile("a packet capture (pcap, pcapng)", "tlscheck pcap capture.pcapng"),
}
_STRIP = "\"'`“”‘’«»„,;()"


class _Refusal(Exception):  # noqa: N818 - a reason to answer, not an error of ours
    def __init__(self, sentence: str, example: str = EXAMPLE) -> None:
        super().__init__(sentence)
        self.answer = Invalid(sentence, example)


def parse_command(text: str) -> Command:
    """Never raises. At most `MOST_TARGETS` hosts, each with its own ``@address`` and ``sni=`` that follow it."""
    if said := _EXPLAIN.match(text):
        return _explain(typed(text[said.end() :]))
    if len(text) > LONGEST:
        return Invalid(f"That is more than {LONGEST} characters.", EXAMPLE)
    words = [word for raw in _readable(text).split() if (word := raw.strip(_STRIP))]
    quietly = any(map(is_quietly, words))
    words = [word for word in words if not is_quietly(word)]
    if not words:
        return Help()
    verb = words[0].lower()
    if verb in _HELP:
        return Help()
    if verb in _FILES:
        return _FILES[verb]
    if verb == "check":
        words = words[1:]
    elif (meant := _verb_meant(verb, words)) is not None:
        return Invalid(f"I do not know “{clean(verb, 40)}”. Did you mean “{meant}”?", _corrected(meant, words[1:]))
    if len(words) > 1 and not any(set(word) & set(".:") for word in words):
        return Invalid(f"I see no host name in “{clean(' '.join(words), 80)}”.", EXAMPLE)
    try:
        return Check(_targets(words), quietly)
    except _Refusal as refusal:
        return refusal.answer


def is_quietly(word: str) -> bool:
    """Whether it asks for an answer that nobody else sees."""
    return word.lower() in _QUIETLY


def without_quietly(text: str) -> tuple[str, bool]:
    """The text without that wish at its end, and whether it was there."""
    rest, _, last = text.rstrip().rpartition(" ")
    return (rest, True) if is_quietly(last.strip(_STRIP)) else (text, False)


def _explain(text: str) -> Command:
    if len(text) > LONGEST_TEXT:
        return Invalid(f"That is more than {LONGEST_TEXT} characters. Give it to me as a file.", EXPLAIN_EXAMPLE)
    return Explain(text.strip()) if text.strip() else Invalid("What shall I explain?", EXPLAIN_EXAMPLE)


def target_text(target: Target) -> str:
    """The words that make this target again; `parse_command` reads them back to an equal one."""
    scheme = f"{target.starttls.value}://" if target.starttls else ""
    pinned = f" @{target.pinned}" if target.pinned else ""
    own = None if _is_address(target.host) else target.host
    name = "" if target.server_name == own else f" sni={target.server_name or ''}"
    return f"{scheme}{target}{pinned}{name}"


def _readable(text: str) -> str:
    return re.sub(r"[,;]", " ", typed(text))


def _targets(words: list[str]) -> tuple[Target, ...]:
    found: list[Target] = []
    for word in words:
        if word.startswith("@"):
            found[-1:] = [replace(_last(found, word), pinned=_pinned(word[1:]))]
        elif word.lower().startswith("sni="):
            found[-1:] = [replace(_last(found, word), server_name=_server_name(word[4:]))]
        elif word.startswith("<") and _MENTION.match(word[1:]):
            raise _Refusal("That is a person, a group or a channel; I check hosts.")
        else:
            found.append(_target(word))
    distinct = tuple(dict.fromkeys(found))
    if not distinct:
        raise _Refusal("Which host shall I check?")
    if len(distinct) > MOST_TARGETS:
        raise _Refusal(
            f"That is {len(distinct)} hosts; I check up to {MOST_TARGETS} with one command.",
            f"{COMMAND} {' '.join(target_text(t) for t in distinct[:MOST_TARGETS])}",
        )
    return distinct


def _target(word: str) -> Target:
    try:
        return parse_target(word)
    except TargetError as error:
        raise _Refusal(error.sentence, f"{COMMAND} {error.example}") from None


def _last(found: list[Target], word: str) -> Target:
    if not found:
        raise _Refusal(f"“{clean(word, 60)}” belongs after a host.", f"{COMMAND} example.com @203.0.113.7")
    return found[-1]


def _pinned(text: str) -> IPAddress:
    try:
        return ip_address(text.strip("[]"))
    except ValueError:
        raise _Refusal(
            f"“@{clean(text, 60)}” is not an IP address; after @ comes the address to connect to.",
            f"{COMMAND} example.com @203.0.113.7",
        ) from None


def _server_name(text: str) -> str | None:
    if not text or text.lower() in ("none", "-"):
        return None
    try:
        return host_a_label(text)
    except TargetError as error:
        raise _Refusal(error.sentence, f"{COMMAND} 203.0.113.7 sni=www.example.com") from None


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _verb_meant(verb: str, words: list[str]) -> str | None:
    """A mistyped verb: no dot, no colon, and near a verb; or a bare word before something that looks like a host."""
    if any(mark in verb for mark in ".:/@[]=") or verb == "localhost":
        return None
    close = get_close_matches(verb, sorted(_NOW | WATCHING.keys()), n=1, cutoff=0.7)
    if close:
        return close[0]
    return "check" if len(words) > 1 and "." not in verb and any("." in word for word in words[1:2]) else None


def _corrected(verb: str, rest: list[str]) -> str:
    if verb == "help":
        return f"{COMMAND} help"
    if verb in _FILES or verb in _SHEETS:
        return f"{COMMAND} {verb}"
    if verb in WATCHING:
        return f"{COMMAND} {WATCHING[verb].format(host=_nearest_host(rest))}"
    if verb == "explain":
        return f"{COMMAND} explain {clean(' '.join(rest), 200)}" if rest else EXPLAIN_EXAMPLE
    quietly = " quietly" if verb == "quietly" else ""
    return _nearest_example(rest) + quietly


def _nearest_example(words: list[str]) -> str:
    """A command that runs, about the first host named, if there is one."""
    return f"{COMMAND} {_nearest_host(words)}"


def _nearest_host(words: list[str]) -> str:
    for word in words:
        if "." in word:
            try:
                return target_text(parse_target(word))
            except TargetError:
                continue
    return "example.com"
