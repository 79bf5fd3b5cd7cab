#!/usr/bin/env bash
# Runs a command with DATABASE_URL pointing at a throw-away PostgreSQL that stops with it.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
folder=$(mktemp -d)
chmod 755 "$folder"
as_owner=()
if [ "$(id -u)" = 0 ]; then
    # The server refuses to run as root.
    mkdir "$folder/pg" && chown postgres "$folder/pg"
    as_owner=(setpriv --reuid=postgres --regid=postgres --init-groups)
else
    mkdir "$folder/pg"
fi
stop() {
    "${as_owner[@]}" "$bin/pg_ctl" -D "$folder/pg/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT INT TERM
cd "$folder"
"${as_owner[@]}" "$bin/initdb" -D "$folder/pg/data" -A trust -U tremplin --locale=C.UTF-8 -E UTF8 >/dev/null
# Durability off, as nothing outlives the command. A free port, this machine only.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
options="-k '' -h 127.0.0.1 -p $port -F -c synchronous_commit=off -c full_page_writes=off"
"${as_owner[@]}" "$bin/pg_ctl" -D "$folder/pg/data" -w -s -o "$options" -l "$folder/pg/log" start
cd - >/dev/null
DATABASE_URL="postgres://tremplin@127.0.0.1:$port/postgres" "$@"
