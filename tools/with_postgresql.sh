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
# A Unix socket only: no port to collide with. Durability off, as nothing outlives the command.
"${as_owner[@]}" "$bin/pg_ctl" -D "$folder/pg/data" -w -s -o "-k $folder/pg -h '' -F -c synchronous_commit=off -c full_page_writes=off" -l "$folder/pg/log" start
cd - >/dev/null
DATABASE_URL="postgres://tremplin@${folder//\//%2F}%2Fpg/postgres" "$@"
