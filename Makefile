# Hygie. `make run` serves a demonstration on this machine; `make test` runs everything.
# Overrides: PYTHON (any 3.11 or newer), PORT, HYGIE_HOME (folder of the database and private files).

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
PORT ?= 8000
BIN := .venv/bin

.PHONY: help install install-dev run test check messages lock bench
.DEFAULT_GOAL := help

help: ## say what can be done
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

install: ## install what the platform needs, and only that
	@$(if $(PYTHON),$(PYTHON) tools/install.py,echo "Hygie needs Python 3.11 or newer." >&2; exit 1)

install-dev:
	@$(if $(PYTHON),$(PYTHON) tools/install.py --dev,echo "Hygie needs Python 3.11 or newer." >&2; exit 1)

run: install ## serve the demonstration region at http://127.0.0.1:8000
	@exec $(BIN)/python tools/run.py --port $(PORT)

test: install-dev ## run the checks and every lane of the suite
	@$(BIN)/python tools/test.py

check: install-dev ## lint, format, types, templates, floors, migrations, translations
	@$(BIN)/python tools/check.py

messages: install-dev ## gather the strings to translate
	@$(BIN)/python tools/messages.py

lock: install-dev ## lock the versions of requirements/*.in and package.json
	@$(BIN)/python tools/lock.py

bench: install-dev ## measure what must be fast
	@$(BIN)/python tools/bench.py
