"""The pages of templates, outside numbers, letters and the archive, as people meet them."""

from typing import Final

from tests.browser import archive_scene, paper_scene, removal_scene
from tests.browser.sight import Sight, press

KASI: Final = (
    Sight("nomor naskah", paper_scene.waiting, ("paper-number",), press("Beri nomor")),
    Sight("surat", paper_scene.lettered, ("incident-letters",), press("Catat surat")),
    Sight(
        "daftar musnah keliru",
        archive_scene.due,
        ("archive-class",),
        archive_scene.propose_nothing,
    ),
    Sight(
        "usul penyamaran",
        archive_scene.SAMARAN,
        ("redactions",),
        press("Usulkan penyamaran"),
    ),
    Sight(
        "hapus berkas keliru",
        removal_scene.chosen,
        ("removals",),
        press("Usulkan penghapusan"),
    ),
    Sight("berkas dimusnahkan", removal_scene.with_tombstone, ("incident",)),
    Sight("naskah ditarik", removal_scene.withdrawn, ("verification",)),
    Sight("percobaan tanda tangan", removal_scene.tries, ("signing-attempts",)),
    Sight("dimusnahkan", archive_scene.carried_out, ("disposal",)),
    Sight("arsip", archive_scene.PAGE, ("archive",)),
)
KADIS: Final = (
    Sight("putusan musnah", archive_scene.waiting, ("disposal",), press("Tolak")),
    Sight(
        "putusan hapus berkas",
        removal_scene.waiting,
        ("removal", "removal-copy"),
        removal_scene.fetch_copy,
    ),
    Sight("putusan samaran", archive_scene.to_hide, ("redaction",), press("Tolak")),
)
ADMIN: Final = (
    Sight("templat", "/pengaturan/naskah/templat/", ("paper-templates",)),
    Sight(
        "pratinjau templat",
        paper_scene.template,
        ("paper-template", "paper-template-file"),
        paper_scene.try_template,
    ),
    Sight("templat keliru", paper_scene.template, ("paper-template",), paper_scene.spoil_template),
    Sight("banding templat", paper_scene.compared, ("paper-template-compare",)),
    Sight(
        "nomor dari luar",
        "/pengaturan/naskah/nomor-luar/",
        ("outside-number",),
        press("Catat nomor"),
    ),
    Sight("jadwal retensi", archive_scene.due, ("archive-class",), press("Simpan jadwal")),
)
