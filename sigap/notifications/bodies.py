"""What a message says: the HTML beside the text, with one big link, and the words of a digest."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sigap.notifications.models import Notice

_TEMPLATES = Path(__file__).parent / "templates"
_OWN_WAYS = "/saya/pemberitahuan/"


def letter(notice: Notice) -> str:
    """The HTML of one news; its text without the address, which becomes the one big link."""
    return (
        _environment()
        .get_template("letter.html")
        .render(
            subject=notice.subject,
            paragraphs=_paragraphs(notice),
            link=link(notice.url),
            act="Buka di Sigap" if notice.user_id else "Lacak laporan",
            own_ways=link(_OWN_WAYS) if notice.user_id else "",
        )
    )


def digest_text(notices: Sequence[Notice]) -> str:
    """Several news as one text, each with its moment and its address."""
    lines = [
        f"{_moment(notice)} · {notice.subject}\n{link(notice.url)}".rstrip() for notice in notices
    ]
    return "\n\n".join(lines)


def digest_letter(notices: Sequence[Notice], subject: str) -> str:
    """The HTML of a digest: a list, and one big link to all of them."""
    return (
        _environment()
        .get_template("digest.html")
        .render(
            subject=subject,
            news=[(_moment(notice), notice.subject, link(notice.url)) for notice in notices],
            link=link("/pemberitahuan/"),
            act="Buka semua di Sigap",
            own_ways=link(_OWN_WAYS),
        )
    )


def link(url: str) -> str:
    """An address of this installation as it can be opened from outside; "" stays ""."""
    return f"{settings.SIGAP_BASE_URL}{url}" if url.startswith("/") else url


def _paragraphs(notice: Notice) -> list[list[str]]:
    """The paragraphs of the text as lines, without those that only give the link's address."""
    address = link(notice.url)
    blocks = (
        [line for line in block.splitlines() if not (address and address in line)]
        for block in notice.body.split("\n\n")
    )
    return [lines for lines in blocks if any(line.strip() for line in lines)]


def _moment(notice: Notice) -> str:
    local = timezone.localtime(notice.created_at, timezone.get_default_timezone())
    return f"{local:%d/%m %H.%M}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
