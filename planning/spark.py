"""The steps on Apache Spark, past one machine: the candidates and scores of ``planning.engine.Local``, bit for bit.

The workers need Python of the same version, numpy and scipy; the one module of ours that they need is sent to them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self
from zipfile import ZipFile

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from planning import steps
from planning.engine import Block, EngineMissing, Progress, Result, Shared, unseen

_SLICES = 4
"""Parts of the work for each core, so that none waits long for another."""


class Spark:
    """A Spark session: the one that runs, else a new one, of the master that is configured, else of this machine."""

    def __init__(self, master: str | None = None, *, progress: Progress = unseen) -> None:
        # else workers start whichever Python comes first
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        options = {"spark.ui.enabled": "false"}
        options |= {"spark.master": master} if master else {}
        options |= {"spark.driver.host": "127.0.0.1"} if (master or "").startswith("local") else {}
        builder = SparkSession.builder.appName("life-journey planning")
        for name, value in options.items():
            builder = builder.config(name, value)
        try:
            self.session = builder.getOrCreate()
        except PySparkException as error:
            raise EngineMissing(f"Spark does not start; it needs Java 17 ({error})") from error
        self.progress = progress
        self.session.sparkContext.setLogLevel("ERROR")
        self._folder = TemporaryDirectory()  # the workers fetch from it when their first task comes
        sent = Path(self._folder.name, "life_journey_steps.zip")
        with ZipFile(sent, "w") as parts:
            parts.writestr("planning/__init__.py", "")
            parts.write(str(steps.__file__), "planning/steps.py")
        self.session.sparkContext.addPyFile(str(sent))

    def run(self, step: Callable[[Shared, Block], Result], shared: Shared, blocks: Sequence[Block]) -> Sequence[Result]:
        """The step's answer to each block, in their order."""
        context = self.session.sparkContext
        if not blocks:
            return []
        sent = context.broadcast(shared)
        slices = min(len(blocks), _SLICES * context.defaultParallelism)
        answers = context.parallelize(list(blocks), slices).map(lambda block: step(sent.value, block)).collect()
        sent.destroy()
        self.progress(len(blocks), len(blocks))
        return answers

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.session.stop()
        self._folder.cleanup()
