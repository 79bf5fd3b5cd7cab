#!/usr/bin/env bash
# Checks and tests, and first whatever they need. A lane whose needs are missing is named as not run;
# with CI=true that is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
missing=()
lanes_not_run=()

need() { # need COMMAND DEBIAN-PACKAGE LANE
    command -v "$1" >/dev/null || [ -x "${4:-/nonexistent}" ] || missing+=("$2:$3")
}
need xgettext gettext translations
need chromium chromium browser
while read -r package; do missing+=("$package:elasticsearch"); done < <(tools/elasticsearch.sh missing)
need initdb postgresql postgresql "$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -1 || true)"

if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    packages=$(printf '%s\n' "${missing[@]}" | cut -d: -f1 | sort -u | tr '\n' ' ')
    echo "==> from Debian: $packages"
    apt-get update -qq
    # shellcheck disable=SC2086
    if DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null; then missing=(); fi
fi
for entry in ${missing[@]+"${missing[@]}"}; do
    echo "!! ${entry#*:}: not run; ${entry%%:*} is missing. As root: apt-get install ${entry%%:*}"
    lanes_not_run+=("${entry#*:}")
done
skipped() { printf '%s\n' ${lanes_not_run[@]+"${lanes_not_run[@]}"} | grep -qx "$1"; }

echo "==> checks"
if skipped translations; then SKIP_TRANSLATIONS=1 tools/check.sh; else tools/check.sh; fi

# Two groups of lanes work side by side where the machine has room for both: one waits for its processes while the
# other counts. What a lane says is then kept and printed whole when it ends. ABREAST=no make test: one after another.
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
memory() { # MB that this machine, or the container on it, can still give
    local free
    free=$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo 2>/dev/null || true)
    awk -v free="${free:-0}" -v limit="$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)" \
        '/^(anon|shmem) / { used += $2 }
        END { left = (limit - used) / 1048576; print (limit == "max" || left > free) ? free : int(left) }' \
        "$([ -r /sys/fs/cgroup/memory.stat ] && echo /sys/fs/cgroup/memory.stat || echo /dev/null)"
}
processors=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1) memory=$(memory) abreast=${ABREAST:-yes}
if [ "$processors" -lt 2 ] || [ "$memory" -lt 6000 ] || ! command -v flock >/dev/null; then abreast=no; fi

lane() { # lane NAME COMMAND...
    local name=$1 log status=0
    shift
    log=$(mktemp "$results/lane.XXXX")
    if [ "$abreast" = no ]; then
        echo "==> tests: $name"
        "$@" 2>&1 | tee "$log" || status=$?
    else
        echo "    begun: $name"
        "$@" >"$log" 2>&1 || status=$?
    fi
    (
        if [ "$abreast" != no ]; then flock 9 && echo "==> tests: $name" && cat "$log"; fi
        for outcome in passed failed; do
            echo "$outcome $(grep -oE "[0-9]+ $outcome" "$log" | tail -1 | grep -oE '[0-9]+' || echo 0)" >>"$results/sums"
        done
        [ $status = 0 ] || echo "!! $name: exit $status" | tee -a "$results/broken"
    ) 9>"$results/turn"
}
sum() { awk -v outcome="$1" '$1 == outcome { sum += $2 } END { print sum + 0 }' "$results/sums"; }

on_databases() {
    lane "on SQLite" $bin/python -m pytest -q -m "not browser and not elasticsearch and not cluster" -n 2 --dist loadfile
    if ! skipped postgresql; then
        # What never asks for a database has just run on SQLite.
        lane "on PostgreSQL" tools/with_postgresql.sh $bin/python -m pytest -q -m "database and not browser and not elasticsearch and not cluster" -n 2 --dist loadfile
    fi
}

on_servers() {
    # Brought before the lanes, so that a registry that does not answer is a lane that did not run.
    if ! skipped elasticsearch && ! tools/elasticsearch.sh bring; then
        echo "!! elasticsearch: not run; the server could not be brought (see above)"
        lanes_not_run+=(elasticsearch)
        echo elasticsearch >>"$results/not-run"
    fi
    if ! skipped elasticsearch; then
        lane "on Elasticsearch" tools/with_elasticsearch.sh $bin/python -m pytest -q -m "elasticsearch and not browser" -n 2 --dist loadgroup
        if ! skipped browser; then
            lane "the main job on Elasticsearch" tools/with_elasticsearch.sh $bin/python -m pytest -q tests/browser/test_main_job.py -n 2 --dist loadfile
        fi
        lane "on three Elasticsearch nodes" tools/test_cluster.sh
    fi
    if ! skipped browser; then
        lane "in a browser" $bin/python -m pytest -q -m "browser and not elasticsearch" -n 2 --dist load
    fi
}

# A group has a process group of its own, so that an interrupt reaches everything in it, servers included.
groups=()
group() { # group FUNCTION
    set -m
    (
        set +m
        trap 'exit 130' INT TERM
        "$1"
    ) </dev/null &
    set +m
    groups+=($!)
    if [ "$abreast" = no ]; then join; fi
}
join() {
    local group
    for group in ${groups[@]+"${groups[@]}"}; do wait "$group" || echo "!! a group of lanes ended early" | tee -a "$results/broken"; done
    groups=()
}
stop() { # stop SIGNAL; a second signal is passed on as well
    local group
    for group in ${groups[@]+"${groups[@]}"}; do kill -s "$1" -- "-$group" 2>/dev/null || true; done
    for group in ${groups[@]+"${groups[@]}"}; do wait "$group" || true; done
    exit 130
}
trap 'stop INT' INT
trap 'stop TERM' TERM

export SECRET_KEY=tests-only-$RANDOM$RANDOM
touch "$results/sums" "$results/broken" "$results/not-run"
if [ "$abreast" = no ]; then how="one after another"; else how="two groups side by side"; fi
echo "==> lanes: $how ($processors processors, $memory MB of memory)"
group on_databases
group on_servers
join

while read -r name; do lanes_not_run+=("$name"); done <"$results/not-run"
cat "$results/broken"
for name in ${lanes_not_run[@]+"${lanes_not_run[@]}"}; do echo "!! lane not run: $name"; done
echo "$(sum passed) passed, $(sum failed) failed"
[ ! -s "$results/broken" ] || exit 1
if [ ${#lanes_not_run[@]} -gt 0 ] && [ "${CI:-}" = true ]; then exit 1; fi
