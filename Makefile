# The commands of the project. A machine with Python 3.11 or later and make is enough.
SHELL := /bin/bash
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done)
PORT ?= 8000
WORKERS ?= 2
ARGS ?=
MARK ?= not browser
SET ?= tests
UV := 0.13.9
RUN := .venv/bin/python
TEST_DATA := $(CURDIR)/.data/test
# How coverage is measured, and the floors, just below what was measured. Python's own monitoring costs a tenth of a
# run and tells of lines from 3.12, of branches from 3.14; before it a tracer doubles the run, with branches or without.
FLOOR_OF_LINES := 96
FLOOR_WITH_BRANCHES := 94
MEASURED = $(shell $(RUN) -c 'import sys; lines_alone = (3, 12) <= sys.version_info < (3, 14); \
	print("--cov", f"--cov-fail-under=$(FLOOR_OF_LINES)" if lines_alone else "--cov-branch --cov-fail-under=$(FLOOR_WITH_BRANCHES)")')
MEASURES = $(shell $(RUN) -c 'import sys; print("sysmon" if sys.version_info >= (3, 12) else "ctrace")')
# What was compiled once is there for each worker, each process that a test starts, and the next run.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo test test-quick test-covered test-browser lint types bench gates bench-words lock clean

setup:
	@if [ -z "$(PYTHON)" ]; then echo "make: Python 3.11 or later is needed and was not found." >&2; exit 1; fi
	@$(PYTHON) setup_project.py $(SET)

demo: SET = demo
demo: setup
	@$(RUN) manage.py demo --port $(PORT)

test: test-quick test-browser

test-quick: setup
	@if [ -z "$$DATABASE_URL" ]; then DATA_DIR=$(TEST_DATA) $(RUN) manage.py database start --no-fsync; fi
	DATA_DIR=$(TEST_DATA) $(RUN) -m pytest -n $(WORKERS) --dist worksteal -m "$(MARK)" $(ARGS)

test-covered: setup
	@COVERAGE_CORE=$(MEASURES) $(MAKE) test-quick ARGS="$(MEASURED) $(ARGS)"

test-browser: setup
	@if [ -z "$$DATABASE_URL" ]; then DATA_DIR=$(TEST_DATA) $(RUN) manage.py database start --no-fsync; fi
	DATA_DIR=$(TEST_DATA) DJANGO_ALLOW_ASYNC_UNSAFE=1 $(RUN) -m pytest -n $(WORKERS) --dist worksteal -m browser tests/browser $(ARGS)

lint: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djlint templates --lint --quiet

types: setup
	.venv/bin/mypy agencies audits audit_project

bench: setup
	@if [ -z "$$DATABASE_URL" ]; then DATA_DIR=$(TEST_DATA) $(RUN) manage.py database start --no-fsync; fi
	DATA_DIR=$(TEST_DATA) $(RUN) -m benchmarks $(SIZE)
	@$(RUN) benchmarks/words.py

gates: setup
	@if [ -z "$$DATABASE_URL" ]; then DATA_DIR=$(TEST_DATA) $(RUN) manage.py database start --no-fsync; fi
	DATA_DIR=$(TEST_DATA) $(RUN) -m benchmarks gates

bench-words: setup
	@$(RUN) benchmarks/words.py --say --write

# What is installed, pinned with hashes and without addresses; versions stay as they are unless ARGS="--upgrade".
lock:
	@[ -x .make/lock/bin/uv ] || { $(PYTHON) -m venv .make/lock && .make/lock/bin/pip install --quiet uv==$(UV); }
	@for set in production demo tests; do \
	  .make/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-strip-extras --only-binary :all: --custom-compile-command "make lock" $(ARGS) \
	    requirements/$$set.in -o requirements/$$set.txt || exit 1; done

clean:
	rm -rf .venv .make node_modules static_built .pytest_cache .mypy_cache .ruff_cache
