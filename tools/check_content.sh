#!/usr/bin/env bash
# The demo content, loaded into a scratch portal and read as an editor would: links, images, gaps, reading level, copies.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/scratch.sh 2>/dev/null
manage check_content
