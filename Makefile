# Everything a fresh machine needs: `make site` builds the demo portal, `make serve` previews it, `make test` passes the tests.
.PHONY: site serve test check messages bench clean
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

site: $(READY)
	$(BIN)/sitegen build

serve: $(READY)
	$(BIN)/sitegen serve

test: $(READY)
	@sh tests/browser/install.sh
	@sh tests/postgres/install.sh
	@sh tests/hosting/install.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check . 
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto

bench: $(READY)
	$(BIN)/python -m tests.bench --articles 1000 --peer hugo

messages: $(READY)
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ --no-location --sort-output -o sitegen/locale/sitegen.pot .
	$(BIN)/pybabel -q update --no-wrap --no-fuzzy-matching --ignore-obsolete -D sitegen -i sitegen/locale/sitegen.pot -d sitegen/locale -l vi
	$(BIN)/pybabel compile -D sitegen -d sitegen/locale -l vi

$(READY): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $(READY)

clean:
	rm -rf output .venv
