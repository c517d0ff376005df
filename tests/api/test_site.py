from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import api.site
from catalogue.errors import explanations

WEB = Path(api.site.__file__).with_name("web")


def test_health_names_the_catalogue_and_is_never_kept(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert answer.json()["status"] == "ok"
    assert answer.json()["services"] == 4
    assert answer.headers["cache-control"] == "no-store"


def test_the_page_of_the_description_asks_no_other_server(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "//" not in page.text
    assert "//" not in (WEB / "static" / "docs.js").read_text().partition("\n")[2]


def test_everything_the_page_asks_for_is_there(client: TestClient) -> None:
    wanted = re.findall(r'(?:src|href)="([^":]+)"', client.get("/docs").text)
    assert len(wanted) >= 3
    assert all(client.get(f"/{path}").status_code == 200 for path in wanted)


@pytest.mark.parametrize("path", ["/static/../site.py", "/static/%2e%2e/site.py", "/static/", "/static", "/static/%00"])
def test_nothing_else_of_the_disk_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE", "swagger-ui-bundle.js", "swagger-ui.css"])
def test_swagger_ui_is_what_its_readme_says(name: str) -> None:
    folder = WEB / "static" / "swagger-ui"
    digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    assert f"{digest}  {name}" in (folder / "README.md").read_text()


@pytest.mark.parametrize("rule", ["http-unfit", "fact-integer"])
def test_the_type_of_a_problem_leads_to_its_words(client: TestClient, rule: str) -> None:
    told = client.get(f"/problems/{rule}").json()
    assert told == {"rule": rule, "message": explanations()[rule].message, "mend": explanations()[rule].mend}


def test_an_unknown_rule_has_no_page(client: TestClient) -> None:
    assert client.get("/problems/nope").status_code == 404
