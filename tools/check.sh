#!/usr/bin/env bash
# Every check that needs no test: style, imports, migrations, templates, translations, deployment, content.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
export SECRET_KEY=${SECRET_KEY:-$($bin/python -c 'import secrets; print(secrets.token_urlsafe(48))')}

step() { echo "==> $1"; shift; "$@"; }
step "ruff" $bin/ruff check .
step "ruff format" $bin/ruff format --check .
step "imports" $bin/lint-imports --no-cache
step "system checks" $bin/python manage.py check --fail-level WARNING
step "migrations" $bin/python manage.py makemigrations --check --dry-run
step "templates" $bin/python manage.py check_templates
step "production settings" env DEBUG=off HTTPS=on BASE_URL=https://tremplin.example ALLOWED_HOSTS=tremplin.example EMAIL_URL=smtp://mail.tremplin.example:25 \
    $bin/python manage.py check --deploy --fail-level WARNING
step "content" tools/check_content.sh
if [ -n "${SKIP_TRANSLATIONS:-}" ]; then echo "!! translations: not run"; exit 0; fi
step "translations" $bin/python tools/messages.py --check
