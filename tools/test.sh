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

# Closing lines of the lanes, added up in one at the end.
passed=0 failed=0 broken=0
lane() { # lane NAME COMMAND...
    local name=$1 log status=0
    shift
    log=$(mktemp)
    echo "==> tests: $name"
    "$@" 2>&1 | tee "$log" || status=$?
    passed=$((passed + $(grep -oE '[0-9]+ passed' "$log" | tail -1 | grep -oE '[0-9]+' || echo 0)))
    failed=$((failed + $(grep -oE '[0-9]+ failed' "$log" | tail -1 | grep -oE '[0-9]+' || echo 0)))
    rm -f "$log"
    [ $status = 0 ] || { broken=1; echo "!! $name: exit $status"; }
}

export SECRET_KEY=tests-only-$RANDOM$RANDOM
lane "on SQLite" $bin/python -m pytest -q -m "not browser and not elasticsearch and not cluster" -n 2 --dist loadfile
if ! skipped postgresql; then
    lane "on PostgreSQL" tools/with_postgresql.sh $bin/python -m pytest -q -m "not browser and not elasticsearch and not cluster" -n 2 --dist loadfile
fi
if ! skipped elasticsearch; then
    # Brought before the lane, so that a registry that does not answer is a lane that did not run.
    if tools/elasticsearch.sh bring; then
        lane "on Elasticsearch" tools/with_elasticsearch.sh $bin/python -m pytest -q -m "elasticsearch and not browser" -n 2 --dist loadgroup
        if ! skipped browser; then
            lane "the main job on Elasticsearch" tools/with_elasticsearch.sh $bin/python -m pytest -q tests/browser/test_main_job.py -n 2 --dist loadfile
        fi
        lane "on three Elasticsearch nodes" tools/test_cluster.sh
    else
        echo "!! elasticsearch: not run; the server could not be brought (see above)"
        lanes_not_run+=(elasticsearch)
    fi
fi
if ! skipped browser; then
    lane "in a browser" $bin/python -m pytest -q -m "browser and not elasticsearch" -n 2 --dist load
fi

for name in ${lanes_not_run[@]+"${lanes_not_run[@]}"}; do echo "!! lane not run: $name"; done
echo "$passed passed, $failed failed"
[ "$broken" = 0 ] || exit 1
if [ ${#lanes_not_run[@]} -gt 0 ] && [ "${CI:-}" = true ]; then exit 1; fi
