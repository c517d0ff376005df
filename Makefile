# Two commands are enough: `make serve` and `make test`. Each builds what it needs.

# Where the server listens: `make serve PORT=8080`. From the command line only, since shells may export a HOST of their own.
HOST = 127.0.0.1
PORT = 8000

# The first of these that is Python 3.11 or newer: `make test PYTHON=/path/to/python` to choose another.
PYTHON = $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

BIN := .venv/bin
READY := .venv/ready
PEERS := .venv-peers/ready
INSTALL := -m pip install -qq --disable-pip-version-check

# Files that `lifejourney.derive` writes. They are checked in; `make derived` fails if writing them again changes any.
DERIVED := docs/reference api/openapi.json journeys/holidays.csv ':(glob)**/*.schema.json'

COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options $(if $(UPGRADE),--upgrade)

.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help serve test check lint unit catalogue derived fmt bench requirements clean

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

serve: $(READY) catalogue ## check the catalogue, then serve it on http://127.0.0.1:8000 (HOST=, PORT=)
	@exec $(BIN)/lifejourney serve --host $(HOST) --port $(PORT)

test: lint unit catalogue derived ## everything that must hold before a change is merged

check: lint catalogue ## the quick part of `make test`: style, types, imports, the catalogue

lint: $(READY)
	@echo '== format'
	@$(BIN)/ruff format --check --output-format concise .
	@echo '== lint'
	@$(BIN)/ruff check --quiet .
	@echo '== types'
	@$(BIN)/mypy
	@echo '== imports'
	@$(BIN)/lint-imports --no-logo

unit: $(READY)
	@echo '== tests'
	@$(BIN)/pytest -q -n auto --cov

catalogue: $(READY)
	@echo '== catalogue'
	@$(BIN)/lifejourney check

derived: $(READY) ## write the derived files again, and fail if that changes any
	@echo '== derived files'
	@$(BIN)/python -m lifejourney.derive
	@if ! git ls-files --error-unmatch Makefile >/dev/null 2>&1; then \
		echo 'written; not compared, because this is not a git checkout'; \
	elif { git --no-pager diff --name-only -- $(DERIVED); \
		git ls-files --others --exclude-standard -- $(DERIVED); } | grep .; then \
		echo 'The files above were out of date and have been written again. Read what changed, then `git add` them.'; \
		exit 1; \
	else \
		echo 'up to date'; \
	fi

fmt: $(READY) ## format the code and mend what ruff can mend
	@$(BIN)/ruff check --quiet --fix --exit-zero .
	@$(BIN)/ruff format --quiet .

bench: $(READY) $(PEERS) ## measure what must be fast, beside a peer in the same run
	@$(BIN)/python -m benchmarks

requirements: .venv/pinned ## write the pins again from requirements*.in (UPGRADE=1 to take the newest)
	@for name in requirements requirements-dev requirements-peers; do \
		$(COMPILE) --output-file $$name.txt $$name.in || exit 1; \
		sed -i "1i # Pinned from $$name.in by \`make requirements\`: change that file, not this one." $$name.txt; \
	done

clean: ## remove everything that can be built again
	@rm -rf .venv .venv-peers build dist htmlcov .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache .schemathesis
	@find . -name .git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/pinned: requirements-dev.txt
	@echo '== .venv (once, and whenever the pins change)'
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or newer is needed, and none was found. Install it, or name it: make PYTHON=/path/to/python'; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python $(INSTALL) --require-hashes --requirement requirements-dev.txt
	@touch $@

$(READY): .venv/pinned pyproject.toml
	@$(BIN)/python $(INSTALL) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m pip check >/dev/null || { $(BIN)/python -m pip check; exit 1; }
	@touch $@

$(PEERS): requirements-peers.txt
	@echo '== .venv-peers (once, and whenever the pins change)'
	@$(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python $(INSTALL) --require-hashes --requirement requirements-peers.txt
	@touch $@
