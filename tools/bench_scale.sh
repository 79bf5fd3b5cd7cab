#!/usr/bin/env bash
# Both engines at a hundred thousand and a million documents: tools/bench_scale.sh --help
set -euo pipefail
cd "$(dirname "$0")/.."
exec .venv/bin/python tools/bench_scale.py "$@"
