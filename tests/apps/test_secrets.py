"""Texts at rest are not what they are in memory."""

from django.db import connection
from django.test import override_settings

from sigap.kit.secrets import SecretText

field = SecretText()


def test_what_is_stored_is_not_the_text_and_comes_back_whole():
    stored = field.get_prep_value("3275010101900001")
    assert "3275010101900001" not in stored
    assert field.from_db_value(stored, None, connection) == "3275010101900001"


def test_the_same_text_is_never_stored_twice_alike():
    assert field.get_prep_value("rahasia") != field.get_prep_value("rahasia")


def test_nothing_stays_nothing():
    assert field.get_prep_value("") == ""
    assert field.from_db_value("", None, connection) == ""


def test_under_another_key_the_text_is_gone_and_nothing_breaks():
    stored = field.get_prep_value("rahasia")
    with override_settings(SECRET_KEY="lain sama sekali"):
        assert field.from_db_value(stored, None, connection) == ""
