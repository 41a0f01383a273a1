"""The English catalogue is complete, fresh and compiled; no sentence is taken for another's."""

import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation import gettext, override

LOCALE = Path("sigap/locale")
ENGLISH = LOCALE / "en" / "LC_MESSAGES"
KEYWORDS = DEFAULT_KEYWORDS | {
    "words": None,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (ENGLISH / "django.po").open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def spoken() -> set[str]:
    """Every sentence marked for translation in the product, as it stands today."""
    with (LOCALE / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir("sigap", methods, options, keywords=KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def test_every_sentence_has_an_english_translation(catalogue: Catalog, spoken: set[str]) -> None:
    said = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and message.string and (isinstance(message.id, str) or all(message.string))
    }
    assert not sorted(spoken - said)


def test_nothing_is_guessed_or_left_over(catalogue: Catalog, spoken: set[str]) -> None:
    assert not [message.id for message in catalogue if message.id and message.fuzzy]
    kept = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue if m.id}
    assert not sorted(kept - spoken)


def test_translations_keep_the_places_to_be_filled(catalogue: Catalog) -> None:
    assert not [str(error) for _, errors in catalogue.check() for error in errors]


def test_the_compiled_catalogue_is_the_written_one(catalogue: Catalog) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    assert (ENGLISH / "django.mo").read_bytes() == compiled.getvalue()


def test_no_indonesian_sentence_is_taken_for_an_english_one_of_django(spoken: set[str]) -> None:
    """Django's own Indonesian catalogue turns "No" into "Tidak", whatever we meant by it."""
    with override("id"):
        assert not {said: gettext(said) for said in spoken if said and gettext(said) != said}
