"""A file goes, or its data is blackened, by an approved act; the rest is proved as before."""

from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO

import pytest
from django.db import connection
from PIL import Image

from sigap.audit import guards
from sigap.audit.models import Entry
from sigap.audit.queries import recorded_acts
from sigap.documents import storage
from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, Paper
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import Invalid, NotAllowed, Refused
from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.actions.berkas import bind_berkas
from sigap.incidents.actions.destroying import carry_out_disposals, clear_files
from sigap.incidents.actions.papers import draw_papers, make_papers
from sigap.incidents.actions.redacting import decide_redaction, propose_redaction
from sigap.incidents.actions.removing import Wanted, decide_removal, propose_removal
from sigap.incidents.actions.retention import decide_disposal, load_classes, propose_disposal
from sigap.incidents.actions.sealing import seal_now
from sigap.incidents.actions.steps import take_exit
from sigap.incidents.exporting import write_bundle
from sigap.incidents.files import path_of
from sigap.incidents.models import Attachment, FileRemoval, Incident, RemovedFile, SigningAttempt
from sigap.incidents.queries.removing import withdrawn, withdrawn_content
from sigap.incidents.queries.sealing import breaks_of_record
from tests.apps.test_destroying import LATER, NETWORK, verified
from tests.office import CHECKED, FIELD, Office

pytestmark = pytest.mark.django_db(transaction=True)
PREVIEW = b"pratinjau sebelum dihitamkan"


def picture(colour: str, kind: str = "JPEG", **told: object) -> bytes:
    made = BytesIO()
    Image.new("RGB", (900, 600), colour).save(made, kind, **told)
    return made.getvalue()


@pytest.fixture
def office(settings, tmp_path) -> Office:
    settings.MEDIA_ROOT = tmp_path / "isi"
    office = Office()
    Letterhead.objects.create(government="Pemerintah Kota Contoh", agency="Dinas Contoh")
    load_templates(at=office.at, by=SYSTEM)
    load_classes([NETWORK], at=office.at, by=SYSTEM)
    return office


def attach(office: Office, row: Incident, name: str, content: bytes) -> str:
    by = office.cast.actor("operator")
    stream = BytesIO(content)
    return attach_file(row.number, name=name, stream=stream, at=office.at, by=by).key


def draw_all(office: Office) -> None:
    while make_papers(at=office.at) or draw_papers(at=office.at):
        pass


@pytest.fixture
def incident(office) -> Incident:
    """A case with a photo on its report, a text, papers, and a sheet over all of it."""
    row = office.report()
    photo = attach(office, row, "wajah.jpg", picture("red"))
    attach(office, row, "daftar.txt", b"nama-nama")
    office.walk(row, *FIELD[:3])
    values = {"tindakan": "Diganti", "hasil": "pulih", "foto": [photo]}
    by = office.cast.actor("pelaksana")
    take_exit(row.number, "laporkan", values=values, at=office.wait(minutes=5), by=by)
    draw_all(office)
    seal_now(at=office.at)
    return row


def key_of(name: str) -> str:
    return Attachment.objects.get(name=name).key


def covering(copy: bytes | None = None) -> Wanted:
    stream = BytesIO(copy or picture("black"))
    return Wanted(key_of("wajah.jpg"), "samar", "hitam.jpg", stream)


def propose(
    office: Office, row: Incident, *wanted: Wanted, ground: str = "data-pribadi", who: str = "kasi"
) -> FileRemoval:
    told = {"ground": ground, "reason": "Permintaan subjek data", "at": office.at}
    return propose_removal(row.number, wanted, **told, by=office.cast.actor(who))


def decide(office: Office, row: FileRemoval, who: str = "kabid", approve: bool = True):
    told = {"decree": "045/7/2026", "note": "Sesuai", "at": office.at}
    return decide_removal(row.pk, approve=approve, **told, by=office.cast.actor(who))


def removed(office: Office, row: Incident, *wanted: Wanted) -> FileRemoval:
    made = decide(office, propose(office, row, *wanted))
    draw_all(office)
    carry_out_disposals(at=office.at)
    return made


def broken() -> list[str]:
    return [f"{one.stream}: {one.template}" for one in breaks_of_record()]


def test_a_file_that_goes_leaves_a_tombstone_and_a_whole_record(office, incident):
    file = Attachment.objects.get(name="daftar.txt")
    removed(office, incident, Wanted(file.key, "musnah"))
    assert not path_of(file.sha256).exists()
    tomb = RemovedFile.objects.select_related("removal").get()
    assert (tomb.name, tomb.size, tomb.sha256) == ("daftar.txt", file.size, file.sha256)
    assert (tomb.removal.reason, tomb.removal.decided_by["key"]) == (
        *("Permintaan subjek data", "kabid"),
    )
    told = dict(recorded_acts())["disamarkan"]
    assert told["files"][0]["sha256"] == file.sha256
    assert told["decree"] == "045/7/2026"
    assert broken() == []


