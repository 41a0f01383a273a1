"""What an English page says in its own words: texts and labels outside what is marked otherwise."""

from html.parser import HTMLParser
from typing import Final

_EMPTY: Final = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})
_UNSPOKEN: Final = frozenset({"code", "datalist", "script", "style", "svg", "textarea"})
_SPOKEN: Final = ("alt", "aria-label", "data-confirm", "data-label", "placeholder", "title")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._open: list[tuple[str, bool]] = []

    @property
    def _silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        silent = self._silent or tag in _UNSPOKEN or given.get("lang", "en") != "en"
        if not silent:
            self.said += [said for name in _SPOKEN if (said := given.get(name))]
        if tag not in _EMPTY:
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                continue

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.said.append(data.strip())


def spoken(page: str) -> list[str]:
    """Every piece of text and every label of the page that is not marked as another language's."""
    reader = _Reader()
    reader.feed(page)
    return reader.said
