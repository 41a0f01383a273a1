"""The text of a file that a form brings or holds, and what is wrong with its lines."""

from dataclasses import dataclass

from sigap.domain.errors import Fault, words
from sigap.domain.procedure_faults import FileFaults
from sigap.web.middleware import PageRequest


@dataclass(frozen=True, slots=True)
class FaultyLine:
    """One fault of a file with the text of its line beside it; lines count from 1."""

    no: int
    fault: Fault
    text: str


def faulty_lines(text: str, faulty: FileFaults) -> list[FaultyLine]:
    """Every fault with the text that stands on its line."""
    lines = ["", *text.splitlines()]
    return [
        FaultyLine(
            fault.line,
            Fault(fault.code, fault.template, fault.params),
            lines[fault.line].strip() if fault.line < len(lines) else "",
        )
        for fault in faulty.faults
    ]


def text_sent(request: PageRequest, *, most: int) -> tuple[str, Fault | None]:
    """The text of the field `file`, else of `text`; line ends as a file has them.

    `most` is in bytes. With a fault the text is what was pasted: nothing typed is lost.
    """
    file = request.FILES.get("file")
    pasted = request.POST.get("text", "").replace("\r\n", "\n")
    if file is None:
        missing = Fault("required", words("Pilih berkas, atau tempelkan isinya."))
        return pasted, None if pasted.strip() else missing
    content = file.read(most + 1)
    if len(content) > most:
        told = {"most": most // 1024}
        return pasted, Fault("too-large", words("Berkas paling besar %(most)s kB."), told)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n"), None
    except UnicodeDecodeError:
        return pasted, Fault("not-text", words("Berkas itu bukan teks TOML (UTF-8)."))
