# Two commands are enough: `make run` and `make test`. `make help` lists the others.
.DEFAULT_GOAL := help
SHELL := /bin/bash
UV_VERSION := 0.13.9
UV := .tools/bin/uv
PYTHON := .venv/bin/python
BACKSTAY := .venv/bin/backstay

.PHONY: help run chat test unit lint train doctor mutants bench screenshots lock clean

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: .venv/installed  ## set everything up and start chat, scheduler and clinic
	@$(BACKSTAY) up

chat: .venv/installed  ## talk with the coach in the terminal
	@$(BACKSTAY) chat

train: .venv/installed  ## export the encoder, index the articles, train the dialogue
	@$(BACKSTAY) train

doctor: .venv/installed  ## look for what is missing or unwise on this machine
	@$(BACKSTAY) doctor

test: .venv/installed-dev lint  ## lint, then every test
	@$(BACKSTAY) train
	@$(PYTHON) -m pytest

unit: .venv/installed-dev  ## the fast tests: no model, no server, no browser
	@$(PYTHON) -m pytest -m "not models and not servers and not slow" -q -n 2

lint: .venv/installed-dev  ## style, types, directions of imports, clinical content
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache | tail -3
	@$(BACKSTAY) knowledge check

mutants: .venv/installed-dev  ## change the safety rules one by one, see what no message notices
	@$(PYTHON) -m benchmarks.safety_mutants

bench: .venv/installed-dev  ## print the benchmark tables
	@for name in capture "nlu --quick" "safety --peers" retrieval "nudges --seeds 10" \
	    "clock --quick" flood service "panel --participants 500"; do \
	    $(PYTHON) -m benchmarks.$$name || exit 1; done

screenshots: .venv/installed-dev  ## take the pictures in docs/images anew
	@SCREENSHOTS=1 $(PYTHON) -m pytest -q tests/browser/test_whole_way.py

lock: $(UV)  ## resolve the pinned requirements again, with hashes
	@$(UV) pip compile -q --python-version 3.10 --generate-hashes --no-emit-index-url --no-header \
	    pyproject.toml -o requirements.lock
	@$(UV) pip compile -q --python-version 3.10 --generate-hashes --no-emit-index-url --no-header \
	    --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:  ## remove what was installed; the data in .data stays
	@rm -rf .venv .tools build *.egg-info

$(UV):
	@bin=$$(command -v python3 || command -v python) || { echo "Backstay needs Python 3 with pip."; exit 1; }; \
	echo "Fetching uv, the installer ..."; \
	$$bin -m pip install --quiet --disable-pip-version-check --target .tools uv==$(UV_VERSION)

.venv/bin/python: | $(UV)
	@./tools/make-venv $(UV)

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the requirements (about 5 GB on disk the first time) ..."
	@$(UV) pip install --quiet --python $(PYTHON) --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --python $(PYTHON) --no-build-isolation --no-deps -e .
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@echo "Installing the development tools ..."
	@$(UV) pip install --quiet --python $(PYTHON) --require-hashes -r requirements-dev.lock
	@touch $@
