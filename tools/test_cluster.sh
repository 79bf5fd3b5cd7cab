#!/usr/bin/env bash
# Three real nodes, one of them killed: tests/search/test_cluster.py, a few minutes. The last lane on Elasticsearch of `make test`.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/elasticsearch.sh bring
export SECRET_KEY=tests-only-$RANDOM$RANDOM
exec .venv/bin/python -m pytest -q -m cluster tests/search/test_cluster.py "$@"
