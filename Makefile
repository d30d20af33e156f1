# Everything a developer does here; `make help` lists it.
BIN := $(if $(wildcard .venv/bin/python),.venv/bin/,)
PYTHON := $(BIN)python
export PYTHONPATH := .
CHECKS := format lint types floors spelling dependencies templates scripts cypher unit

.PHONY: help check $(CHECKS) test bench assets docs screenshots

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

check: ## every check that needs no server, side by side (under a minute)
	@$(MAKE) --no-print-directory --jobs=3 --output-sync=target --keep-going $(CHECKS)

format: ## is every Python file formatted?
	@$(BIN)ruff format --check --quiet .

lint: ## ruff
	@$(BIN)ruff check --quiet .

types: ## mypy, strict
	@$(BIN)mypy --no-error-summary

floors: ## imports go downwards only
	@$(BIN)lint-imports --no-logo 2>&1 | tail -n 25; exit $${PIPESTATUS[0]}
floors: SHELL := /bin/bash

spelling: ## codespell
	@git ls-files -z --cached --others --exclude-standard -- '*.py' '*.md' '*.toml' '*.cypher' '*.html' '*.js' '*.css' \
	  | xargs -0 $(BIN)codespell

dependencies: ## what is imported is declared, what is declared is imported
	@$(BIN)deptry . --no-ansi

templates: ## djlint
	@if [ -d graphcrm/web/templates ]; then $(BIN)djlint --lint --quiet graphcrm/web/templates; fi

scripts: node_modules ## JSDoc types of the browser's code
	@if [ -f frontend/tsconfig.json ]; then node_modules/.bin/tsc --project frontend/tsconfig.json; fi

cypher: ## Neo4j's own parser over every query
	@$(PYTHON) scripts/lint_cypher.py

unit: ## the tests that need no server
	@$(PYTHON) -m pytest -q -n 2 tests/unit tests/architecture tests/cypher/test_headers.py

test: ## the whole suite, with real servers
	@$(PYTHON) -m pytest -n 2

bench: ## every benchmark; figures go to stdout as JSON
	@for name in paths import strength index screens board what-if decision-makers calibration; do $(BIN)graphcrm bench $$name --json; done

assets: ## bundle the browser's code
	@$(PYTHON) hatch_build.py

docs: ## redraw docs/architecture.md
	@$(PYTHON) scripts/draw_architecture.py

screenshots: assets ## draw README's pictures from the demo (needs Chromium)
	@$(PYTHON) scripts/screenshots.py

node_modules: package-lock.json
	@$(PYTHON) hatch_build.py && touch node_modules
