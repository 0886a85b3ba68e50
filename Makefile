# Zaiton's front door: make run and make test.
PYTHON ?= python3

# ---- test, check, lint, format, bench, new-service ------------------------------------------------------------------

.PHONY: test check lint format bench new-service

.venv/.test-ok: .venv/.ok requirements-test.lock
	@.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@

test: .venv/.test-ok  ## everything, on SQLite and on PostgreSQL, in a browser and from the documents
	@$(PYTHON) -m tools.machine
	@.venv/bin/python -m tools.check
	@echo "tests that touch the database, on PostgreSQL"
	@env -u ZAITON_HOME .venv/bin/python -m tools.postgres run .venv/bin/python -m pytest -q -n 2 --only-database -m "not journey"
	@echo "all tests, on SQLite"
	@env -u ZAITON_HOME -u DATABASE_URL .venv/bin/python -m pytest -q -n 2 --ignore=tests/architecture --ignore=tests/tidy

check: .venv/.test-ok  ## the quick part: lint, contracts, catalogues, architecture, tidy, the shipped packs
	@.venv/bin/python -m tools.check

lint: .venv/.test-ok  ## style and import contracts only
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && PYTHONPATH=src:. .venv/bin/lint-imports --no-cache

format: .venv/.test-ok  ## put the sources into shape
	@.venv/bin/ruff check --fix . && .venv/bin/ruff format .

bench: .venv/.test-ok setup  ## every measurement; each prints one JSON line last
	@for measurement in bench/[a-z]*.py; do echo "$$measurement"; .venv/bin/python "$$measurement" || exit 1; done

new-service: .venv/.test-ok  ## a new service that passes every check: make new-service NAME=x
	@.venv/bin/python -m tools.scaffold "$(NAME)"
