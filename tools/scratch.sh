# Sourced: a portal of its own in a temporary folder, gone at the end. Leaves the real one alone.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export SECRET_KEY=scratch-only-$RANDOM$RANDOM$RANDOM$RANDOM$RANDOM$RANDOM$RANDOM$RANDOM$RANDOM$RANDOM DEBUG=off HTTPS=off BASE_URL=http://127.0.0.1:8000
export DATABASE_URL=sqlite:///$scratch/db.sqlite3 SEARCH_URL=embedded:///$scratch/search MEDIA_ROOT=$scratch/media STATIC_ROOT=$scratch/static
manage() { .venv/bin/python manage.py "$@"; }
echo "==> a scratch portal with the demo content" >&2
manage migrate --verbosity 0 && manage prepare >&2
