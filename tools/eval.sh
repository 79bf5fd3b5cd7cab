#!/usr/bin/env bash
# Offline evaluations on the demo catalogue, printed; tests/search/test_quality.py holds their floors.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/scratch.sh
echo "==> recommendations on the personas"
manage evaluate_recommendations tests/search/data/personas.yaml
echo "==> search: our questions on the demo catalogue"
manage evaluate_catalogue tests/search/data/queries.yaml