def test_a_blackened_copy_takes_the_place_and_the_original_is_gone(office, incident):
    file = Attachment.objects.get(name="wajah.jpg")
    removed(office, incident, covering())
    row = Attachment.objects.get(key=file.key)
    assert (row.fate, row.name, row.sha256 == file.sha256) == ("samar", "hitam.jpg", False)
    assert not path_of(file.sha256).exists()
    assert path_of(row.sha256).is_file()
    assert Entry.objects.filter(kind="attached", data__sha256=file.sha256).exists()
    assert broken() == []


def test_a_copy_keeps_nothing_of_what_the_camera_wrote(office, incident):
    exif = Image.Exif()
    exif[0x010E] = PREVIEW.decode()
    copy = picture("black", exif=exif)
    assert PREVIEW in copy
    removed(office, incident, covering(copy))
    kept = path_of(Attachment.objects.get(name="hitam.jpg").sha256).read_bytes()
    assert PREVIEW not in kept
    assert Image.open(BytesIO(kept)).size == (900, 600)


@pytest.mark.parametrize("fate", ["musnah", "samar"])
def test_papers_that_show_it_are_drawn_anew_and_the_old_code_says_so(office, incident, fate):
    (old,) = [row for row in Paper.objects.all() if row.facts["gambar"]]
    wanted = covering() if fate == "samar" else Wanted(key_of("wajah.jpg"), "musnah")
    row = removed(office, incident, wanted)
    new = Paper.objects.get(pk=old.pk)
    assert new.code != old.code
    assert "tidak disimpan lagi" in new.facts["naskah"]["keterangan_tanda_tangan"]
    assert storage.path_of(new.sha256).is_file()
    assert not storage.path_of(old.sha256).exists()
    assert row.papers == {f"naskah/{old.code}": old.sha256}
    gone = withdrawn(old.code.lower().replace("-", " "))
    assert gone is not None
    assert (gone.code, gone.decree, gone.destroyed) == (old.code, "045/7/2026", False)
    assert withdrawn_content(old.sha256) == gone
    assert withdrawn(new.code) is None
    assert withdrawn_content(new.sha256) is None


def test_sheets_before_and_after_and_the_offline_verifier_agree(office, incident, tmp_path):
    removed(office, incident, covering(), Wanted(key_of("daftar.txt"), "musnah"))
    seal_now(at=office.wait(minutes=1))
    assert broken() == []
    write_bundle(tmp_path / "keluar")
    assert verified(tmp_path / "keluar") == 0


def test_the_berkas_names_what_went_and_holds_the_copy(office, incident):
    gone = Attachment.objects.get(name="daftar.txt")
    removed(office, incident, covering(), Wanted(gone.key, "musnah"))
    by = office.cast.actor("kabid")
    content = bind_berkas(incident.number, by=by, at=office.at).content
    assert b"nama-nama" not in content
    assert content.startswith(b"%PDF")


def test_the_same_content_twice_in_a_case_goes_twice(office, incident):
    attach(office, incident, "lagi.txt", b"nama-nama")
    row = removed(office, incident, Wanted(key_of("daftar.txt"), "musnah"))
    assert row.files.count() == 2
    assert not path_of(row.files.first().sha256).exists()


def test_what_another_case_has_too_stays_there(office, incident):
    other = office.report(summary="Lain")
    attach(office, other, "sama.txt", b"nama-nama")
    removed(office, incident, Wanted(key_of("daftar.txt"), "musnah"))
    assert path_of(Attachment.objects.get(name="sama.txt").sha256).is_file()
    assert broken() == []


def test_a_copy_may_be_covered_again(office, incident):
    removed(office, incident, covering())
    key = key_of("hitam.jpg")
    removed(office, incident, Wanted(key, "samar", "lebih.jpg", BytesIO(picture("gray"))))
    assert Attachment.objects.get(key=key).name == "lebih.jpg"
    assert broken() == []
    removed(office, incident, Wanted(key, "musnah"))
    assert broken() == []


def test_nobody_decides_alone_and_only_the_heads_decide(office, incident):
    row = propose(office, incident, Wanted(key_of("daftar.txt"), "musnah"), who="kabid")
    for who in ("kabid", "kasi", "operator"):
        with pytest.raises(NotAllowed):
            decide(office, row, who)
    with pytest.raises(NotAllowed):
        propose(office, incident, Wanted(key_of("daftar.txt"), "musnah"), who="pelaksana")
    assert path_of(row.files.get().sha256).is_file()


def test_what_was_rejected_stays_and_its_copy_goes(office, incident):
    row = propose(office, incident, covering())
    copy = row.files.get().copy_sha256
    assert path_of(copy).is_file()
    clear_files(at=office.at)
    assert path_of(copy).is_file()
    decide(office, row, approve=False)
    clear_files(at=office.at)
    assert not path_of(copy).exists()
    assert path_of(row.files.get().sha256).is_file()
    with pytest.raises(Refused):
        decide(office, row)


