#!/usr/bin/env bash
# Lighthouse (mobile, simulated slow phone and network) on every kind of page of a scratch portal.
set -euo pipefail
cd "$(dirname "$0")/.."
version=12.8.2
for command in node npm chromium; do
    command -v $command >/dev/null || { echo "$command is missing. Debian: apt-get install nodejs npm chromium" >&2; exit 1; }
done
if [ ! -x var/lighthouse/node_modules/.bin/lighthouse ]; then
    echo "==> lighthouse $version from npm" >&2
    npm install --silent --no-audit --no-fund --no-package-lock --prefix var/lighthouse "lighthouse@$version" >&2
fi
source tools/scratch.sh
manage collectstatic --noinput --verbosity 0
port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
BASE_URL=http://127.0.0.1:$port .venv/bin/gunicorn portal.wsgi --config portal/gunicorn.py --bind "127.0.0.1:$port" &
server=$!
trap 'kill $server; wait $server 2>/dev/null || true; rm -rf "$scratch"' EXIT
.venv/bin/python tools/lighthouse.py "http://127.0.0.1:$port" "$@"
