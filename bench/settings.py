"""The product's own settings with two bare pages beside its own."""

from pathlib import Path

from sigap.config.settings import *  # noqa: F403
from sigap.config.settings import INSTALLED_APPS, TEMPLATES

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
ROOT_URLCONF = "bench.urls"
_pages, *_others = TEMPLATES
TEMPLATES = [
    _pages | {"DIRS": [*_pages["DIRS"], Path(__file__).parent / "templates"]},
    *_others,
]
