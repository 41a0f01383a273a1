"""The end of a case's papers, when its years are over."""

from collections.abc import Callable
from typing import Any

from sigap.documents import storage
from sigap.documents.actions.papers import new_code, verification_url
from sigap.documents.models import NumberEntry, Paper, Signature


def destroy_papers(number: str) -> None:
    """Remove what the papers of a case said and who signed them; the numbers stay on the register.

    Must run in the transaction that records the act. The bytes go afterwards: `forget_content`.
    """
    rows = Paper.objects.filter(number=number)
    Signature.objects.filter(paper__in=rows).delete()
    rows.delete()


def hide_in_papers(number: str, hide: Callable[[Any], Any], footer: str) -> int:
    """Hide in the papers of a case what `hide` takes out; answers how many papers held it.

    Such a paper gets another code, for its name keeps its digest for ever. It loses its signatures
    and is drawn anew, with `footer` where they were spoken of. Must run in the transaction that
    records the act.
    """
    held = 0
    for row in Paper.objects.filter(number=number).select_related("entry"):
        facts = hide(row.facts)
        if facts == row.facts:
            continue
        held, row.code = held + 1, new_code()
        heading = {"kode": row.code, "alamat_verifikasi": verification_url(row.code)}
        heading["keterangan_tanda_tangan"] = footer
        row.facts = {**facts, "naskah": {**facts["naskah"], **heading}}
        row.title, row.sha256, row.size, row.drawn_at = hide(row.title), "", None, None
        row.trouble, row.claimed_until = "", None
        row.save()
        row.signatures.all().delete()
    for entry in NumberEntry.objects.filter(number=number):
        NumberEntry.objects.filter(pk=entry.pk).update(about=hide(entry.about))
    return held


def forget_content(sha256: str) -> None:
    """Remove stored bytes that no paper has any more; bytes that are gone are no fault. OSError."""
    used = Paper.objects.filter(sha256=sha256).exists()
    if not used and not Signature.objects.filter(sha256=sha256).exists():
        storage.path_of(sha256).unlink(missing_ok=True)
