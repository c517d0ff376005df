from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import Settings, SettingsError


def test_nothing_set_allows_no_other_origin_and_64_kib() -> None:
    settings = Settings.of({"HOME": "/root"})
    assert settings.cors_origins == ()
    assert settings.body_limit == 64 * 1024


def test_every_setting_has_its_variable() -> None:
    settings = Settings.of(
        {
            "LIFEJOURNEY_CATALOGUE": "/srv/catalogue",
            "LIFEJOURNEY_CORS_ORIGINS": "https://a.example, http://localhost:3000",
            "LIFEJOURNEY_MAX_AGE": "60",
            "LIFEJOURNEY_BODY_LIMIT": "2048",
            "LIFEJOURNEY_SPARQL_STORE": "https://user:secret@a.example:8890/sparql?default-graph-uri=urn:a",
            "LIFEJOURNEY_ACCESS_LOG": "off",
        }
    )
    assert settings == Settings(
        catalogue=Path("/srv/catalogue"),
        cors_origins=("https://a.example", "http://localhost:3000"),
        max_age=60,
        body_limit=2048,
        sparql_store="https://user:secret@a.example:8890/sparql?default-graph-uri=urn:a",
        access_log=False,
    )


def test_an_empty_variable_is_none() -> None:
    assert Settings.of({"LIFEJOURNEY_MAX_AGE": ""}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LIFEJOURNEY_MAX_AGE", "soon"),
        ("LIFEJOURNEY_MAX_AGE", "-1"),
        ("LIFEJOURNEY_BODY_LIMIT", "99"),
        ("LIFEJOURNEY_ACCESS_LOG", "perhaps"),
        ("LIFEJOURNEY_CORS_ORIGINS", "https://a.example/path"),
        ("LIFEJOURNEY_CORS_ORIGINS", "https://user:secret@a.example"),
        ("LIFEJOURNEY_SPARQL_STORE", "a.example"),
        ("LIFEJOURNEY_SPARQL_STORE", "file:///srv/store"),
        ("LIFEJOURNEY_SPARQL_STORE", "http://user:secret@a.example:99999/"),
        ("LIFEJOURNEY_SPARQL_STORE", "http://a.example/a b"),
        ("LIFEJOURNEY_SPARQL_STORE", "https:///query"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_without_its_value(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.of({name: value})
    assert name in str(raised.value)
    assert value not in str(raised.value).replace(name, "")
