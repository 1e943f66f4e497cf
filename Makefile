# Everything a person does here, by name. `make` alone prints this list.

.DEFAULT_GOAL := help
SHELL := /bin/sh
.SHELLFLAGS := -eu -c

PORT ?= 8000
# Two test runners keep two cores busy; more only wait for each other.
RUNNERS ?= 2

export PORT
# A Python that is on the machine is used; none is fetched behind the operator's back.
export UV_PYTHON_DOWNLOADS := never

bin := .venv/bin
flask := $(bin)/flask --app app
sources := app.py models.py feedback tests migrations stubs $(wildcard bench)

# A stamp carries the sum of what it stands for: a changed requirement is installed, nothing is twice.
runs := .venv/.runs-$(shell cat requirements.txt | cksum | cut -d' ' -f1)
checks := .venv/.checks-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1)

# pip shows its own progress; uv does the same, ten times faster.
define install
if command -v uv >/dev/null; then uv pip install --python $(bin)/python -r $(1); \
else $(bin)/python -m pip install --disable-pip-version-check -r $(1); fi
endef

# Debian's packages, where this user may install them: apt PACKAGE "what happens without it".
define apt
if [ "$$(id -u)" = 0 ]; then as_root=; else as_root="sudo -n"; fi; \
if command -v apt-get >/dev/null && $$as_root true 2>/dev/null; then \
  echo "→ installing Debian's $(1)"; \
  $$as_root apt-get update -qq && $$as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $(1) >/dev/null || echo "!!! installing $(1) failed"; \
fi
endef

##@ Use it

.PHONY: run
run: $(runs) messages ## start the product with its sample city (PORT=8000, loopback only)
	@exec $(flask) start --sample

.PHONY: install
install: $(runs) messages ## only install what runs the product, for a real installation

##@ Check it

.PHONY: test
test: $(checks) messages chromium postgresql pango ## run every test, on SQLite and where marked on PostgreSQL too
	@$(call in_postgresql,$(bin)/pytest -n $(RUNNERS) --dist loadfile $(PYTEST))

.PHONY: check
check: format-check lint types templates test ## everything that must hold before a commit

.PHONY: format-check
format-check: $(checks)
	@$(bin)/ruff format --check $(sources)

.PHONY: lint
lint: $(checks)
	@$(bin)/ruff check $(sources)

.PHONY: types
types: $(checks)
	@$(bin)/mypy

.PHONY: templates
templates: $(checks)
	@$(bin)/djlint --quiet --lint templates

.PHONY: bench
bench: $(runs) messages ## measure the pages and the writes, as ratios to the least possible
	@$(bin)/python -m bench

.PHONY: bench-import
bench-import: $(runs) ## measure how well documents are read (V=1 names mistakes, PLANS=folder adds documents)
	@$(bin)/python -m bench.imports $(if $(PLANS),--plans "$(PLANS)") $(if $(V),-v)

.PHONY: bench-search
bench-search: $(runs) ## measure finding clauses among 20,000, beside the index alone
	@$(bin)/python -m bench.search

.PHONY: bench-versions
bench-versions: $(runs) ## measure how surely clauses of re-issued plans are matched (SEED=2, PLANS=folder, V=1)
	@$(bin)/python -m bench.versions $(if $(SEED),--seed "$(SEED)") $(if $(PLANS),--folder "$(PLANS)") $(if $(V),--show)

##@ Change it

.PHONY: format
format: $(checks) ## put every file into the house's form
	@$(bin)/ruff format $(sources)
	@$(bin)/ruff check --fix --quiet $(sources)

.PHONY: translations
translations: $(runs) ## collect new messages into translations/en
	@mkdir -p translations
	@$(bin)/pybabel -q extract --mapping-file babel.cfg --keyword _l --keyword N_ --keyword lazy_pgettext:1c,2 \
	  --no-wrap --sort-by-file --add-location=file \
	  --output-file translations/messages.pot .
	@if [ -e translations/en/LC_MESSAGES/messages.po ]; then \
	  $(bin)/pybabel -q update --no-fuzzy-matching --no-wrap --ignore-obsolete \
	    -i translations/messages.pot -d translations -l en; \
	else $(bin)/pybabel -q init --no-wrap -i translations/messages.pot -d translations -l en; fi

