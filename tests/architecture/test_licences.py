"""Every dependency that ships with the product has a licence that fits Apache-2.0."""

import re
from importlib.metadata import PackageNotFoundError, distribution

import pytest

from tests.architecture.source import ROOT

FITTING = re.compile(r"\b(MIT(-CMU|-0)?|BSD|Apache|ISC|PSF|Python Software|HPND|0BSD|Zlib)\b", re.I)
# Used as unchanged libraries that an office can replace; see docs/decisions/0001-stack.md and
# 0021-devices.md.
LGPL = {"paramiko", "psycopg", "psycopg-binary", "scp"}
MPL = {"certifi", "pikepdf", "py-vapid", "pywebpush"}
FONTS = {"fontpkg-arimo", "fontpkg-noto-sans-arabic"}
ALLOWED_WITH_REASON = LGPL | MPL | FONTS


def _locked() -> list[str]:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return re.findall(r"^([A-Za-z0-9_.-]+)==", text, re.M)


@pytest.mark.parametrize("name", _locked())
def test_the_licence_of_a_runtime_dependency_fits(name: str) -> None:
    try:
        metadata = distribution(name).metadata
    except PackageNotFoundError:
        pytest.skip("locked for another platform; not installed here")
    stated = [
        metadata.get("License-Expression") or "",
        *(line for line in metadata.get_all("Classifier") or [] if line.startswith("License")),
        (metadata.get("License") or "").strip().split("\n")[0],
    ]
    assert name in ALLOWED_WITH_REASON or FITTING.search(" ".join(stated)), f"{name}: {stated}"


def test_the_lock_files_name_no_place_to_download_from() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"https?://|--index|--extra-index|--find-links|file:| @ ", text), name
