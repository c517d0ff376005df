"""Where the steps are worked out: here, in threads; ``planning.spark`` is the other place. Both give the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

Shared = TypeVar("Shared")
Block = TypeVar("Block")
Result = TypeVar("Result")

Progress = Callable[[int, int], None]
"""Is told how many blocks of how many are done."""


def unseen(_done: int, _total: int) -> None:
    """Progress that nobody looks at."""


class Engine(Protocol):
    """A place to work out a step of ``planning.steps`` for many blocks."""

    def run(self, step: Callable[[Shared, Block], Result], shared: Shared, blocks: Sequence[Block]) -> Sequence[Result]:
        """The step's answer to each block, in their order."""


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
