# Everything a newcomer needs: `make run`, `make test`, `make bench`.
PORT ?= 8000
SANDBOX_PORT ?= 9000
PYTHON ?= python3
PY := .venv/bin/python
# The tests' databases stand in memory where there is room, so that no busy disk holds them up.
ROOM := $(shell [ "$$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $$4 }')" -gt 2000000 ] 2>/dev/null && echo /dev/shm || echo "$${TMPDIR:-/tmp}")

.PHONY: run test test-long bench lint lock

run: .venv/ready .env
	@PORT=$(PORT) SANDBOX_PORT=$(SANDBOX_PORT) exec $(PY) -m portal.practice_run

test: .venv/ready-dev
	@bash tests/needs.sh
	$(PY) -m ruff check .
	TMPDIR=$(ROOM) $(PY) -m pytest -n 3 -rs

test-long: .venv/ready-dev
	TMPDIR=$(ROOM) $(PY) -m pytest -n 2 -rs -m long

bench: .venv/ready-dev
	DEBUG=on $(PY) -m benchmarks

lint: .venv/ready-dev
	$(PY) -m ruff check .

lock: .venv/ready
	$(PY) -m pip install --quiet pip-tools
	$(PY) -m piptools compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --output-file requirements.txt requirements.in
	$(PY) -m piptools compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --output-file requirements-dev.txt requirements-dev.in

.env: | .venv/ready
	@$(PY) -m portal.practice_env

.venv/ready: requirements.txt
	$(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
	@touch $@
