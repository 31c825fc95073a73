# Two commands matter: `make serve` shows the site, `make test` proves it.
.DEFAULT_GOAL := help
.PHONY: help setup serve build pdf zensical test test-gpu lint outputs format audit bench clean

PYTHON ?= python3
# Empty: the newest versions that the ranges in pyproject.toml and package.json allow.
CONSTRAINTS ?= constraints.txt
VENV := .venv
READY := $(VENV)/.ready
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export NO_MKDOCS_2_WARNING := 1

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## Create .venv with everything pinned (done by itself when needed)

$(READY): pyproject.toml constraints.txt package.json package-lock.json
	@command -v $(PYTHON) >/dev/null || { echo "make: Python 3.11.5 or newer is missing"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11, 5))' || { echo "make: expected Python 3.11.5 or newer, got $$($(PYTHON) -V 2>&1)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "make: Python's venv module is missing (on Debian: apt-get install python3-venv)"; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) -V)"
	@$(PYTHON) -m venv $(VENV)
	@echo "Installing Python packages (a minute or two the first time)"
	@pip install --disable-pip-version-check $(CONSTRAINTS:%=-c %) -e '.[dev]'
	@echo "Installing the formula renderer and the math font"
	@npm $(if $(CONSTRAINTS),ci,install --no-package-lock) --no-progress --loglevel=error
	@touch $@

serve: $(READY) ## Build the site and serve it with live reload
	@echo "Building; the address follows. Every save rebuilds. Stop with Ctrl+C."
	@mkdocs serve

build: $(READY) ## Write the site to site/, warnings are errors
	@mkdocs build --strict

pdf: $(READY) ## Print the site to pdf/mlnotes.pdf, or one chapter: make pdf CHAPTER=attention
	@python -m site_tools.pdf $(CHAPTER)

zensical: $(READY) ## Write the same site, built with Zensical, to .cache/zensical/site/
	@python -m site_tools.zensical

test: $(READY) lint ## Prove everything: package, blocks, labs, site, lint
	@OMP_NUM_THREADS=1 python -m pytest -n 2 --cov --cov-report=term
	@python -m site_tools.verified

lint: $(READY) ## Ruff and the type checker
	@ruff check .
	@ruff format --check --quiet . || { echo "make: run 'make format'"; exit 1; }
	@node_modules/.bin/pyright

test-gpu: ## Tests that can use a GPU: need pytest, NumPy and torch alone
	@PYTHONPATH=src:. $(PYTHON) -m pytest -q -rs -o addopts= --import-mode=importlib -k cuda tests --ignore=tests/docs --ignore=tests/site
	@$(PYTHON) -m site_tools.verified gpu

outputs: $(READY) ## Rewrite the outputs shown on the pages from real runs
	@python -m site_tools.outputs

format: $(READY) ## Format the code
	@ruff check --fix --quiet . ; ruff format .

audit: $(READY) ## Lighthouse on every page (half an hour), or on some: make audit PAGES="index.html"
	@python -m site_tools.audit $(PAGES)

bench: $(READY) ## Speed as ratios against scikit-learn and torch
	@for script in benchmarks/*.py; do echo "$$script"; python $$script || exit 1; done

clean: ## Delete what was made: site, caches, environment
	rm -rf $(VENV) node_modules site pdf .cache
