# Zaiton's front door: make run and make test.
PYTHON ?= python3
.DEFAULT_GOAL := help

# ---- setup, run (PORT, ZAITON_HOME, DATABASE_URL, DEMO are honoured) --------------------------------------------------

.PHONY: help setup run

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## /make \1	/p' Makefile

.venv/.ok: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or later is needed, but $(PYTHON) was not found. (需要 Python 3.11 或更高版本)"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; $(PYTHON) is older. Name another: make run PYTHON=python3.11 (Python 版本过低)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv module is missing. On Debian: apt install python3-venv (缺少 python3-venv)"; exit 1; }
	@test -w . || { echo "This folder cannot be written: $(CURDIR) (此文件夹不可写)"; exit 1; }
	@.venv/bin/python -c 'import pip' 2>/dev/null || { rm -rf .venv && $(PYTHON) -m venv .venv; }
	@echo "Installing the locked packages into .venv ... (正在安装依赖)"
	@.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@.venv/bin/pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

setup: .venv/.ok  ## .venv, the tables, the shipped packs: after this every .venv/bin/zaiton command works
	@.venv/bin/zaiton setup

run: .venv/.ok  ## set up what is missing, then serve
	@exec .venv/bin/zaiton serve --setup

# ---- test, check, lint, format, bench, new-service ------------------------------------------------------------------

.PHONY: test check lint format bench torture torture-payments torture-intake new-service

.venv/.test-ok: .venv/.ok requirements-test.lock
	@.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@

test: .venv/.test-ok  ## everything, on SQLite and on PostgreSQL, in a browser and from the documents
	@$(PYTHON) -m tools.machine
	@.venv/bin/python -m tools.check
	@echo "tests that touch the database, on PostgreSQL"
	@env -u ZAITON_HOME .venv/bin/python -m tools.postgres run .venv/bin/python -m pytest -q -n 2 --dist loadgroup --only-database -m "not journey"
	@echo "all tests, on SQLite"
	@env -u ZAITON_HOME -u DATABASE_URL .venv/bin/python -m pytest -q -n 2 --dist loadgroup --ignore=tests/architecture --ignore=tests/tidy

check: .venv/.test-ok  ## the quick part: lint, contracts, catalogues, architecture, tidy, the shipped packs
	@.venv/bin/python -m tools.check

lint: .venv/.test-ok  ## style and import contracts only
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && PYTHONPATH=src:. .venv/bin/lint-imports --no-cache

format: .venv/.test-ok  ## put the sources into shape
	@.venv/bin/ruff check --fix . && .venv/bin/ruff format .

bench: .venv/.test-ok setup  ## every measurement; each prints one JSON line last
	@for measurement in bench/[a-z]*.py; do echo "$$measurement"; .venv/bin/python "$$measurement" || exit 1; done

torture: .venv/.test-ok  ## the money block driven through faults by seeds: make torture [SEED=n] [ENGINE=sqlite] [BUG=name]
	@env -u ZAITON_HOME -u DATABASE_URL .venv/bin/python -m tests.torture $(if $(SEED),--seed $(SEED)) $(if $(ENGINE),--engine $(ENGINE)) $(if $(BUG),--bug $(BUG)) $(if $(LIGHT),--light $(LIGHT)) $(if $(HEAVY),--heavy $(HEAVY))

torture-payments: .venv/.test-ok  ## 10,000 payments while server, worker and bank are killed: make torture-payments [COUNT=n] [ENGINE=sqlite]
	@env -u ZAITON_HOME -u DATABASE_URL .venv/bin/python -m tests.torture.payments_killed $(if $(COUNT),--count $(COUNT)) $(if $(ENGINE),--engine $(ENGINE))

torture-intake: .venv/.test-ok  ## 100,000 orders taken while the process is killed again and again: make torture-intake [COUNT=n] [ENGINE=postgresql]
	@env -u ZAITON_HOME -u DATABASE_URL .venv/bin/python -m tests.torture.intake_killed $(if $(COUNT),--count $(COUNT)) $(if $(ENGINE),--engine $(ENGINE))

new-service: .venv/.test-ok  ## a new service that passes every check: make new-service NAME=x
	@.venv/bin/python -m tools.scaffold "$(NAME)"
