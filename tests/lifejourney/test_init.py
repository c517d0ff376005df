from __future__ import annotations

import inspect
from types import ModuleType

import pytest

import lifejourney


def test_the_public_surface_is_what_all_names_in_order() -> None:
    plain = {
        name
        for name, value in vars(lifejourney).items()
        if not name.startswith("_") and not isinstance(value, ModuleType) and name != "annotations"
    }

    assert lifejourney.__all__ == sorted(set(lifejourney.__all__))
    assert plain - set(lifejourney.__all__) == {"Path", "PackageNotFoundError", "version"}
    assert set(lifejourney.__all__) <= plain


@pytest.mark.parametrize("name", lifejourney.__all__)
def test_every_public_name_is_documented(name: str) -> None:
    thing = getattr(lifejourney, name)

    assert inspect.getdoc(thing)
    assert thing.__doc__


@pytest.mark.parametrize("name", lifejourney.__all__)
def test_every_public_function_is_annotated(name: str) -> None:
    thing = getattr(lifejourney, name)
    if inspect.isfunction(thing):
        signature = inspect.signature(thing)
        assert signature.return_annotation is not inspect.Signature.empty
        assert all(each.annotation is not inspect.Parameter.empty for each in signature.parameters.values())


def test_every_error_of_ours_has_one_root() -> None:
    errors = [getattr(lifejourney, name) for name in lifejourney.__all__ if name.endswith(("Error", "UnknownCode"))]

    assert len(errors) == 5
    assert all(issubclass(error, lifejourney.LifeJourneyError) for error in errors)


def test_the_version_is_a_version() -> None:
    assert lifejourney.__version__[0].isdigit()
