#!/usr/bin/env bash
# Imports of generated missions beside their budgets, index included, on SQLite and on a throw-away PostgreSQL.
# tools/bench_import.sh [N]: with N missions instead of 25,000.
set -euo pipefail
cd "$(dirname "$0")/.."
missions=${1:-25000}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export SECRET_KEY=scratch-only-$RANDOM$RANDOM$RANDOM$RANDOM$RANDOM$RANDOM DEBUG=off HTTPS=off BASE_URL=http://127.0.0.1:8000
export MEDIA_ROOT=$scratch/media
.venv/bin/python manage.py generate_missions "$missions" "$scratch/feed.json" --seed 1 >&2
DATABASE_URL=sqlite:///$scratch/db.sqlite3 SEARCH_URL=embedded:///$scratch/search-sqlite \
    .venv/bin/python tools/bench_import.py SQLite "$scratch/feed.json"
if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    SEARCH_URL=embedded:///$scratch/search-postgresql \
        tools/with_postgresql.sh .venv/bin/python tools/bench_import.py PostgreSQL "$scratch/feed.json"
else
    echo "no PostgreSQL here: only SQLite was measured" >&2
fi
