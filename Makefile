# AppealClock. `make run` needs Python 3.11 or newer, and nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := activities benchmarks cli deploy models tests workflows worker.py
# Processes of tests: three more than there are processors, as many tests wait for servers.
JOBS ?= $(shell $(PYTHON) -c 'import os; print(min((os.cpu_count() or 1) + 3, 8))')
TESTS := $(BIN)/pytest -n $(JOBS) --dist worksteal

LOCK := $(BIN)/uv pip compile pyproject.toml --group build --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-header --no-config --quiet
LOCKS := requirements/service.txt requirements/embedded.txt requirements/development.txt

# Tests start a hundred processes: what one of them has compiled, the next ones load.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup run test test-hours simulate confluence check lint bench docs sbom lock upgrade clean
.DEFAULT_GOAL := run

# The environment only: everything that running, testing and checking needs.
setup: $(VENV)/development.stamp

# The embedded stack and the worker, until Ctrl-C.
run: $(VENV)/embedded.stamp
	@exec $(BIN)/appealclock up

# Lint, format, and all tests; mypy is one of them, as it keeps a processor busy for most of a minute.
test: lint
	$(TESTS)

# What needs no server, at each instant of tests/hours.txt; types are the same at any hour.
test-hours: $(VENV)/development.stamp
	@grep -v '^#' tests/hours.txt | while read -r now; do \
		echo "From $$now on"; \
		APPEALCLOCK_TEST_NOW=$$now $(TESTS) -q -m 'not server' --ignore tests/test_types.py \
			</dev/null || exit 1; \
	done

check: lint
	$(BIN)/mypy

lint: $(VENV)/development.stamp
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/lint-imports
	$(BIN)/python -m tests.licenses

# Caseloads over simulated years, judged by a second rule. APPEALCLOCK_SIMULATION_SEED names one,
# or a case of it as printed; APPEALCLOCK_SIMULATION_CASES is how many cases it has.
simulate: $(VENV)/development.stamp
	$(BIN)/python -m tests.simulation

# Corrections and take-backs of random cases, held to their laws. APPEALCLOCK_CONFLUENCE_SEED names
# a run, or a case of it as printed; APPEALCLOCK_CONFLUENCE_CASES is how many cases it has.
confluence: $(VENV)/development.stamp
	$(BIN)/python -m tests.confluence

bench: $(VENV)/development.stamp
	$(BIN)/pytest benchmarks -o python_files='bench_*.py' -s

# Write the pages of the rulebook and of the notices from their data, and take the pictures anew from the real UI.
docs: $(VENV)/development.stamp
	$(BIN)/python -m models.rulebook.document
	$(BIN)/python -m models.rulebook.identification.document
	$(BIN)/python -m tests.browser.take_pictures

# The bill of materials of what the service runs on: CycloneDX, from the lock file, the same each time.
sbom: $(VENV)/development.stamp
	@mkdir -p build
	$(BIN)/python -m cyclonedx_py requirements requirements/service.txt --pyproject pyproject.toml \
		--output-reproducible --spec-version 1.6 -o build/sbom.cdx.json

# Write the lock files anew from pyproject.toml, keeping what they pin; `upgrade` takes the newest.
lock: $(VENV)/development.stamp
	$(LOCK) --extra development $(LOCK_FLAGS) -o requirements/development.txt
	$(LOCK) --extra embedded -c requirements/development.txt -o requirements/embedded.txt
	$(LOCK) -c requirements/development.txt -o requirements/service.txt

upgrade: LOCK_FLAGS := --upgrade
upgrade: lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "AppealClock needs Python 3.11 or newer; name one: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Each stamp is older than its lock file when the environment must be brought up to date.
$(VENV)/%.stamp: requirements/%.txt pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
