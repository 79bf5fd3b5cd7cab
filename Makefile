# Two commands do everything: `make run` and `make test`. The rest is for whoever works on the portal.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

.PHONY: help install run test check bench bench-import bench-scale test-cluster eval lighthouse format messages pins elasticsearch elasticsearch-stop

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

install: var/.installed ## the environment in .venv, translations, settings in .env

var/.installed: requirements/base.txt locale/en/LC_MESSAGES/django.po locale/fr/LC_MESSAGES/django.po
	@tools/install.sh base
	@mkdir -p var && touch $@

var/.installed-dev: requirements/dev.txt var/.installed
	@tools/install.sh dev
	@mkdir -p var && touch $@

run: install ## the portal on http://127.0.0.1:8000 (PORT=… for another)
	@PORT=$(PORT) tools/run.sh

test: var/.installed-dev ## every check and every test; brings what they need
	@tools/test.sh

test-cluster: var/.installed-dev ## three real Elasticsearch nodes, one of them killed
	@tools/test_cluster.sh

elasticsearch: install ## a real Elasticsearch on this machine (ELASTICSEARCH_PORT=… for another than 9200)
	@tools/elasticsearch.sh up

elasticsearch-stop: ## stop it
	@tools/elasticsearch.sh down

check: var/.installed-dev ## style, imports, migrations, templates, translations, deployment
	@tools/check.sh

bench: var/.installed-dev ## figures beside their budgets
	@tools/bench.sh

bench-import: var/.installed-dev ## 25,000 generated missions imported, on SQLite and PostgreSQL
	@tools/bench_import.sh

bench-scale: var/.installed-dev ## both engines at 100,000 and 1,000,000 documents (an hour; options: tools/bench_scale.sh --help)
	@tools/bench_scale.sh

eval: var/.installed-dev ## the offline evaluations of search, recommendations and the skills of missions
	@tools/eval.sh

lighthouse: var/.installed-dev ## Lighthouse on every kind of page (needs Node.js 18 or newer)
	@tools/lighthouse.sh

messages: var/.installed-dev ## renew locale/ from the code (needs gettext)
	@$(BIN)/python tools/messages.py

format: var/.installed-dev ## let ruff lay out the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

pins: ## compile requirements/ from pyproject.toml
	@tools/pins.sh
