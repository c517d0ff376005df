"""Where the steps are worked out: here, in threads; ``planning.spark`` is the other place. Both give the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Protocol, Self, TypeVar

from catalogue.errors import LifeJourneyError, printable

Shared = TypeVar("Shared")
Block = TypeVar("Block")
Result = TypeVar("Result")

_MASTERS = ("local[", "spark://", "k8s://", "yarn")

Progress = Callable[[int, int], None]
"""Is told how many blocks of how many are done."""


def unseen(_done: int, _total: int) -> None:
    """Progress that nobody looks at."""


class EngineMissing(LifeJourneyError):
    """What is asked to work out the steps is not there."""


class Engine(Protocol):
    """A place to work out a step of ``planning.steps`` for many blocks."""

    def run(self, step: Callable[[Shared, Block], Result], shared: Shared, blocks: Sequence[Block]) -> Sequence[Result]:
        """The step's answer to each block, in their order."""

    def __enter__(self) -> Self:
        """An engine is a context: what it started ends with it."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Local:
    """Threads on this machine, as many as it lends this process; numpy and scipy work side by side."""

    threads: int = 0
    progress: Progress = unseen

    def run(self, step: Callable[[Shared, Block], Result], shared: Shared, blocks: Sequence[Block]) -> Sequence[Result]:
        """The step's answer to each block, in their order."""
        answers: list[Result] = []
        with ThreadPoolExecutor(self.threads or len(os.sched_getaffinity(0))) as pool:
            for answer in pool.map(partial(step, shared), blocks):
                answers.append(answer)
                self.progress(len(answers), len(blocks))
        return answers

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        """Nothing is left running."""


def engine_named(name: str, progress: Progress = unseen) -> Engine:
    """``local``, ``spark``, or the address of a Spark master (``local[2]``, ``spark://…``); use it with ``with``."""
    if name == "local":
        return Local(progress=progress)
    if name != "spark" and not name.startswith(_MASTERS):
        raise EngineMissing(f"no engine {printable(name)}: local, spark, or the address of a Spark master")
    try:
        from planning.spark import Spark  # noqa: PLC0415  # an optional engine
    except ImportError as error:
        raise EngineMissing("Spark is not installed: pip install 'life-journey-catalogue[spark]'") from error
    return Spark(None if name == "spark" else name, progress=progress)
