# Everything one does with a checkout. Needs Python 3.11 or newer and make, nothing else.

# The first of these that is new enough makes the environment; `make PYTHON=/path/to/python` decides.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$name" && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --quiet --custom-compile-command "make lock"
ENGLISH := -d sigap/locale -D django -l en

.DEFAULT_GOAL := help
.PHONY: help run setup test check bench pictures lock messages

help: ## list what can be asked for
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/installed ## install, load the demo city once, start web and worker on http://127.0.0.1:8000
	@SIGAP_DEMO=$${SIGAP_DEMO:-1} $(BIN)/sigap up

setup: .venv/installed ## install only; afterwards .venv/bin/sigap works
	@echo "Sigap terpasang. Mulai dengan: $(BIN)/sigap up"

test: .venv/installed-dev ## the whole suite, on SQLite and on PostgreSQL where there is one
	@$(BIN)/python -m tests.everything

check: .venv/installed-dev ## formatting, lint, import floors, types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m mypy

bench: .venv/installed ## measure requests a second beside bare Django (see bench/README.md)
	@$(BIN)/python -m bench

messages: .venv/installed-dev ## collect new sentences into the English catalogue and compile it
	@mkdir -p var
	@$(BIN)/pybabel -q extract -F sigap/locale/babel.cfg -k words -k gettext_lazy \
		-k ngettext_lazy:1,2 -k pgettext_lazy:1c,2 --sort-output --add-location=file \
		-o var/sigap.pot sigap
	@$(BIN)/pybabel -q update -i var/sigap.pot $(ENGLISH) --no-fuzzy-matching --ignore-obsolete \
		--ignore-pot-creation-date --width=100
	@$(BIN)/pybabel -q compile $(ENGLISH)

pictures: .venv/installed-dev ## draw the pictures of the documentation again, from the demo city
	@$(BIN)/python -m pytest -q tests/browser/pictures.py tests/browser/paper_pictures.py

lock: ## resolve the dependencies again into the two lock files (needs uv)
	@$(COMPILE) --extra build --output-file requirements.lock
	@$(COMPILE) --extra build --extra dev --constraint requirements.lock \
		--output-file requirements-dev.lock

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Sigap perlu Python 3.11 atau lebih baru; tidak ada di PATH." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Pasang dulu modul venv untuk $(PYTHON)" \
		"(Debian/Ubuntu: apt install python3-venv)." >&2; exit 1; }

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Memasang pustaka (sekali saja) …"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@echo "Memasang pustaka untuk pengujian …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
