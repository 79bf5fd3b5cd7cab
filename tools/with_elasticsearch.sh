#!/usr/bin/env bash
# Runs a command with ELASTICSEARCH_URL pointing at a throw-away Elasticsearch that stops with it.
set -euo pipefail
tools=$(cd "$(dirname "$0")" && pwd)
"$tools/elasticsearch.sh" bring
# In memory where the system offers that: nothing of it outlives the command.
folder=$([ -w /dev/shm ] && mktemp -d -p /dev/shm || mktemp -d)
chmod 755 "$folder"
stop() {
    "$tools/elasticsearch.sh" stop "$folder" || true
    rm -rf "$folder"
}
trap stop EXIT INT TERM
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$tools/elasticsearch.sh" start "$folder" "$port"
ELASTICSEARCH_URL="http://127.0.0.1:$port" "$@"
