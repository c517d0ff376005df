"""The reverse proxy's configuration keeps the promises of docs/tasks/serve.md."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from api.settings import Settings

CONFIGURATION = Path(__file__).parent.parent.parent / "deploy" / "nginx.conf"
ACTIVE = [line.split("#")[0].strip() for line in CONFIGURATION.read_text(encoding="utf-8").splitlines()]


def setting(name: str) -> str:
    """The value of a directive that stands there once."""
    (line,) = [line for line in ACTIVE if line.startswith(f"{name} ")]
    return line.removeprefix(name).strip(" ;")


def test_the_proxy_and_the_application_allow_bodies_of_one_size() -> None:
    assert setting("client_max_body_size") == f"{Settings().body_limit // 1024}k"


@pytest.mark.parametrize("name", ["client_header_timeout", "client_body_timeout", "send_timeout"])
def test_who_is_silent_is_let_go(name: str) -> None:
    assert int(setting(name).removesuffix("s")) <= 15


def test_nothing_that_a_person_sent_is_written_to_disk() -> None:
    assert setting("access_log") == "off"
    assert setting("error_log") == "stderr crit"
    assert setting("proxy_max_temp_file_size") == "0"
    assert int(setting("client_body_buffer_size").removesuffix("k")) >= Settings().body_limit // 1024
    variables = {name for line in ACTIVE for name in re.findall(r"\$([a-z_]+)", line)}
    assert variables == {"binary_remote_addr", "host"}


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed here")
def test_nginx_takes_it() -> None:
    told = subprocess.run(["nginx", "-t", "-c", str(CONFIGURATION)], capture_output=True, text=True, check=False)  # noqa: S607
    assert told.returncode == 0, told.stderr
