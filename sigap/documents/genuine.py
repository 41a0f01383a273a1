"""Is this file one of our papers, who signed it, and was it changed since."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from sigap.documents.models import Paper, Signature
from sigap.documents.queries import paper_of_content, signature_of_content, signatures_of
from sigap.documents.signers.reading import Found, Unreadable
from sigap.documents.signers.strangers import signatures_of_stranger

GENUINE, ADDED, CHANGED, FOREIGN = "asli", "ditambah", "berubah", "asing"
_END: Final = re.compile(rb"%%EOF[ \t]*(?:\r\n|\r|\n)?")
_MOST_ENDS: Final = 40


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is known of a file.

    `verdict` is GENUINE (byte for byte what we keep), ADDED (a paper of ours to which others added
    signatures, its content unchanged), CHANGED (changed after it was signed) or FOREIGN. `paper` is
    None where it is none of ours; `signatures` are ours, as kept; `copy` the signed copy that the
    file is, None for the drawing without signatures; `found` what the file itself bears.
    """

    verdict: str
    paper: Paper | None = None
    signatures: tuple[Signature, ...] = ()
    copy: Signature | None = None
    found: tuple[Found, ...] = ()


def judge(content: bytes) -> Judgement:
    """Look at a file from anywhere; nothing of it is kept. Four queries at most for one of ours."""
    same = _known(content)
    if same is not None:
        return _of_paper(GENUINE, *same)
    found = _borne(content)
    whole = all(each.intact and not each.changed_since for each in found)
    before = next(filter(None, map(_signed_copy, _earlier(content))), None)
    if before is not None:
        # Whoever only adds a signature signs all that is there, to the last byte.
        added = whole and bool(found) and found[-1].covers_whole_file
        return _of_paper(ADDED if added else CHANGED, before.paper, before, found)
    return Judgement(FOREIGN if whole else CHANGED, found=found)


def _borne(content: bytes) -> tuple[Found, ...]:
    try:
        return tuple(signatures_of_stranger(content))
    except Unreadable:
        return ()


def judge_paper(paper: Paper) -> Judgement:
    """What is known of a paper whose code was typed: its signatures so far."""
    return _of_paper(GENUINE, paper, None)


def _known(content: bytes) -> tuple[Paper, Signature | None] | None:
    digest = sha256(content).hexdigest()
    if signature := signature_of_content(digest):
        return signature.paper, signature
    paper = paper_of_content(digest)
    return (paper, None) if paper is not None else None


def _signed_copy(content: bytes) -> Signature | None:
    return signature_of_content(sha256(content).hexdigest())


def _earlier(content: bytes) -> Iterator[bytes]:
    """What the file was before the last additions to it: a PDF grows only at its end."""
    for end in [found.end() for found in _END.finditer(content)][-_MOST_ENDS:]:
        # How a line ends after the mark is up to the program that wrote it.
        for stop in {end, end - 1, content.rfind(b"%%EOF", 0, end) + len(b"%%EOF")}:
            if stop < len(content):
                yield content[:stop]


def _of_paper(
    verdict: str, paper: Paper, copy: Signature | None, found: tuple[Found, ...] = ()
) -> Judgement:
    rows = signatures_of([paper])[paper.pk]
    return Judgement(verdict, paper, tuple(rows), copy, found)
