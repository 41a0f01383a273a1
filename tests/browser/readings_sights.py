"""What devices told of themselves, and the probe agents, as the office meets them."""

from tests.browser import readings_scene as scene
from tests.browser.sight import Sight, press

KASI = (
    Sight("kata perangkat", scene.told, ("monitoring-target",)),
    Sight(
        "bacaan perangkat",
        scene.readings,
        ("monitoring-readings", "monitoring-raw"),
        scene.fetch_raw,
    ),
)
KEEPER = (
    Sight("kunci SSH berubah", scene.key_changed, ("monitoring-target",)),
    Sight("kunci SSH diterima", scene.key_changed, ("monitoring-host-key",), scene.accept),
    Sight("agen", scene.agents, ("monitoring-agents",)),
    Sight("agen baru", scene.agents, ("monitoring-agents",), scene.make_agent),
    Sight("agen dicabut", scene.agents, ("monitoring-revoke",), scene.revoke),
    Sight("agen keliru", scene.agents, ("monitoring-agents",), press("Buat agen")),
    Sight("pindah segmen", scene.questions, ("monitoring-place",), press("Pindahkan")),
)
