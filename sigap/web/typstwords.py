"""What Typst says about a template that cannot be drawn, in plain words with the line it means."""

import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sigap.documents.renderers.confined import MEGABYTES, SECONDS, BeyondLimits, NotDrawn

_ONLY_OURS: Final = gettext_lazy(
    "berkas itu tidak ada: templat hanya dapat memakai naskah.typ, facts.json, dan gambar naskahnya"
)
_SAID: Final = (
    (r"unknown variable: (?P<what>\S+)", gettext_lazy("nama “%(what)s” tidak dikenal")),
    (
        r'dictionary does not contain key "(?P<what>[^"]+)"',
        gettext_lazy("naskah tidak mempunyai isian “%(what)s”"),
    ),
    (r"unclosed .+", gettext_lazy("ada kurung atau tanda yang dibuka dan tidak ditutup")),
    (r"unexpected (?P<what>.+)", gettext_lazy("“%(what)s” tidak pada tempatnya")),
    (r"file not found.*|path .* would escape.*", _ONLY_OURS),
    (r"failed to download package.*", gettext_lazy("paket dari luar tidak dapat dipakai")),
    (r"loop seems to be infinite.*", gettext_lazy("pengulangan di sini tidak pernah selesai")),
    (
        r"PDF/UA-1 error: (?P<what>.+)",
        gettext_lazy("naskah tidak akan dapat dibacakan pembaca layar: %(what)s"),
    ),
)


@dataclass(frozen=True, slots=True)
class Told:
    """Why a template cannot be drawn; `where` names the line, "" where none is known."""

    where: str
    what: str
    text: str


def told(error: NotDrawn, source: str) -> Told:
    """The error in words; `source` is the text that was drawn, whose line is shown."""
    if isinstance(error, BeyondLimits):
        limits = {"seconds": SECONDS, "megabytes": MEGABYTES}
        template = _(
            "Penggambaran dihentikan: sebuah naskah mendapat paling lama %(seconds)s detik dan "
            "%(megabytes)s MB memori. Mungkin ada pengulangan yang tidak selesai."
        )
        return Told("", template % limits, "")
    lines, own = ["", *source.split("\n")], error.file == "main.typ"
    where = ""
    if error.line:
        place = {"line": error.line, "file": error.file}
        where = (_("Baris %(line)s") if own else _("%(file)s baris %(line)s")) % place
    text = lines[error.line].strip() if own and error.line < len(lines) else ""
    return Told(where, _plain(str(error)), text)


def _plain(said: str) -> str:
    for pattern, template in _SAID:
        if found := re.match(pattern, said):
            return str(template) % found.groupdict()
    return _("Typst berkata: %(what)s") % {"what": said}
