# The one door. `make demo` shows the product, `make test` runs every test, `make check` is what a change must pass.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SAM := .venv-sam/bin
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup tools demo test check lint types laws build bench test-runtime lock docs clean

help: ## What there is to do
	@grep -E '^[a-z-]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed 's/:.*##/\t/' | expand -t 16

setup: $(VENV)/.ready ## Create .venv with pinned dependencies

INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

$(VENV)/.run: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else 0'
	@echo "Setting up $(VENV) (once) …"
	@$(PYTHON) -m venv $(VENV)
	@$(INSTALL) --require-hashes -r requirements/run.txt
	@$(INSTALL) --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.ready: $(VENV)/.run requirements/dev.txt
	@echo "Adding what the tests need (once) …"
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

.venv-sam/.ready: requirements/sam.txt
	@echo "Setting up .venv-sam (SAM CLI and cfn-lint, once) …"
	@$(PYTHON) -m venv .venv-sam
	@$(SAM)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/sam.txt
	@touch $@

.venv-bench/.ready: requirements/bench.txt
	@echo "Setting up .venv-bench (sslyze, to compare with, once) …"
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/bench.txt
	@touch $@

tools: setup .venv-sam/.ready ## What the tests use besides Python: DynamoDB Local, nginx, openssl (where they can be had)
	@tools/system_tools

demo: $(VENV)/.run ## The whole bot on this machine, answering at once (ONCE=1: end after the first answers)
	@$(BIN)/python -m tests.demo $(if $(ONCE),--once)

test: tools ## Every test
	@$(BIN)/python -m pytest -n 3 --dist worksteal

check: lint types laws test ## All that a change must pass
	@$(SAM)/cfn-lint template.yaml
	@$(SAM)/sam validate --lint

lint: setup
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: setup
	@$(BIN)/mypy

laws: setup ## The layer law of docs/architecture.md, by import-linter
	@PYTHONPATH=src $(BIN)/lint-imports

build: .venv-sam/.ready ## sam build
	@$(SAM)/sam build

bench: setup ## Figures: imports, CPU of a check, texts, captures, table, a sweep; a full check beside other scanners (BENCH="--only sslscan" is quicker)
	@$(BIN)/python tools/bench_cold_import.py
	@PYTHONPATH=. $(BIN)/python tools/bench_check.py
	@PYTHONPATH=. $(BIN)/python tools/profile_check.py
	@PYTHONPATH=. $(BIN)/python tools/bench_explain.py
	@PYTHONPATH=. $(BIN)/python tools/bench_pcap.py
	@PYTHONPATH=. $(BIN)/python tools/bench_table.py --targets 0
	@PYTHONPATH=. $(BIN)/python tools/bench_sweep.py --targets 1000
	@$(MAKE) --silent .venv-bench/.ready || echo "sslyze could not be installed; the table does without."
	@PYTHONPATH=. $(BIN)/python tools/bench_full.py $(BENCH)

docs: setup ## docs/rules.md, made from the rules
	@$(BIN)/python tools/write_rules_doc.py

test-runtime: ## Every test on Python 3.13, the Lambda runtime's (root, apt and debootstrap needed)
	@tools/test_runtime

lock: setup ## Pin requirements/*.in anew, with hashes
	@tools/lock

clean:
	rm -rf $(VENV) .venv-sam .venv-bench .aws-sam .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
