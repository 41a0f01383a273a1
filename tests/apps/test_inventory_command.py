"""`sigap inventory`: the same import as on the page, for scripts."""

import json
from pathlib import Path

import pytest

from sigap.inventory.models import Device, Import
from tests.apps.test_commands import failed, run
from tests.cast import cast

pytestmark = pytest.mark.django_db
ROWS = "kunci;nama;lokasi\nr-1;Router;rsud\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    cast()
    path = tmp_path / "perangkat.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_a_file_is_imported_and_taken_back(file: Path) -> None:
    assert "tambah 1" in run("inventory", "import", str(file))
    assert Device.objects.filter(key="r-1").exists()
    run("inventory", "undo")
    assert not Device.objects.filter(key="r-1").exists()
    assert failed("inventory", "undo")[0] == 1


def test_a_dry_run_tells_and_stores_nothing(file: Path) -> None:
    told = json.loads(run("inventory", "import", str(file), "--dry-run", "--json"))
    assert (told["done"], told["counts"]["tambah"]) == (False, 1)
    assert not Device.objects.filter(key="r-1").exists()
    assert not Import.objects.filter(state="diperiksa").exists()


def test_a_refused_row_is_named_with_its_line_and_ends_with_1(file: Path) -> None:
    file.write_text(f"{ROWS}r-2;;nowhere\n", encoding="utf-8")
    code, said = failed("inventory", "import", str(file))
    assert code == 1
    assert "perangkat:3: site:" in said
    assert not Device.objects.filter(key="r-1").exists()


def test_what_is_exported_is_imported_without_a_change(file: Path, tmp_path: Path) -> None:
    for name in ("keluar.csv", "keluar.xlsx"):
        out = tmp_path / f"lokasi-{name}"
        run("inventory", "export", "lokasi", "-o", str(out))
        told = json.loads(run("inventory", "import", str(out), "--json"))
        assert told["counts"] == {"tambah": 0, "ubah": 0, "sama": 7, "tolak": 0}


def test_a_missing_file_is_wrong_use(file: Path) -> None:
    assert failed("inventory", "import", "tidak-ada.csv")[0] == 2
