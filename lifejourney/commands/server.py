"""The command that serves the catalogue over HTTP."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from lifejourney.commands.options import Where
from lifejourney.screen import Screen


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")] = 1,
    catalogue: Where = None,
) -> None:
    """Serve the catalogue over HTTP; put a reverse proxy with timeouts in front (docs/tasks/serve.md)."""
    import uvicorn

    if catalogue:
        os.environ["LIFEJOURNEY_CATALOGUE"] = str(catalogue)
    from lifejourney.commands.options import opened

    count = len(opened(catalogue).services)
    Screen(error=True).line(f"{count} services on http://{host}:{port}/v1/life-events (stop with Ctrl+C)")
    uvicorn.run(
        "lifejourney.asgi:create",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,
        server_header=False,
        log_level="warning",
    )
