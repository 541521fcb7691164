#!/usr/bin/env bash
# Measures stackgen, as whole processes, against what a user would do instead and against the physical limit, and writes
# docs/performance.md. Needs Rust, Python 3.11 or newer, git and hyperfine, on Linux rustup and musl's C compiler for the program
# as the wheel has it; all else it sets up in target/.
#
#   benches/compare.sh                       all sizes (half an hour)
#   benches/compare.sh --sizes seed,100      some of them
#   benches/compare.sh --quick               the smallest, one run each, and nothing is written in docs/: does it work?
#
# Further options, with their defaults: --runs 5, --memory /dev/shm, --disk target/compare, --compose PROGRAM (Compose v2),
# --stackgen PROGRAM (else it is built), --output docs/performance.md.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-target}
stackgen=
build='another build'
arguments=()
while [ $# -gt 0 ]; do
    case $1 in
        --stackgen) stackgen=$2; shift 2 ;;
        *) arguments+=("$1"); shift ;;
    esac
done

command -v hyperfine >/dev/null || { echo 'error: install hyperfine' >&2; exit 1; }
if [ -z "$stackgen" ]; then
    # What people install: on Linux the static program.
    if [ "$(uname)" = Linux ]; then
        static=$(uname -m)-unknown-linux-musl
        .ci/reproducible "$static" cargo build --quiet --release --locked --target "$static"
        stackgen=$target/$static/release/stackgen
        build='the static program of the wheel'
    else
        cargo build --quiet --release --locked
        stackgen=$target/release/stackgen
        build='the program of the wheel'
    fi
fi
# They need nothing but Rust's own library: no reason to build the crates that the tests need.
mkdir -p "$target/compare-programs"
for program in stacks limit; do
    rustc --edition 2024 -O -o "$target/compare-programs/$program" "benches/$program.rs"
done
if [ ! -x "$target/compare-python/bin/python" ]; then
    python3 -m venv "$target/compare-python"
    "$target/compare-python/bin/pip" install --quiet --disable-pip-version-check "$(grep '^jinja2==' tests/readers/tools.txt)"
fi
exec "$target/compare-python/bin/python" benches/compare.py --stackgen "$stackgen" --build "$build" \
    --programs "$target/compare-programs" --compose "$target/readers/compose/docker-compose" "${arguments[@]}"
