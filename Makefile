# What a contributor and CI run. `make demo` and `make test` set up all they need.

PYTHON ?= python3
VENV ?= .venv
export PYTHONDONTWRITEBYTECODE :=
BIN := $(VENV)/bin
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo test slow contracts site pictures pins locks audit lint types docs documents check verify-oracle oracle peers bench ecosystem faults windows growth fuzz clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "%-14s %s\n", $$1, $$2}'

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

$(VENV)/.program: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade pip
	$(PIP) install --editable .
	@touch $@

$(VENV)/.installed: $(VENV)/.program
	$(PIP) install --editable '.[dev,integrations]'
	@touch $@

demo: $(VENV)/.program  ## lint the example application
	$(BIN)/multiaz-lint fixtures/apps/cryptobot --fail-on never

test: $(VENV)/.installed  ## run the tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m 'not slow'

slow: $(VENV)/.installed  ## run the longer suites
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m slow

contracts: $(VENV)/.installed  ## hold reports, hooks and CI templates to other programs (needs npm, go)
	npm install --silent --no-save --prefix build/npm @microsoft/sarif-multitool@5.7.0 @umbrelladocs/rdformat-validator@1.0.1
	chmod u+x build/npm/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
	GOBIN=$(CURDIR)/build/bin go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
	$(BIN)/python -m pytest -n $(WORKERS) tests/report/test_validators.py tests/test_pre_commit.py tests/test_action.py

site: $(VENV)/.installed  ## build the documentation, every link checked
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

pictures: $(VENV)/.installed  ## draw the terminal of the documentation anew
	$(BIN)/python -m integrations.terminal

pins:  ## look up the commits of pinned actions and write them (needs the network)
	$(PYTHON) -m integrations.pins --write

LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-emit-index-url \
  --custom-compile-command "make locks" --python-version 3.11
locks: $(VENV)/.installed  ## write the hashes of what CI and the image install (needs the network)
	$(BIN)/python -m pip install --quiet uv
	$(LOCK) pyproject.toml --output-file integrations/locks/runtime.txt
	echo 'hatchling>=1.21' | $(LOCK) - --output-file integrations/locks/build.txt

audit: $(VENV)/.installed  ## ask the advisory databases about what is installed (needs the network)
	$(BIN)/python -m pip install --quiet pip-audit
	$(BIN)/pip-audit --require-hashes --disable-pip -r integrations/locks/runtime.txt -r integrations/locks/build.txt

lint: $(VENV)/.installed  ## check style and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.installed  ## check types
	$(BIN)/mypy

docs: $(VENV)/.installed  ## check that generated documents are true and links hold
	$(BIN)/python -m tests.documents --check

documents: $(VENV)/.installed  ## write what is generated: pages and index of rules, configuration.md, expected.txt
	$(BIN)/python -m tests.documents
	$(BIN)/python -m integrations.configuration
	UPDATE_EXPECTED=1 $(BIN)/python -m pytest --quiet tests/test_apps.py tests/test_rules.py

check: test lint types docs site  ## all that CI checks

verify-oracle: $(VENV)/.installed  ## compare with recorded verdicts: VALIDATE=, FILTER=, SCHED=, YAML=, REGEXP= or ADMISSION=file
	@test -n "$(VALIDATE)$(FILTER)$(SCHED)$(YAML)$(REGEXP)$(ADMISSION)" || { echo "usage: make verify-oracle VALIDATE|FILTER|SCHED|YAML|REGEXP|ADMISSION=file.jsonl"; exit 2; }
	@if [ -n "$(VALIDATE)" ]; then $(BIN)/python -m tests.oracle validate $(VALIDATE); fi
	@if [ -n "$(FILTER)" ]; then $(BIN)/python -m tests.oracle filter $(FILTER); fi
	@if [ -n "$(SCHED)" ]; then $(BIN)/python -m tests.oracle sched $(SCHED); fi
	@if [ -n "$(YAML)" ]; then $(BIN)/python -m tests.oracle yaml $(YAML); fi
	@if [ -n "$(REGEXP)" ]; then $(BIN)/python -m tests.oracle regexp $(REGEXP); fi
	@if [ -n "$(ADMISSION)" ]; then $(BIN)/python -m tests.oracle admission $(ADMISSION); fi

peers: $(VENV)/.installed  ## install the linters that bench measures beside ours (needs Go and the network)
	$(BIN)/python -m bench.peers

bench: $(VENV)/.installed  ## measure beside the peers that are installed; renews docs/performance.md
	$(BIN)/python -m bench.run
	$(BIN)/python -m bench.gate

faults: $(VENV)/.installed  ## try every fault of trees and machines with every command; as root without privileges
	$(BIN)/python -m tests.faults

windows: $(VENV)/.installed  ## compare what is said and written on Windows, by Wine (needs Wine, Maven and the network)
	$(BIN)/python -m tests.windows

growth: $(VENV)/.installed  ## show that time and memory grow no faster than the input, whatever is in it
	$(BIN)/python -m bench.growth

ecosystem: $(VENV)/.installed  ## compare what is found in real manifests with the summary
	$(BIN)/python -m tests.ecosystem

MUTANTS ?= 1000000
FUZZ_SECONDS ?= 300
FUZZ_FOLDER ?= $(or $(wildcard $(or $(MULTIAZ_CORPUS),../shared/corpus)/manifests),fixtures)
fuzz: $(VENV)/.installed  ## break every target for FUZZ_SECONDS, and the fast reader with MUTANTS mutants
	@$(PIP) install --editable '.[fuzz]' || echo "atheris cannot be installed here"
	$(BIN)/python -m fuzz.run --seconds $(FUZZ_SECONDS) --folder $(FUZZ_FOLDER)
	$(BIN)/python -m fuzz.reader --mutants $(MUTANTS) $(FUZZ_FOLDER)

clean:  ## remove what was made
	rm -rf $(VENV) build dist site .pytest_cache .mypy_cache .ruff_cache
