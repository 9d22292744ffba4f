"""The `Together` port by asyncio: work side by side, and no task is left behind when one piece of it fails."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


class TaskGroupTogether:
    """Two pieces of work in one task group."""

    async def both(self, one: Awaitable[A], other: Awaitable[B]) -> tuple[A, B]:
        try:
            async with asyncio.TaskGroup() as group:
                first, second = group.create_task(_run(one)), group.create_task(_run(other))
        except BaseExceptionGroup as failed:
            raise failed.exceptions[0] from None  # the error itself, as if the work had been awaited alone
        return first.result(), second.result()


async def _run(work: Awaitable[A]) -> A:
    return await work
