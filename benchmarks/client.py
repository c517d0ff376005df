"""The load: the same POST again and again over a few connections; wrk where it is installed, else our own client."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

HOST = "127.0.0.1"
CONNECTIONS = 16
SECONDS = 4


def requests_per_second(port: int, path: str, body: bytes) -> float:
    """How many right answers a second come back; raises ``SystemExit`` for any other than 200."""
    if shutil.which("wrk"):
        return _by_wrk(port, path, body)
    return asyncio.run(_by_own_client(port, path, body))


def _by_wrk(port: int, path: str, body: bytes) -> float:
    script = "\n".join(
        [
            'wrk.method = "POST"',
            f"wrk.body = {json.dumps(body.decode())}",
            'wrk.headers["Content-Type"] = "application/json"',
        ]
    )
    with TemporaryDirectory() as folder:
        file = Path(folder) / "post.lua"
        file.write_text(script, encoding="utf-8")
        options = ["-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", str(file)]
        command = ["wrk", *options, f"http://{HOST}:{port}{path}"]  # wrk from the PATH, as ``which`` found it
        told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise SystemExit(told)
    rate = re.search(r"Requests/sec:\s+([0-9.]+)", told)
    return float(rate[1]) if rate else 0.0


async def _by_own_client(port: int, path: str, body: bytes) -> float:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    start = perf_counter()
    counts = await asyncio.gather(*(_connection(port, head.encode() + body) for _connection_ in range(CONNECTIONS)))
    return sum(counts) / (perf_counter() - start)


async def _connection(port: int, request: bytes) -> int:
    """How many answers one connection gets in the time there is."""
    reader, writer = await asyncio.open_connection(HOST, port)
    count, until = 0, perf_counter() + SECONDS
    while perf_counter() < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(head.decode(errors="replace"))
        length = re.search(rb"(?i)content-length: ([0-9]+)", head)
        await reader.readexactly(int(length[1]) if length else 0)
        count += 1
    writer.close()
    return count
