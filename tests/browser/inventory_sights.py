"""The pages of the inventory as their keeper and the rest of the office meet them."""

from tests.browser import inventory_scene as scene
from tests.browser.sight import Sight, press

KEEPER = (
    Sight("inventaris", scene.front, ("inventory",), scene.look_up),
    Sight(
        "daftar perangkat",
        "/inventaris/perangkat/",
        ("inventory-list", "inventory-download"),
        scene.fetch_table,
    ),
    Sight(
        "perangkat baru",
        "/inventaris/baru/perangkat/",
        ("inventory-new", "inventory-suggested"),
        scene.wrong_device,
    ),
    Sight("ubah perangkat", "/inventaris/perangkat/sw-disdik/ubah", ("inventory-edit",)),
    Sight(
        "perangkat dilepas",
        scene.spare,
        ("inventory-item", "inventory-act"),
        scene.take_out_of_use,
    ),
    Sight("perangkat dulu", scene.device_then, ("inventory-item",)),
    Sight(
        "impor", "/inventaris/impor/", ("inventory-imports", "inventory-import"), scene.send_file
    ),
    Sight(
        "impor dibatalkan",
        scene.done_import,
        ("inventory-import", "inventory-import-act"),
        scene.undo,
    ),
    Sight("usulan", scene.proposals, ("inventory-proposals",), press("Terima")),
    Sight("sumber", scene.sources, ("inventory-sources",)),
    Sight("sumber baru", "/inventaris/sumber/baru/", ("inventory-source",), press("Simpan")),
    Sight("kredensial", scene.credentials, ("inventory-credentials",)),
    Sight(
        "baca kredensial",
        scene.credential,
        ("inventory-credential", "inventory-credential-reveal"),
        scene.ask_to_read,
    ),
    Sight(
        "kredensial baru",
        "/inventaris/kredensial/baru/snmp-v3/",
        ("inventory-credential-new",),
        press("Simpan"),
    ),
)
OFFICER = (
    Sight("perangkat", scene.device, ("inventory-item",)),
    Sight("koreksi", "/inventaris/perangkat/sw-disdik/usul", ("inventory-propose",)),
)
