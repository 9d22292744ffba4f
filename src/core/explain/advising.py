"""Causes → what they mean, who must act, what to do, what to check next."""

from core.explain.meanings import meaning
from core.explain.remedies import actor, fix
from core.model.explanation import Cause, Side
from core.model.finding import Blame
from core.model.prose import Code, Prose, prose


def advice(
    causes: tuple[Cause, ...], tool: str | None, side: Side | None, hosts: tuple[str, ...]
) -> tuple[Blame, Prose | None, tuple[Prose, ...], tuple[Prose, ...]]:
    """Actor, meaning, fix steps and next checks for ranked causes. Nothing to do without causes."""
    if not causes:
        return Blame.NONE, None, (), _look_live(hosts)
    first = causes[0].code
    meant = meaning(first)
    more = (prose("Read about it: ", Code(f"tlscheck explain {first}")),)
    return actor(first, side, meant.actor), prose(meant.words), fix(first, tool, side), (*_look_live(hosts), *more)


def _look_live(hosts: tuple[str, ...]) -> tuple[Prose, ...]:
    """Offer the check of the likeliest host that can be reached by name or address."""
    if not hosts:
        return ()
    return (prose("See it live: ", Code(f"tlscheck check {hosts[0]}")),)
