#!/usr/bin/env bash
# Imports of generated missions beside their budgets, index included, on SQLite and on a throw-away PostgreSQL.
# tools/bench_import.sh [N] [sqlite|postgresql]: with N missions instead of 25,000, on one of the two only.
set -euo pipefail
cd "$(dirname "$0")/.."
missions=${1:-25000} only=${2:-}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export SECRET_KEY=scratch-only-$RANDOM$RANDOM$RANDOM$RANDOM$RANDOM$RANDOM DEBUG=off HTTPS=off BASE_URL=http://127.0.0.1:8000
export MEDIA_ROOT=$scratch/media STATIC_ROOT=$scratch/static
.venv/bin/python manage.py collectstatic --noinput --verbosity 0
.venv/bin/python manage.py generate_missions "$missions" "$scratch/feed.json" --seed 1 >&2
if [ "$only" != postgresql ]; then
    DATABASE_URL=sqlite:///$scratch/db.sqlite3 SEARCH_URL=embedded:///$scratch/search-sqlite \
        .venv/bin/python tools/bench_import.py SQLite "$scratch/feed.json"
fi
if [ "$only" = sqlite ]; then
    exit
elif ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    SEARCH_URL=embedded:///$scratch/search-postgresql \
        tools/with_postgresql.sh .venv/bin/python tools/bench_import.py PostgreSQL "$scratch/feed.json"
else
    echo "no PostgreSQL here: only SQLite was measured" >&2
fi
