#!/usr/bin/env bash
# The portal on this machine: database, framework, demo content, index, server. Again: only what is new.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
export BASE_URL=${BASE_URL:-http://127.0.0.1:$PORT}

echo "==> database"
$bin/python manage.py migrate --verbosity 0
# One process for all of it: starting Django is most of the time of a second run.
$bin/python manage.py prepare
echo "==> scheduled pages (a server does this every five minutes: \`manage.py publish_scheduled\`)"
$bin/python manage.py publish_scheduled
if [ ! -f var/static/staticfiles.json ] || [ -n "$(find static requirements/base.txt kit/storage.py -newer var/static/staticfiles.json -print -quit)" ]; then
    echo "==> static files"
    $bin/python manage.py collectstatic --noinput --clear --verbosity 0
fi
echo "==> http://127.0.0.1:$PORT"
echo "    The editors' side: \`$bin/python manage.py createsuperuser\` (give it an e-mail address), then sign in at"
echo "    http://127.0.0.1:$PORT/admin/ and set up the second factor with an authenticator app. Mails are printed here."
exec $bin/gunicorn portal.wsgi --config portal/gunicorn.py --bind "127.0.0.1:$PORT"
