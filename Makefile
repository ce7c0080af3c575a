# Everything a newcomer needs: `make run`, `make test`, `make bench`.
# `PORT=8001 SANDBOX_PORT=9001 make run` chooses other ports than 8000 and 9000.
# A distribution's own Python first, where it is new enough and can make an environment: it is built with
# profile-guided optimization, and half as quick again as one that a version manager compiled without.
PYTHON ?= $(shell /usr/bin/python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo /usr/bin/python3 || echo python3)
PY := .venv/bin/python
# The tests' databases stand in memory where there is room, so that no busy disk holds them up.
ROOM := $(shell [ "$$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $$4 }')" -gt 2000000 ] 2>/dev/null && echo /dev/shm || echo "$${TMPDIR:-/tmp}")
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
# One lock for every Python from 3.11.0 on and every system, of packages that come built; the same whatever is
# installed here and however this machine is set up.
LOCK = $(PY) -m uv pip compile --quiet --no-config --universal --python-version 3.11 --only-binary :all: --generate-hashes --custom-compile-command "make lock" $(UPGRADE)

# What is compiled is kept, whatever the machine says: a test's processes would compile all of it again.
test test-long: export PYTHONDONTWRITEBYTECODE =

.PHONY: run test test-long test-pythons bench lint lock

run: .venv/ready .env
	@exec $(PY) -m portal.practice_run

test: .venv/ready-dev
	@PYTHON=$(PYTHON) bash tests/needs.sh
	$(PY) -m ruff check .
	TMPDIR=$(ROOM) $(PY) -m pytest -n 3 --dist worksteal -rs

test-long: .venv/ready-dev
	TMPDIR=$(ROOM) $(PY) -m pytest -n 3 --dist worksteal -rs -m long

# The locks on the oldest and the newest Python that this machine has.
test-pythons: .venv/ready-dev
	$(PY) .ci/prove_locks.py

bench: .venv/ready-dev
	DEBUG=on $(PY) -m benchmarks

lint: .venv/ready-dev
	$(PY) -m ruff check .

# The pins stay as they are; `make lock UPGRADE=--upgrade` takes the newest.
lock: .venv/ready-dev
	$(LOCK) --output-file requirements.txt requirements.in
	$(LOCK) --output-file requirements-practice.txt requirements-practice.in
	$(LOCK) --output-file requirements-dev.txt requirements-dev.in

.env: | .venv/ready
	@$(PY) -m portal.practice_env

.venv/ready: requirements.txt requirements-practice.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, and $(PYTHON) is none. Name another: PYTHON=python3.12 make" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(INSTALL) -r requirements.txt -r requirements-practice.txt
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	$(INSTALL) -r requirements.txt -r requirements-practice.txt -r requirements-dev.txt
	@touch $@
