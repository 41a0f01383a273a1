"""What is wrong with a file of an SOP or a guide: every fault with the line it stands on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sigap.domain.errors import Refusal, words
from sigap.domain.procedure_lines import Path


@dataclass(frozen=True, slots=True)
class LineFault:
    """One fault: `line` counts from 1, `template` is Indonesian with %(name)s places."""

    line: int
    code: str
    template: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """The filled Indonesian sentence, without the line."""
        return self.template % self.params if self.params else self.template

    def __str__(self) -> str:
        return f"baris {self.line}: {self.reason}"


class FileFaults(Refusal):
    """A file that cannot be used, with all its faults in the order of their lines."""

    status = 422

    def __init__(self, code: str, template: str, faults: tuple[LineFault, ...]) -> None:
        super().__init__(code, template, count=len(faults))
        self.faults = faults


class ProcedureFaults(FileFaults):
    """A procedure file that cannot be used."""

    def __init__(self, faults: tuple[LineFault, ...]) -> None:
        template = words("Berkas SOP belum dapat dipakai: %(count)s kesalahan.")
        super().__init__("faulty-procedure", template, faults)


class Findings:
    """Collects faults while a file is read; a path finds its line, or its nearest parent's."""

    def __init__(self, lines: Mapping[Path, int]) -> None:
        self._lines = lines
        self._faults: list[LineFault] = []

    def add(self, path: Path, code: str, template: str, /, **params: Any) -> None:
        """Note one fault at the line of `path`."""
        while path not in self._lines and path:
            path = path[:-1]
        self._faults.append(LineFault(self._lines.get(path, 1), code, template, params))

    def sorted(self) -> tuple[LineFault, ...]:
        """All faults in the order of their lines."""
        return tuple(sorted(self._faults, key=lambda fault: fault.line))
