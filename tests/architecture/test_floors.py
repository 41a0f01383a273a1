"""Import-linter's contracts hold: floors, furniture, a pure domain and no circles."""

import os

import pytest
from importlinter.cli import lint_imports

from tests.architecture.source import ROOT


def test_every_import_contract_is_kept(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    failed = lint_imports(config_filename=os.fspath(ROOT / "pyproject.toml"), no_cache=True)
    assert not failed, capfd.readouterr().out
