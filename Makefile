# The commands of this checkout. Each sets up what it needs (scripts/setup.sh) and can be run on a fresh clone.
.DEFAULT_GOAL := help
.PHONY: help setup demo test faults check format lint types imports cover gate glossary catalogs bench lock clean

BIN := .venv/bin
# The pure core, from the nouns to the flow: what the coverage floor is for.
CORE := locworker/errors.py,locworker/languages.py,locworker/text.py,locworker/model.py,locworker/articles/*,locworker/segments/*,locworker/glossary/*,locworker/values/*,locworker/protection/*,locworker/memory/*,locworker/engines/*,locworker/checks/*,locworker/catalog/*,locworker/review/*,locworker/rebuild/*,locworker/pipeline.py,locworker/pipeline/*

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## system packages, .venv and locked requirements
	@sh scripts/setup.sh dev

demo: ## translate, check and rebuild the examples offline
	@sh scripts/demo.sh

test: ## all tests; ARGS go on to pytest
	@sh scripts/test.sh $(ARGS)

faults: ## the fault suite at full size, some 25 minutes; ARGS go on to pytest
	@FAULTS=full sh scripts/test.sh tests/faults -n 0 -p no:randomly $(ARGS)

check: lint types imports cover gate glossary catalogs ## exactly what CI runs

format: setup ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

cover:
	@sh scripts/test.sh --cov --cov-report=
	$(BIN)/coverage report --include="$(CORE)" --skip-covered --fail-under=95

gate: setup ## hold the figures that the checks have reached
	$(BIN)/python scripts/gate.py

glossary: setup
	$(BIN)/locworker glossary check glossaries/*.csv

catalogs: setup
	$(BIN)/locworker check locales
	find locales -name '*.po' -print0 | xargs -0 -n 1 msgfmt -c -o /dev/null

bench: setup ## measure speed; BENCH=FOLDER scores the checks on benchmark data too
	$(BIN)/python bench/speed.py $(BENCH)

lock: ## pin the requirements again from pyproject.toml; needs uv
	sh scripts/lock.sh

clean: ## remove what can be made again
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage
