"""Where a drawing leaves room for a signature, asked of the very layout that draws it."""

import json
from collections.abc import Mapping
from typing import Any, Final

from sigap.documents.renderers.typst import asked
from sigap.documents.signers.base import Placement

LABEL: Final = "<tempat-ttd>"
_MILLIMETRES: Final = 25.4 / 72


def place_of(
    source: str,
    facts: Mapping[str, Any],
    *,
    pictures: Mapping[str, bytes],
    shared: str | None = None,
) -> Placement | None:
    """The first place that the template labels for a signature (`tempat-ttd` in naskah.typ).

    None where it labels none, as an office's own template may. Raises NotDrawn.
    """
    found = json.loads(asked(source, facts, LABEL, pictures=pictures, shared=shared))
    if not found:
        return None
    told = {name: value * _MILLIMETRES for name, value in found[0].items() if name != "halaman"}
    return Placement(
        page=found[0]["halaman"],
        x=told["x"],
        y=told["kertas"] - told["y"] - told["tinggi"],
        width=told["lebar"],
        height=told["tinggi"],
    )
