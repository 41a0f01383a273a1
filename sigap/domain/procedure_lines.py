"""Where in a TOML text each key and value stands, because tomllib forgets the lines it read."""

import tomllib

Path = tuple[str | int, ...]

_BLANK = " \t"
_LINE_END = "\r\n"
_SCALAR_END = ",]}#" + _LINE_END


def line_map(text: str) -> dict[Path, int]:
    """The line (from 1) of every path in a TOML text that tomllib has accepted.

    A path is the way through the parsed data: ("langkah", 2, "jalan", 0, "verba") is the verb of
    the first exit of the third step. Text that is no valid TOML gives an unspecified map.
    """
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._places: dict[Path, int] = {(): 1}
        self._counts: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        base: Path = ()
        self._skip_blank(lines=True)
        while self._at < len(self._text):
            if self._peek() == "[":
                base = self._header()
            else:
                self._pair(base)
            self._skip_blank(lines=True)
        return self._places

    def _peek(self, length: int = 1) -> str:
        return self._text[self._at : self._at + length]

    def _take(self, count: int = 1) -> None:
        self._line += self._text.count("\n", self._at, self._at + count)
        self._at += count

    def _skip_blank(self, *, lines: bool) -> None:
        skipped = _BLANK + _LINE_END if lines else _BLANK
        while (char := self._peek()) and (char in skipped or (lines and char == "#")):
            if char == "#":
                end = self._text.find("\n", self._at)
                self._take((end if end >= 0 else len(self._text)) - self._at)
            else:
                self._take()

    def _mark(self, path: Path) -> None:
        self._places.setdefault(path, self._line)

    def _header(self) -> Path:
        """A [table] or [[table of a list]] line; its path holds the list positions reached."""
        brackets = 2 if self._peek(2) == "[[" else 1
        self._take(brackets)
        parts = self._dotted_key()
        path: Path = ()
        for place, part in enumerate(parts):
            path = (*path, part)
            self._mark(path)
            if place == len(parts) - 1 and brackets == 2:
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        self._mark(path)
        self._take(brackets)
        return path

    def _pair(self, base: Path) -> None:
        path = base
        for part in self._dotted_key():
            path = (*path, part)
            self._mark(path)
        self._take()  # the equals sign
        self._skip_blank(lines=False)
        self._value(path)

    def _dotted_key(self) -> list[str]:
        parts = [self._key()]
        while self._peek() == ".":
            self._take()
            parts.append(self._key())
        return parts

    def _key(self) -> str:
        self._skip_blank(lines=False)
        start = self._at
        if self._peek() in ("'", '"'):
            self._string()
            key = str(tomllib.loads(f"key = {self._text[start : self._at]}")["key"])
        else:
            while (char := self._peek()) and (char.isalnum() or char in "-_"):
                self._take()
            key = self._text[start : self._at]
        self._skip_blank(lines=False)
        return key

    def _value(self, path: Path) -> None:
        self._mark(path)
        match self._peek():
            case "{":
                self._inline_table(path)
            case "[":
                self._list(path)
            case "'" | '"':
                self._string()
            case _:
                while (char := self._peek()) and char not in _SCALAR_END:
                    self._take()

    def _inline_table(self, path: Path) -> None:
        self._take()
        self._skip_blank(lines=False)
        while self._peek() not in ("}", ""):
            self._pair(path)
            self._skip_separator()
        self._take()

    def _list(self, path: Path) -> None:
        self._take()
        self._skip_blank(lines=True)
        place = 0
        while self._peek() not in ("]", ""):
            self._value((*path, place))
            self._skip_separator()
            place += 1
        self._take()

    def _skip_separator(self) -> None:
        self._skip_blank(lines=True)
        if self._peek() == ",":
            self._take()
            self._skip_blank(lines=True)

    def _string(self) -> None:
        """Step over one string of any of TOML's four kinds."""
        quote = self._peek()
        mark = quote * 3 if self._peek(3) == quote * 3 else quote
        self._take(len(mark))
        while self._at < len(self._text) and self._peek(len(mark)) != mark:
            self._take(2 if quote == '"' and self._peek() == "\\" else 1)
        self._take(len(mark))
        if len(mark) == 3:  # up to two more quotes still belong to the text
            while self._peek() == quote:
                self._take()
