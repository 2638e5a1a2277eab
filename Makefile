# What a newcomer, an editor of code and CI type. Needs GNU make and Python 3.11 or newer; `make help` lists it all.

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3.14 python3,$(shell command -v $(name) 2>/dev/null)))
PORT ?= 8000
ARGS ?=
BIN := .venv/bin
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
EXCLUDES := --excludes requirements/excludes.txt
LANGUAGES := fr es

.DEFAULT_GOAL := help
.PHONY: help demo setup serve test check bench faults services services-stop texts lock clean python base-packages semantic-packages test-packages
export PORT

help: ## Print this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: setup ## Set everything up, then serve the demo on http://localhost:8000 (PORT=... for another).
	@$(MAKE) --no-print-directory serve

setup: base-packages semantic-packages ## Install the packages, then make or refresh the demo's database, index and static files.
	@MODE=demo $(BIN)/python manage.py setup_demo

serve: ## Serve the demo until Ctrl-C: web server and scheduler (PORT=8000, HOST=127.0.0.1).
	@test -x $(BIN)/python || { echo "Nothing is set up yet: run make demo." >&2; exit 1; }
	@exec env MODE=demo $(BIN)/python -m portal.serve

test: test-packages ## Run the tests; REQUIRE_SERVICES=1 for all of them, ARGS="-k word" for some.
	@MODE=test $(BIN)/python tests/run.py $(ARGS)

check: test-packages ## Check style, types, layers, migrations, translations and the settings of production.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	MODE=test $(BIN)/mypy portal practices networks search
	MODE=test $(BIN)/lint-imports
	MODE=test DATABASE_URL=sqlite://:memory: $(BIN)/python -W error::RuntimeWarning manage.py makemigrations --check --dry-run
	MODE=test $(BIN)/python manage.py check_texts $(if $(REQUIRE_SERVICES),--require-gettext)
	MODE=production SECRET_KEY=a-sample-that-is-long-enough-and-used-nowhere-but-in-this-check \
	ALLOWED_HOSTS=practices.example.org BASE_URL=https://practices.example.org DATABASE_URL=sqlite://:memory: \
	$(BIN)/python manage.py check --deploy --fail-level WARNING

bench: test-packages ## Measure what docs/performance.md keeps.
	MODE=test $(BIN)/python -m tests.benchmarks $(ARGS)

faults: test-packages ## Kill, break and refill what the portal stands on, whole (SAMPLE=1 for CI's sample).
	MODE=test FAULTS=$(if $(SAMPLE),sample,all) $(BIN)/python -m pytest tests/faults $(if $(SAMPLE),,tests/contract/test_generated.py) $(ARGS)

services: ## Install (Debian) and start PostgreSQL, Redis, Elasticsearch (CLUSTER=3: three nodes) on loopback, and install Chromium.
	@CLUSTER=$(CLUSTER) bash .ci/services start

services-stop: ## Stop what `make services` started; its data stays in var/services.
	@bash .ci/services stop

texts: test-packages ## Extract the interface's texts into locale/, to be translated (needs gettext).
	MODE=test $(BIN)/django-admin makemessages $(LANGUAGES:%=--locale=%) --no-obsolete --no-wrap --add-location=file \
	--ignore=.venv --ignore=var --ignore=tests --settings=portal.settings --pythonpath=.

lock: test-packages ## Compile requirements/*.txt afresh from requirements/*.in (ARGS=--upgrade for newer versions).
	$(BIN)/$(LOCK) $(EXCLUDES) $(ARGS) requirements/base.in --output-file requirements/base.txt
	$(BIN)/$(LOCK) $(ARGS) requirements/semantic.in --output-file requirements/semantic.txt
	$(BIN)/$(LOCK) $(EXCLUDES) $(ARGS) --constraints requirements/base.txt requirements/test.in --output-file requirements/test.txt
	@! grep -nE '://|index-url|find-links' requirements/*.txt || { echo "An address of a registry stands in the lock." >&2; exit 1; }

clean: ## Remove the virtual environment and what the demo made (var/, but not var/services).
	rm -rf .venv
	find var -mindepth 1 -maxdepth 1 ! -name services -exec rm -rf {} + 2>/dev/null || true

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found. Install it (Debian: apt-get install python3 python3-venv) or name it: make demo PYTHON=/path/to/python3.11" >&2; exit 1; }

base-packages: python
	@"$(PYTHON)" requirements/install.py base

semantic-packages: python
	@"$(PYTHON)" requirements/install.py semantic

test-packages: python
	@"$(PYTHON)" requirements/install.py test
	@"$(PYTHON)" requirements/install.py semantic
