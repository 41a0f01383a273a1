"""What else is worth knowing beside the causes: what was not seen, what changed."""

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from typing import Final

from sigap.domain.diagnosis_faults import Called, link_name
from sigap.domain.diagnosis_model import LookedAt
from sigap.domain.diagnosis_scene import Scene
from sigap.domain.diagnosis_words import moment, named
from sigap.domain.errors import words
from sigap.domain.evidence import Told
from sigap.domain.topology_cause import Border
from sigap.domain.topology_seen import Seen

FRESH: Final = timedelta(hours=1)
"""A device that has been awake for less than this is told."""


def blind() -> Told:
    """Why nothing is called at all."""
    return Told(
        words(
            "Pemeriksa kantor sendiri sedang terganggu, sehingga tidak ada yang dapat disimpulkan"
        )
    )


def unknown_site() -> Told:
    """Why nothing can be said of a site."""
    return Told(
        words(
            "Lokasi ini tidak mempunyai perangkat yang tersambung menurut inventaris;"
            " lengkapi tautannya"
        )
    )


def on_the_way(scene: Scene, path: tuple[str, ...], own: Collection[str]) -> Iterator[Told]:
    """What is to say of the devices on the way and at the site itself."""
    looked, nodes = scene.looked, tuple(dict.fromkeys((*path[::2], *own)))
    unseen = tuple(
        key for key in nodes if scene.seen.get(key, Seen.UNKNOWN) in (Seen.UNKNOWN, Seen.UNSETTLED)
    )
    # One stands at the root: that nobody pings it is no gap.
    unseen = tuple(key for key in unseen if key not in path[:1])
    if unseen:
        template = words("Belum terlihat: %(nodes)s")
        yield Told(template, {"nodes": named(unseen, looked)})
    for key in nodes:
        uptime = looked.views[key].system.uptime if key in looked.views else None
        if uptime is not None and uptime < FRESH:
            told = {"node": looked.name(key), "minutes": int(uptime.total_seconds() // 60)}
            yield Told(words("%(node)s baru menyala kembali %(minutes)s menit yang lalu"), told)


def of_answers(scene: Scene, strays: tuple[str, ...], stale: Iterable[Border]) -> Iterator[Told]:
    """Answers that say less, or more, than one would think."""
    looked = scene.looked
    if scene.doubtful:
        template = words("Diam, tetapi mungkin hanya karena paket hilang di jalurnya: %(nodes)s")
        yield Told(template, {"nodes": named(scene.doubtful, looked)})
    for node in scene.loss.shy:
        template = words("%(node)s menjawab hanya sebagian ping; yang di belakangnya baik")
        yield Told(template, {"node": looked.name(node)})
    if strays:
        template = words("Menjawab, padahal inventaris tidak mengenal jalur ke sana: %(nodes)s")
        yield Told(template, {"nodes": named(strays, looked)})
    for border in stale:
        template = words(
            "Port tautan %(link)s di %(node)s dilaporkan mati, tetapi yang di belakangnya"
            " menjawab; mungkin keadaan lama"
        )
        link = link_name(border.link, scene)
        yield Told(template, {"link": link, "node": looked.name(border.last_good)})


def of_cases(looked: LookedAt, causes: Iterable[Called], path: tuple[str, ...]) -> Iterator[Told]:
    """Cases that are open already for a device on the way, or a site that the same cause hits."""
    hit = {site for called in causes if called.cause.ours for site in called.cause.sites}
    for case in sorted(looked.open_cases, key=lambda each: each.number):
        elsewhere = case.site != looked.site
        if case.device in path or (elsewhere and case.site in hit):
            where = looked.name(case.device if case.device in path else case.site)
            template = words("Kasus %(number)s sudah terbuka untuk %(where)s")
            yield Told(template, {"number": case.number, "where": where})


def of_changes(looked: LookedAt, path: tuple[str, ...], own: Collection[str]) -> Iterator[Told]:
    """The last change on the way or at the site."""
    there = [
        change
        for change in looked.changes
        if (change.key in path or change.key in own) and change.at <= looked.at
    ]
    if there:
        last = max(there, key=lambda change: (change.at, change.key, str(change.told)))
        told = {
            "what": looked.name(last.key),
            "moment": moment(last.at, looked),
            "told": last.told,
        }
        yield Told(words("Perubahan terakhir di jalur, %(what)s, %(moment)s: %(told)s"), told)


def of_others(count: int) -> Iterator[Told]:
    """How many causes elsewhere are not told one by one."""
    if count:
        template = words("%(count)s penyebab lain di jaringan tidak menyangkut lokasi ini")
        yield Told(template, {"count": count})
