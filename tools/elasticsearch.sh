#!/usr/bin/env bash
# A real Elasticsearch on this machine, from Maven Central, for development and for the tests.
#   tools/elasticsearch.sh missing                what is missing to run one, a Debian package a line
#   tools/elasticsearch.sh bring                  the server under var/elasticsearch, with tests/elasticsearch/module
#   tools/elasticsearch.sh start FOLDER PORT      a node with its files in FOLDER; returns once it answers
#   tools/elasticsearch.sh stop FOLDER
#   tools/elasticsearch.sh up | down              the local node of `make elasticsearch`
set -euo pipefail
version=8.19.9
root=$(cd "$(dirname "$0")/.." && pwd)
home=$root/var/elasticsearch/$version
python=$([ -x "$root/.venv/bin/python" ] && echo "$root/.venv/bin/python" || echo python3)

# Java 17 runs this version; a newer one only where there is no 17.
java_home() {
    local found
    for found in "${ES_JAVA_HOME:-}" /usr/lib/jvm/*17* /usr/lib/jvm/*21*; do
        if [ -n "$found" ] && [ -x "$found/bin/javac" ]; then echo "$found"; return; fi
    done
    found=$(command -v javac) && dirname "$(dirname "$(readlink -f "$found")")"
}

missing() {
    if ! java_home >/dev/null; then echo openjdk-17-jdk-headless; fi
    if ! command -v mvn >/dev/null && [ ! -e "$home/ready" ]; then echo maven; fi
}

ensure_tools() {
    local packages
    packages=$(missing | tr '\n' ' ')
    [ -n "$packages" ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "Elasticsearch needs: $packages. As root: apt-get install $packages" >&2
        exit 1
    fi
    echo "==> from Debian: $packages"
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
}

bring() {
    if [ -e "$home/ready" ] && [ "$home/ready" -nt "$root/tests/elasticsearch/module/LuceneAnalysis.java" ]; then return; fi
    ensure_tools
    local scratch
    mkdir -p "$root/var/elasticsearch"
    scratch=$(mktemp -d "$root/var/elasticsearch/bring.XXXX")
    # shellcheck disable=SC2064
    trap "rm -rf '$scratch'" EXIT
    echo "==> Elasticsearch $version from Maven Central (97 MB)"
    mvn -q --batch-mode dependency:copy -DoutputDirectory="$scratch" \
        -Dartifact="org.elasticsearch.distribution.integ-test-zip:elasticsearch:$version:zip"
    "$python" -m zipfile -e "$scratch/elasticsearch-$version.zip" "$scratch"
    build_module "$scratch/elasticsearch-$version"
    chmod -R a+rX "$scratch/elasticsearch-$version"
    chmod a+x "$scratch/elasticsearch-$version"/bin/*
    rm -rf "$home"
    mv "$scratch/elasticsearch-$version" "$home"
    touch "$home/ready"
    rm -rf "$scratch"
    trap - EXIT
}

build_module() { # build_module DISTRIBUTION
    local module=$1/modules/lucene-analysis java
    java=$(java_home)
    mkdir -p "$module" "$1/classes"
    "$java/bin/javac" -proc:none --release 17 -cp "$1/lib/*" -d "$1/classes" "$root"/tests/elasticsearch/module/*.java
    "$java/bin/jar" --create --file "$module/lucene-analysis.jar" -C "$1/classes" .
    rm -rf "$1/classes"
    cat >"$module/plugin-descriptor.properties" <<EOF
description=Lucene's own filters under Elasticsearch's names
name=lucene-analysis
version=$version
elasticsearch.version=$version
java.version=17
classname=org.tremplin.analysis.LuceneAnalysis
EOF
}

as_owner() {
    # The server refuses to run as root.
    if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi
}

# Alone, or with ELASTICSEARCH_SEEDS="name:port name:port name:port" one of several; ELASTICSEARCH_NODE is its name.
discovery() {
    if [ -z "${ELASTICSEARCH_SEEDS:-}" ]; then
        printf 'transport.port: 0\ndiscovery.type: single-node\n'
        return
    fi
    local seed names=() hosts=()
    for seed in $ELASTICSEARCH_SEEDS; do
        names+=("${seed%:*}")
        hosts+=("127.0.0.1:${seed##*:}")
        if [ "${seed%:*}" = "$ELASTICSEARCH_NODE" ]; then echo "transport.port: ${seed##*:}"; fi
    done
    echo "discovery.seed_hosts: [$(IFS=,; echo "${hosts[*]}")]"
    echo "cluster.initial_master_nodes: [$(IFS=,; echo "${names[*]}")]"
}

start() { # start FOLDER PORT
    local folder=$1 port=$2
    mkdir -p "$folder/config" "$folder/data" "$folder/logs"
    cp -r "$home/config/." "$folder/config"
    # Logs of the garbage collector would go into the distribution, which the node may only read.
    sed -i -E '/logs\/|HeapDump/d' "$folder/config/jvm.options"
    cat >"$folder/config/elasticsearch.yml" <<EOF
cluster.name: tremplin
node.name: ${ELASTICSEARCH_NODE:-local}
path.data: $folder/data
path.logs: $folder/logs
http.host: 127.0.0.1
http.port: $port
transport.host: 127.0.0.1
$(discovery)
xpack.security.enabled: false
action.auto_create_index: false
cluster.routing.allocation.disk.threshold_enabled: ${ELASTICSEARCH_DISK_WATCH:-false}
EOF
    if [ "$(id -u)" = 0 ]; then chown -R 65534:65534 "$folder"; fi
    ES_JAVA_HOME=$(java_home) ES_PATH_CONF=$folder/config HOME=$folder ES_TMPDIR=$folder/data \
        ES_JAVA_OPTS="-Xms${ELASTICSEARCH_HEAP:-512m} -Xmx${ELASTICSEARCH_HEAP:-512m}" \
        as_owner "$home/bin/elasticsearch" -d -p "$folder/pid" >"$folder/start.log" 2>&1 || {
        tail -20 "$folder/start.log" >&2
        exit 1
    }
    "$python" - "$port" <<'EOF'
import sys, time, urllib.request
url = f"http://127.0.0.1:{sys.argv[1]}/_cluster/health?wait_for_status=yellow&timeout=5s"
for attempt in range(120):
    try:
        if urllib.request.urlopen(url, timeout=10).status == 200:
            break
    except OSError:
        time.sleep(0.5)
else:
    sys.exit("Elasticsearch does not answer")
EOF
}

alive() { [ -s "$1/pid" ] && kill -0 "$(cat "$1/pid")" 2>/dev/null; }

stop() { # stop FOLDER
    alive "$1" || return 0
    local pid attempt
    pid=$(cat "$1/pid")
    kill "$pid"
    for attempt in $(seq 100); do
        kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.2
    done
    kill -9 "$pid"
}

port=${ELASTICSEARCH_PORT:-9200}
local_node=$root/var/elasticsearch/node
case "${1:-}" in
missing) missing ;;
bring) bring ;;
start) start "$2" "$3" ;;
stop) stop "$2" ;;
up)
    bring
    if alive "$local_node"; then echo "It runs already."; else start "$local_node" "$port"; fi
    port=$(sed -n 's/^http.port: //p' "$local_node/config/elasticsearch.yml")
    echo "Elasticsearch $version answers on http://127.0.0.1:$port"
    echo "  the portal on it:  SEARCH_URL=http://127.0.0.1:$port make run"
    echo "  stop it:           make elasticsearch-stop"
    ;;
down) stop "$local_node" && echo "Elasticsearch is stopped." ;;
*) sed -n '2,8p' "$0" && exit 2 ;;
esac