def test_a_worker_that_died_before_the_bytes_went_begins_again(office, incident):
    row = decide(office, propose(office, incident, Wanted(key_of("daftar.txt"), "musnah")))
    assert path_of(row.files.get().sha256).is_file()
    assert broken() == []
    assert clear_files(at=office.at) == 1
    assert clear_files(at=office.at) == 0
    assert not path_of(row.files.get().sha256).exists()


def wrong(name: str) -> Iterator[Wanted]:
    key = key_of("daftar.txt")
    cases = {
        "unknown": Wanted("0" * 16, "musnah"),
        "fate": Wanted(key, "hilang"),
        "no-copy": Wanted(key, "samar"),
        "same": Wanted(key, "samar", "daftar.txt", BytesIO(b"nama-nama")),
        "unfit": Wanted(key, "samar", "virus.exe", BytesIO(b"MZ\x90\x00")),
    }
    yield cases[name]


@pytest.mark.parametrize("name", ["unknown", "fate", "no-copy", "same", "unfit"])
def test_what_cannot_be_is_said_at_the_file(office, incident, name):
    (wanted,) = wrong(name)
    with pytest.raises(Invalid) as refused:
        propose(office, incident, wanted)
    assert set(refused.value.faults) == {wanted.key}
    assert not FileRemoval.objects.exists()


def test_by_the_schedule_files_go_when_the_years_are_over_and_not_before(office, incident):
    wanted = Wanted(key_of("daftar.txt"), "musnah")
    with pytest.raises(Invalid):
        propose(office, incident, wanted, ground="retensi")
    office.walk(Incident.objects.get(pk=incident.pk), *CHECKED, "konfirmasikan")
    draw_all(office)
    with pytest.raises(Invalid):
        propose(office, incident, wanted, ground="retensi")
    office.at = LATER
    with pytest.raises(Invalid):
        propose(office, incident, covering(), ground="retensi")
    decide(office, propose(office, incident, wanted, ground="retensi"))
    assert broken() == []


def test_hidden_names_and_destroyed_cases_leave_no_name_on_the_lists(office, incident):
    removed(office, incident, Wanted(key_of("daftar.txt"), "musnah"))
    told = {"terms": "daftar", "reason": "Permintaan", "at": office.at}
    asked = propose_redaction(incident.number, **told, by=office.cast.actor("kasi"))
    said = {"approve": True, "decree": "1", "note": "", "at": office.at}
    decide_redaction(asked.pk, **said, by=office.cast.actor("kabid"))
    assert RemovedFile.objects.get().name == "***.txt"
    by = office.cast.actor("kabid").signature()
    SigningAttempt.objects.create(number=incident.number, title="daftar", at=office.at, by=by)
    office.walk(Incident.objects.get(pk=incident.pk), *CHECKED, "konfirmasikan")
    kasi, kadis = office.cast.actor("kasi"), office.cast.actor("kadis")
    row = propose_disposal("jaringan", [incident.number], reason="Lewat", at=LATER, by=kasi)
    decide_disposal(row.pk, approve=True, decree="2", note="", at=LATER, by=kadis)
    carry_out_disposals(at=LATER)
    assert RemovedFile.objects.get().name == ""
    assert not SigningAttempt.objects.exists()
    assert broken() == []


def bend(row: Attachment, what: str) -> None:
    """Change something behind the ledger's back."""
    if what == "row":
        lie = b"bukti lain"
        digest = sha256(lie).hexdigest()
        path_of(digest).parent.mkdir(parents=True, exist_ok=True)
        path_of(digest).write_bytes(lie)
        Attachment.objects.filter(pk=row.pk).update(sha256=digest)
    elif what == "bytes":
        path_of(row.sha256).write_bytes(b"bukti lain")
    elif what == "lost":
        path_of(row.sha256).unlink()
    elif what == "gone":
        Attachment.objects.filter(pk=row.pk).update(fate="musnah")
    elif what == "back":
        Attachment.objects.filter(pk=row.pk).update(fate="")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        *(("daftar.txt", what) for what in ("row", "bytes", "lost", "gone")),
        *(("hitam.jpg", what) for what in ("row", "bytes", "lost", "gone")),
        *(("hilang.txt", what) for what in ("row", "back")),
    ],
)
def test_whatever_is_bent_about_a_file_is_found(office, incident, name, what):
    attach(office, incident, "hilang.txt", b"akan hilang")
    removed(office, incident, covering(), Wanted(key_of("hilang.txt"), "musnah"))
    assert broken() == []
    bend(Attachment.objects.get(name=name), what)
    assert len(broken()) == 1


@pytest.mark.parametrize("part", ["sha256", "copy", "key", "decree"])
def test_whatever_is_bent_about_the_act_is_found(office, incident, part):
    removed(office, incident, covering())
    act = Entry.objects.get(kind="disamarkan")
    data = act.data
    if part == "decree":
        data["decree"] = "lain"
    else:
        data["files"][0][part] = "0" * 64
    guards.remove(connection)
    Entry.objects.filter(pk=act.pk).update(data=data)
    guards.install(connection)
    assert any(each.startswith("arsip") for each in broken())
