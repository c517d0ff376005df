from __future__ import annotations

from catalogue.registers import Role


def test_a_field_that_was_left_out_is_as_good_as_one_that_was_given() -> None:
    name = {"id": "Ibu", "en": "Mother"}
    short, long = Role.model_validate({"name": name}), Role.model_validate({"name": name, "many": False})

    assert short == long
    assert short.model_fields_set == long.model_fields_set == {"name", "many"}


def test_a_model_is_copied_with_another_value() -> None:
    role = Role.model_validate({"name": {"id": "Anak", "en": "Child"}})

    assert role.model_copy(update={"many": True}) == Role(name=role.name, many=True)
