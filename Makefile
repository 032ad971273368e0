# Statemill's commands; `make help` lists them. Everything happens in .venv, which `make` prepares by itself.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# The machine's own certificates: a company's network has some that no tool brings along.
export UV_SYSTEM_CERTS ?= 1
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: run test check format bench fuzz clean help

run: .venv/run.stamp ## build the nightly pipeline and run it end to end on embedded parts
	$(BIN)/python -m pipelines.demo

test: .venv/dev.stamp ## run every test (make test ARGS="-k word" for some)
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: .venv/dev.stamp ## run the gates: formatting, lint, types, imports between layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: .venv/dev.stamp ## format the sources and mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/dev.stamp ## print the benchmarks' figures, as ratios against peers in the same run
	$(BIN)/uv pip install --quiet --python $(BIN)/python --group bench
	$(BIN)/python -m benchmarks

fuzz: .venv/dev.stamp ## compare random programs' three executions for MINUTES (default 5)
	$(BIN)/python -m tests.properties.fuzz --minutes $(or $(MINUTES),5)

clean: ## remove what was built and the environment
	rm -rf build dist .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/uv.stamp:
	@test -n "$(PYTHON)" || { echo "Statemill needs Python 3.11 or later with venv (Debian: apt install python3-venv);" \
		"name it with make PYTHON=/path/to/python3.12" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

.venv/run.stamp: .venv/uv.stamp pyproject.toml
	$(BIN)/uv pip install --quiet --python $(BIN)/python --editable '.[local]'
	@touch $@

.venv/dev.stamp: .venv/run.stamp pyproject.toml
	$(BIN)/uv pip install --quiet --python $(BIN)/python --editable . --group dev
	@touch $@