.PHONY: pages
pages: $(checks) ## write docs/pages.md: every address and who may use it
	@$(bin)/python -m tests.page_list > docs/.pages.md && mv docs/.pages.md docs/pages.md

.PHONY: clean
clean: ## remove what can be made again; the data in instance/ stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find translations -name '*.mo' -delete 2>/dev/null || true

# ---------------------------------------------------------------- what the names above stand on

.PHONY: help
help:
	@awk -F ':.*## ' '/^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

$(bin)/python:
	@for python in $${PYTHON:-} python3 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "→ making .venv with $$($$python --version)"; \
	    if command -v uv >/dev/null; then exec uv venv --quiet --allow-existing --python "$$($$python -c 'import sys; print(sys.executable)')" .venv; fi; \
	    $$python -m venv .venv && exit 0; \
	    rm -rf .venv; echo "It cannot make environments (Debian: apt install python3-venv)" >&2; exit 1; \
	  fi; \
	done; \
	echo "No Python 3.11 or newer was found. Install one (Debian: apt install python3 python3-venv)" >&2; \
	echo "or name it: make run PYTHON=/path/to/python3.12" >&2; exit 1

$(runs): | $(bin)/python
	@echo "→ installing what runs the product (about a minute the first time)"
	@$(call install,requirements.txt)
	@rm -f .venv/.runs-* && touch $@

$(checks): | $(bin)/python
	@echo "→ installing what checks the product"
	@$(call install,requirements-dev.txt)
	@rm -f .venv/.checks-* && touch $@ $(runs)

.PHONY: messages
messages: $(runs)
	@if ls translations/*/LC_MESSAGES/messages.po >/dev/null 2>&1; then \
	  $(bin)/pybabel -q compile -d translations; fi

found_chromium = [ -n "$${CHROMIUM:-}" ] || command -v chromium chromium-browser google-chrome \
  google-chrome-stable >/dev/null

.PHONY: chromium
chromium:
	@$(found_chromium) || { $(call apt,chromium); }
	@$(found_chromium) || echo "!!! NO CHROMIUM: the browser tests will be skipped. Install one" \
	  "(Debian: apt install chromium) or name it: CHROMIUM=/path/to/chromium make test" >&2

found_postgresql = command -v pg_virtualenv >/dev/null && ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1

.PHONY: postgresql
postgresql:
	@$(found_postgresql) || { $(call apt,postgresql); }
	@$(found_postgresql) || echo "!!! NO POSTGRESQL: its tests will be skipped. Install it" \
	  "(Debian: apt install postgresql) or run under a server of your own: PGHOST=… make test" >&2

found_pango = $(bin)/python -c 'import weasyprint' 2>/dev/null

# Posters as PDF, and PDF files to read in the tests.
.PHONY: pango
pango: $(checks)
	@$(found_pango) || { $(call apt,libpango-1.0-0 libpangoft2-1.0-0 fonts-liberation); }
	@$(found_pango) || echo "!!! NO PANGO: nothing is printed as PDF in the tests (Debian: apt install" \
	  "libpangoft2-1.0-0 fonts-liberation)" >&2

# A throw-away server that lives as long as the tests. It is never told that they failed: it would
# print its own log below their summary.
define in_postgresql
if [ -z "$${PGHOST:-}" ] && $(found_postgresql); then \
  result=$$(mktemp); \
  pg_virtualenv -t -o synchronous_commit=off -o full_page_writes=off \
    sh -c 'result=$$1; shift; "$$@"; echo $$? > "$$result"' run "$$result" $(1); \
  code=$$(cat "$$result"); rm -f "$$result"; exit "$${code:-1}"; \
else exec $(1); fi
endef
