"""Files that go one by one, as the pages show them, and what was sent to a signing service."""

from io import BytesIO
from typing import Final

from PIL import Image
from playwright.sync_api import Page

from sigap.documents.models import Paper, Signature
from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.actions.removing import Wanted, decide_removal, propose_removal
from sigap.incidents.models import Attachment, FileRemoval, Incident, SigningAttempt
from tests.browser.paper_scene import papers
from tests.browser.scene import Scene
from tests.web.uploads import photo

PAGE: Final = "/pengaturan/arsip/berkas/"
_FETCH: Final = "async address => (await fetch(address)).headers.get('content-type')"


def _with_files(scene: Scene) -> Incident:
    incident = scene.case("arahan")
    if not incident.attachments.filter(name="daftar.txt").exists():
        told = {"at": scene.office.at, "by": scene.office.cast.actor("operator")}
        for name, stream in (("wajah.png", photo("wajah.png")), ("daftar.txt", BytesIO(b"nama"))):
            attach_file(incident.number, name=name, stream=stream, **told)
    return incident


def chosen(scene: Scene) -> str:
    """The form for the files of one case."""
    return f"{PAGE}?perkara={_with_files(scene).number}"


def _listed(scene: Scene) -> FileRemoval:
    incident = _with_files(scene)
    waiting = FileRemoval.objects.filter(number=incident.number, state="diusulkan").first()
    if waiting is not None:
        return waiting
    face = Attachment.objects.get(incident=incident, name="wajah.png")
    black = BytesIO()
    Image.new("RGB", (4, 4), "black").save(black, "PNG")
    black.seek(0)
    wanted = [Wanted(face.key, "samar", "hitam.png", black)]
    told = {"ground": "data-pribadi", "reason": "Permintaan subjek data"}
    told |= {"at": scene.office.at, "by": scene.office.cast.actor("kasi")}
    return propose_removal(incident.number, wanted, **told)


def waiting(scene: Scene) -> str:
    """A list that waits for a decision."""
    return f"{PAGE}{_listed(scene).pk}/"


def fetch_copy(page: Page, scene: Scene) -> None:
    """Ask for the blackened copy."""
    row = _listed(scene)
    assert page.evaluate(_FETCH, f"{PAGE}{row.pk}/{row.files.get().key}") == "image/png"


def with_tombstone(scene: Scene) -> str:
    """A case of which one file went."""
    incident = _with_files(scene)
    file = Attachment.objects.get(incident=incident, name="daftar.txt")
    if not file.fate:
        told = {"ground": "data-pribadi", "reason": "Permintaan subjek data"}
        told |= {"at": scene.office.at, "by": scene.office.cast.actor("kasi")}
        row = propose_removal(incident.number, [Wanted(file.key, "musnah")], **told)
        said = {"approve": True, "decree": "045/7/2026", "note": "", "at": scene.office.at}
        decide_removal(row.pk, **said, by=scene.office.cast.actor("kabid"))
    return f"/gangguan/{incident.number}/"


def tries(scene: Scene) -> str:
    """The register, with a try of which nobody knows what became of it."""
    papers(scene)
    paper = Paper.objects.filter(kind="disposisi").latest("pk")
    row = Signature.objects.filter(paper=paper).first()
    told = {"title": paper.title, "number": paper.number, "provider": "bsre", "sha256": "ab" * 32}
    told |= {"at": scene.office.at, "by": scene.office.cast.actor("kabid").signature()}
    for state in ("tidak-diketahui", "tersimpan"):
        SigningAttempt.objects.get_or_create(
            signature=row, paper=f"naskah/{paper.code}/ttd-1", state=state, defaults=told
        )
    return "/naskah/percobaan/"


def withdrawn(scene: Scene) -> str:
    """What anybody hears who asks for a paper that was withdrawn."""
    row, code = _listed(scene), "ABCD-EFGH-JKLM-NPQR"
    told = {"number": row.number, "ground": row.ground, "reason": row.reason, "state": "selesai"}
    told |= {"proposed_at": scene.office.at, "proposed_by": row.proposed_by}
    told |= {"decided_at": scene.office.at, "decided_by": row.proposed_by, "decree": "045/7/2026"}
    FileRemoval.objects.create(**told, papers={f"naskah/{code}": "ab" * 32})
    return f"/verifikasi/{code}"
