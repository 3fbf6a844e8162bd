# Two commands matter: `make run` and `make test`. Each sets up all it needs.
PROGRAMME ?= scotland/2018-2020
OUT       ?= build/overview
WORKERS   ?= 2

.PHONY: help setup run overview test test-fast test-spark check style fix lock bench soak docs clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.run .build/frontend ## make .venv with what Cairn needs to run

.venv/.run: requirements/run.txt pyproject.toml requirements/install
	@requirements/install run

# Style sheet and script, built anew when their sources or their lock file changed.
.build/frontend: $(shell find frontend/src -type f) frontend/build frontend/build.mjs frontend/package-lock.json requirements/frontend.txt | .venv/.run
	@frontend/build

.venv/.test: requirements/test.txt pyproject.toml requirements/install
	@requirements/install test

run: .venv/.run .build/frontend $(OUT)/overview.html ## start Cairn in the browser with the 2018–2020 programme
	@CAIRN_DEMO_EVIDENCE=$(OUT)/evidence .venv/bin/cairn serve --demo

$(OUT)/overview.html: | .venv/.run
	@.venv/bin/cairn overview $(PROGRAMME) --out $(OUT)

overview: .venv/.run ## build the overview report of the 2018–2020 programme, step by step
	@.venv/bin/cairn overview $(PROGRAMME) --out $(OUT)

# Types are checked beside the tests: where no run went before, that takes a core for most of a minute.
test: .venv/.test .build/frontend style ## every check and every test
	@tests/lib/ensure-chromium
	@.venv/bin/mypy >.build/types.txt 2>&1 & types=$$!; \
	.venv/bin/pytest -n $(WORKERS) --dist loadgroup; tests=$$?; \
	wait $$types; typed=$$?; cat .build/types.txt; exit $$((tests ? tests : typed))

# The tests as pytest rewrites them are kept, whatever the environment says: half the time of collecting them.
test test-fast: export PYTHONDONTWRITEBYTECODE =

test-fast: .venv/.test ## unit, spec and definitions tests only
	@.venv/bin/pytest -q tests/unit tests/spec tests/definitions

.venv/.spark: requirements/spark.txt pyproject.toml requirements/install
	@requirements/install spark

test-spark: .venv/.spark ## the tallies on Spark in local mode (needs Java 17; installs pyspark)
	@CAIRN_TEST_SPARK=1 .venv/bin/pytest -q tests/integration/test_engines.py -k spark

check: style ## style, types and import contracts
	@.venv/bin/mypy

style: .venv/.test
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/lint-imports

fix: .venv/.test ## mend style
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

bench: .venv/.test .build/frontend ## time the overview, 4,320 estimates against R survey, svy and pandas, and the pages
	@.venv/bin/python -m benchmarks.overview
	@.venv/bin/python -m benchmarks.estimates
	@.venv/bin/python -m benchmarks.differences
	@.venv/bin/python -m benchmarks.coverage
	@.venv/bin/python -m benchmarks.web

soak: .venv/.test .build/frontend ## try a thousand random releases, and a hundred kills of database and web server
	@.venv/bin/python -m benchmarks.soak_disclosure
	@.venv/bin/python -m benchmarks.soak_crash

docs: .venv/.test ## write docs/reference anew from code, definitions and worked examples
	@.venv/bin/python -m tests.lib.reference_docs

lock: ## renew the lock files (needs uv)
	@uv pip compile pyproject.toml --generate-hashes --no-header -q --universal --python-version 3.11 -o requirements/run.txt
	@uv pip compile pyproject.toml --extra test --generate-hashes --no-header -q --universal --python-version 3.11 -c requirements/run.txt -o requirements/test.txt
	@uv pip compile pyproject.toml --extra test --extra spark --generate-hashes --no-header -q --universal --python-version 3.11 -c requirements/test.txt -o requirements/spark.txt

clean: ## remove what was built
	rm -rf build .build .venv frontend/node_modules cairn/web/static/built
