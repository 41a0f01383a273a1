"""The looks at the network of a case as the office meets them."""

from tests.browser import diagnosis_scene as scene
from tests.browser.sight import Sight

KASI = (
    Sight("diagnosis sesudah perbaikan", scene.after, ("incident",)),
    Sight("periksa lagi", scene.after, ("case-diagnosis-ask", "case-diagnosis"), scene.ask),
    Sight(
        "bukti mentah",
        scene.raw,
        ("case-diagnosis-raw", "case-diagnosis-output"),
        scene.save_raw,
    ),
    Sight("ketepatan kosong", "/pemantauan/ketepatan/", ("diagnosis-accuracy",)),
    Sight("ketepatan", scene.accuracy, ("diagnosis-accuracy",)),
)
ADMIN = (
    Sight("diagnosis", scene.before, ("incident",)),
    Sight("usulan dipakai", scene.proposed, ("incident",)),
)
