"""Where the daily sheets are kept besides: read from the environment, faults named."""

from pathlib import Path

from sigap.config.environment_record import Anchors, read_anchors

ROOT = Path("/srv/sigap")


def read(**variables):
    return read_anchors({f"SIGAP_{name}": text for name, text in variables.items()}, "SIGAP_", ROOT)


def test_nothing_set_is_no_place():
    assert read() == (Anchors(), {})


def test_a_folder_counts_from_the_root_of_the_installation():
    assert read(ANCHOR_DIR="jangkar")[0].folder == ROOT / "jangkar"
    assert read(ANCHOR_DIR="/mnt/arsip")[0].folder == Path("/mnt/arsip")


def test_several_addresses_stand_between_commas():
    found, faults = read(ANCHOR_EMAIL="a@contoh.go.id, b@contoh.go.id,")
    assert (found.addresses, faults) == (("a@contoh.go.id", "b@contoh.go.id"), {})


def test_what_is_no_address_is_named():
    _, faults = read(ANCHOR_EMAIL="a@contoh.go.id,inspektorat")
    assert "“inspektorat” bukan alamat surel" in str(faults["SIGAP_ANCHOR_EMAIL"])
