# `make demo` and `make test` need Python 3.11 or newer and make, and nothing else.
PYTHON ?= python3
BIN := .venv/bin
UV := .tools/bin/uv
UV_VERSION := 0.13.9

.PHONY: demo test check bench clean

demo: .venv/ready
	$(BIN)/salesbell demo $(ARGS)

test: check
	$(BIN)/pytest -n auto --dist loadgroup $(ARGS)

check: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: .venv/ready
	$(BIN)/python -m tests.benchmarks $(ARGS)

.tools/bin/uv:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "salesbell needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11")'
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/ready: $(UV) pyproject.toml uv.lock
	$(UV) sync --quiet --frozen --all-extras --system-certs --python $(PYTHON)
	touch $@

clean:
	rm -rf .venv .tools
