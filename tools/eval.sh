#!/usr/bin/env bash
# Offline evaluations on the demo catalogue, printed; tests/search/test_quality.py holds their floors.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/scratch.sh
echo "==> recommendations on the personas"
manage evaluate_recommendations tests/search/data/personas.yaml
echo "==> search: our questions on the demo catalogue"
manage evaluate_catalogue tests/search/data/queries.yaml
echo "==> skills of missions: those we labelled first, and those we labelled later (both teach the weights)"
manage evaluate_tagger tests/missions/data/missions_labelled.jsonl
manage evaluate_tagger tests/missions/data/missions_labelled_later.jsonl
echo "==> the same, each tenth measured by what the other nine teach"
manage train_tagger --dry-run tests/missions/data/missions_labelled.jsonl tests/missions/data/missions_labelled_later.jsonl
