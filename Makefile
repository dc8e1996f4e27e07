# Two commands do everything on a fresh machine with Python 3.11+:
#   make reproduce   set up, run the main job on the sample study, draw the figures
#   make test        set up, then lint, types, tests and the notebook
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup reproduce test lint types unit slow notebook notebooks ci lock clean

help:
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(STAMP)  ## make .venv from the lock (nothing happens the second time)

# The package itself is installed editable and without looking at dependencies:
# every one of them, build backend included, comes hashed from the lock.
$(STAMP): requirements/lock.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("topics needs Python 3.11, 3.12 or 3.13, this is " + sys.version.split()[0]) if not (3, 11) <= sys.version_info < (3, 14) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --only-binary :all: --no-deps --require-hashes -r requirements/lock.txt
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@

reproduce: $(STAMP)  ## run the main job on the sample study and draw the figures
	$(BIN)/topics run data/sample
	$(BIN)/topics figures data/sample --out figures

test: lint types unit notebook  ## lint, types, tests and one notebook

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy topics

unit: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow"

slow: $(STAMP)  ## tests that take long: every model in fresh processes, recovery of known shares
	$(BIN)/python -m pytest -n 2 --dist worksteal -m slow

notebook: $(STAMP)
	$(BIN)/python -m pytest notebooks/test_notebooks.py -k 04_shares

notebooks: $(STAMP)  ## every notebook, top to bottom; to look at: build/notebooks
	$(BIN)/python -m pytest notebooks/test_notebooks.py

ci: lint types unit slow notebooks  ## what continuous integration runs

lock:  ## resolve the dependencies anew (needs uv)
	uv pip compile pyproject.toml --extra bertopic --extra dev --extra notebooks --universal --python-version 3.11 --generate-hashes \
		--excludes requirements/excludes.txt --no-header --no-annotate --quiet --output-file requirements/lock.txt

clean:  ## remove what the commands above made, the run store excepted
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache
