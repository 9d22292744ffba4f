"""Slack's text → what the person typed: wrapping and entities taken off. Pure and total.

Law: docs.slack.dev, formatting: `&`, `<`, `>` come as entities, links and mentions in `<…>`. Mentions stay as they
are, so that nobody takes them for hosts.
"""

import re

_WRAPPED = re.compile(r"<([^<>|\s]+)(?:\|[^<>]*)?>")
_MENTION = re.compile(r"[@#!]")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_FENCE = re.compile(r"```")
_LEADING = re.compile(r"\A\s*<@[A-Z0-9]+(?:\|[^<>]*)?>[\s:,]*")


def typed(text: str) -> str:
    """``<http://x|x>`` → ``http://x``, entities last."""
    bare = _WRAPPED.sub(lambda found: found[0] if _MENTION.match(found[1]) else f" {found[1]} ", text)
    for entity, character in _ENTITIES:
        bare = bare.replace(entity, character)
    return bare


def unfenced(text: str) -> str:
    """`typed`, without the fences of code blocks."""
    return _FENCE.sub("\n", typed(text)).strip()


def addressed(text: str) -> str:
    """The text without the mention that it begins with; still as Slack wrote it."""
    return _LEADING.sub("", text, count=1)
