#!/usr/bin/env bash
# Brings the environment: .venv with pinned packages, .env with a fresh secret, compiled translations.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Python 3.11 or newer is needed. Debian: apt-get install python3 python3-venv" >&2
    exit 1
fi
if [ ! -x .venv/bin/python ]; then
    echo "==> environment in .venv"
    if ! "$python" -m venv .venv 2>/dev/null; then
        rm -rf .venv
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            echo "==> python3-venv from Debian"
            apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
            "$python" -m venv .venv
        else
            echo "The venv module is missing. Debian: apt-get install python3-venv" >&2
            exit 1
        fi
    fi
fi
echo "==> packages ($1)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$1.txt"
if [ ! -f .env ]; then
    echo "==> settings in .env"
    secret=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(48))')
    # This machine only, over plain http: a server sets HTTPS=on (the default) and its own secret.
    (umask 077 && printf 'SECRET_KEY=%s\nHTTPS=off\n' "$secret" > .env)
fi
.venv/bin/python tools/compile_messages.py
