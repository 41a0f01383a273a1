"""An answer that is to be a signed document is looked at before it is believed."""

from sigap.documents.signers.base import Request, Signed
from sigap.documents.signers.looks import pages_of
from sigap.documents.signers.reading import Found, Unreadable, signatures_in
from sigap.documents.signers.trust import NoRoots, roots


class NotBelieved(Exception):
    """What came back is not our document with one more valid signature; says why."""


def believed(content: bytes, request: Request, *, provider: str, reference: str = "") -> Signed:
    """The answer as a signature of this request. Raises NotBelieved.

    It must be a PDF whose pages show what ours show, whether our bytes were kept or written anew,
    with every signature that was there still whole and one more that is valid.
    """
    before, after = _signatures(request.content), _signatures(content)
    if len(after) != len(before) + 1:
        raise NotBelieved(f"{len(after) - len(before)} tanda tangan baru")
    if not all(each.intact and not each.changed_since for each in after):
        raise NotBelieved("tanda tangan di dalamnya tidak utuh")
    if not _same_pages(request.content, content):
        raise NotBelieved("isi halamannya lain daripada yang dikirim")
    made = after[-1]
    if not made.trusted and _has_roots():
        raise NotBelieved(f"sertifikat dari {made.issuer} tidak dipercaya")
    return Signed(
        content=content,
        provider=provider,
        subject=made.name,
        issuer=made.issuer,
        serial=made.serial,
        not_after=made.not_after,
        reference=reference,
    )


def _signatures(content: bytes) -> list[Found]:
    try:
        return signatures_in(content)
    except Unreadable:
        raise NotBelieved("bukan PDF yang utuh") from None


def _same_pages(ours: bytes, theirs: bytes) -> bool:
    try:
        return pages_of(ours) == pages_of(theirs)
    except Exception:  # a broken file breaks its reader in any way
        return False


def _has_roots() -> bool:
    try:
        return bool(roots())
    except NoRoots:
        return True
