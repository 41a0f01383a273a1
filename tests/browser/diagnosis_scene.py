"""A case whose network was looked at before and after its repair, and one that waits for a look."""

from playwright.sync_api import Page, expect

from sigap.incidents.actions.diagnosing import ask_diagnosis, keep_choices
from sigap.incidents.actions.looking import diagnose_cases
from sigap.incidents.models import CaseDiagnosis, Incident
from tests.browser.scene import Scene
from tests.diagnosing import Looks, cut_off, well


def looked_at(scene: Scene, state: str) -> Incident:
    """The case in this state, looked at: with a fault first, well after its repair."""
    case = scene.case(state)
    if not CaseDiagnosis.objects.filter(incident=case).exists():
        by = scene.office.cast.actor("kasi")
        for found in (cut_off(), well()) if state == "laporan-lengkap" else (cut_off(),):
            CaseDiagnosis.objects.filter(done_at=None).delete()
            ask_diagnosis(case.number, at=scene.office.wait(seconds=15), by=by)
            diagnose_cases(at=scene.office.wait(seconds=2), look=Looks(found))
    return case


def before(scene: Scene) -> str:
    return f"/gangguan/{looked_at(scene, 'penanganan').number}/"


def after(scene: Scene) -> str:
    case = looked_at(scene, "laporan-lengkap")
    scene.office.wait(seconds=15)  # until one may ask again
    return f"/gangguan/{case.number}/"


def proposed(scene: Scene) -> str:
    """The form of the step as the proposal fills it."""
    return f"{before(scene)}?isi=diagnosis:{_key(scene)}"


def raw(scene: Scene) -> str:
    return f"{before(scene)}diagnosis/{_key(scene)}/mentah"


def _key(scene: Scene) -> str:
    rows = CaseDiagnosis.objects.filter(incident=scene.case("penanganan"))
    return rows.exclude(key="").latest("id").key


def ask(page: Page, scene: Scene) -> None:
    """Ask for a look; the card then waits for it by itself."""
    page.get_by_role("button", name="Periksa lagi").click()
    card = page.get_by_role("region", name="Diagnosis jaringan")
    expect(card).to_contain_text("Sedang diperiksa sejak")
    with page.expect_response(lambda answer: answer.url.endswith("/diagnosis")):
        pass


def save_raw(page: Page, scene: Scene) -> None:
    with page.expect_download():
        page.get_by_role("link", name="show interfaces").first.click()


def accuracy(scene: Scene) -> str:
    """The figures, once a step has ended beside a proposal."""
    looked_at(scene, "penanganan")
    scene.office.walk(scene.case("penanganan"), "teratasi")
    keep_choices(at=scene.office.at)
    return "/pemantauan/ketepatan/"
