#!/usr/bin/env bash
# Figures beside their budgets: pages in process against an empty view, then the engine alone.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/scratch.sh
manage collectstatic --noinput --verbosity 0
manage bench "$@"
echo "==> pages of missions, places while typing, the gazetteer (with 25,000 missions: make bench-import)"
manage bench_missions
echo "==> the engine alone"
manage bench_search --items 1000,10000,100000
