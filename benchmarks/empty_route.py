"""The least a FastAPI route can do: what the framework itself takes. ``uvicorn benchmarks.empty_route:app``."""

from __future__ import annotations

from fastapi import FastAPI

app = FastAPI()


@app.post("/empty")
async def empty() -> dict[str, bool]:
    """An empty answer."""
    return {"ok": True}
