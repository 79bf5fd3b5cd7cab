#!/usr/bin/env bash
# Compiles requirements/ from pyproject.toml, with hashes and without any address.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() { .venv/bin/pip-compile -q --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "$@" pyproject.toml; }
compile --output-file=requirements/base.txt
compile --extra dev --output-file=requirements/dev.txt
