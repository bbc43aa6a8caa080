# Two commands do everything: `make seed` builds the example, `make test` runs every test.
# They need Python 3.11 or later and make; whatever else they use, they install.

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help seed test lint refresh bench clean

help:  ## Say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

seed: .venv/kg  ## Set up, and build the graph of the example post into out/
	$(BIN)/kg build seeds --out out

test: .venv/test lint  ## Set up, and run every check and test
	$(BIN)/python -m pytest --numprocesses 2

lint: .venv/test  ## Check style, types and generated text
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

refresh: .venv/test  ## Write anew what is generated: golden files, and the help in the README
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python tests/refresh.py

bench: .venv/test  ## Measure a build against a straightforward script, on invented posts or POSTS=folder
	$(BIN)/python benchmarks/build.py $(POSTS)

clean:  ## Remove what was set up and built
	rm -rf .venv out/graph.* out/.graph.store .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/node/node_modules

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'kg needs Python 3.11 or later: make PYTHON=python3.12 ...'; exit 1; }
	$(PYTHON) -m venv .venv

.venv/kg: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/test: .venv/bin/python pyproject.toml tests/setup.sh tests/node/package-lock.json
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	BIN=$(BIN) sh tests/setup.sh
	@touch $@ .venv/kg
