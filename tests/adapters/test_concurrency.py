"""Two pieces of work side by side: both results, or the first error and nobody left running."""

import asyncio

import pytest

from adapters.concurrency import TaskGroupTogether


def test_both_run_at_the_same_time() -> None:
    async def meet() -> tuple[int, str]:
        here, there = asyncio.Event(), asyncio.Event()

        async def one() -> int:
            here.set()
            await there.wait()
            return 1

        async def other() -> str:
            there.set()
            await here.wait()
            return "two"

        return await asyncio.wait_for(TaskGroupTogether().both(one(), other()), 5)

    assert asyncio.run(meet()) == (1, "two")


def test_an_error_is_raised_as_it_is_and_cancels_the_other() -> None:
    ended: list[str] = []

    async def patient() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cancelled")

    async def hasty() -> None:
        await asyncio.sleep(0)
        raise ValueError("no")

    with pytest.raises(ValueError, match=r"^no$"):
        asyncio.run(TaskGroupTogether().both(patient(), hasty()))
    assert ended == ["cancelled"]


def test_cancelling_it_cancels_both() -> None:
    ended: list[str] = []

    async def patient(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    async def cancelled() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await TaskGroupTogether().both(patient("one"), patient("other"))

    asyncio.run(cancelled())
    assert sorted(ended) == ["one", "other"]
