.DEFAULT_GOAL := help
PYTHON_RUN := .venv/bin/python
ARGS ?=

.PHONY: help setup setup-dev process test test-slow lint bench bench-accuracy mutate samples look lock clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install the locked dependencies into .venv
	@sh tools/setup.sh process

setup-dev:
	@sh tools/setup.sh dev

process: setup ## read inbox/, write outbox/ (options: make process ARGS="--lang en")
	@$(PYTHON_RUN) -m pipeline process $(ARGS)

test: setup-dev ## lint, types and tests
	@$(PYTHON_RUN) -m ruff check .
	@$(PYTHON_RUN) -m mypy
	@$(PYTHON_RUN) -m pytest -n 2 -m "not slow" $(ARGS)

test-slow: setup-dev ## every sample page again by OCR
	@$(PYTHON_RUN) -m pytest -m slow $(ARGS)

lint: setup-dev ## lint and types alone
	@$(PYTHON_RUN) -m ruff check .
	@$(PYTHON_RUN) -m mypy

bench: setup-dev ## speed, as ratios in one run
	@$(PYTHON_RUN) -m bench $(ARGS)

bench-accuracy: setup-dev ## what is read, verified and wrong of degraded papers, by tier (ARGS="--seed 7 --papers 16")
	@sh tools/fonts.sh
	@$(PYTHON_RUN) -m bench.accuracy $(ARGS)

mutate: setup-dev ## which small changes of the rules no test notices, half an hour (ARGS="--seed 7 --only rules/loans.py")
	@$(PYTHON_RUN) -m bench.mutation $(ARGS)

samples: setup ## write sample papers and their truth to samples-out/
	@$(PYTHON_RUN) -m pipeline samples samples-out

look: setup ## draw what the reader saw: make look FILE=paper.pdf
	@$(PYTHON_RUN) -m pipeline look "$(FILE)"

lock: setup-dev ## lock dependencies anew (needs uv)
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header pyproject.toml -o requirements.lock
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header pyproject.toml --group dev -o requirements-dev.lock

clean: ## remove .venv and caches (never inbox, outbox or state)
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
