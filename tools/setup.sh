#!/bin/sh
# Makes .venv with the locked dependencies: `sh tools/setup.sh [process|dev]`.
# Costs nothing when the lock has not changed.  Asks nothing.
set -eu
cd "$(dirname "$0")/.."
want=${1:-process}
lock=requirements.lock
[ "$want" = dev ] && lock=requirements-dev.lock
stamp=.venv/.jieqing-$want
now="$(cksum <"$lock") $(cksum <tools/setup.sh) $PWD"
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then exit 0; fi
# What the test environment holds is more than what processing needs.
if [ "$want" = process ] && [ -f .venv/.jieqing-dev ]; then
    now_dev="$(cksum <requirements-dev.lock) $(cksum <tools/setup.sh) $PWD"
    [ "$(cat .venv/.jieqing-dev)" = "$now_dev" ] && exit 0
fi

debian() { [ -f /etc/debian_version ] && command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; }
apt() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1; }

python=
for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
    if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 &&
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "jieqing: Python 3.11 or newer is needed (Debian/Ubuntu: apt-get install python3 python3-venv)" >&2
    exit 1
fi

if debian && [ -z "${JIEQING_NO_APT:-}" ] && ! tesseract --list-langs 2>/dev/null | grep -q chi_sim; then
    echo "jieqing: installing tesseract-ocr and tesseract-ocr-chi-sim (second reader); carrying on without if that fails"
    { apt-get update -qq >/dev/null 2>&1 && apt tesseract-ocr tesseract-ocr-chi-sim; } || true
fi

[ -x .venv/bin/python ] || rm -rf .venv
if [ ! -x .venv/bin/python ]; then
    if ! "$python" -m venv .venv >/dev/null 2>&1; then
        rm -rf .venv
        if debian; then
            { apt-get update -qq >/dev/null 2>&1 && apt python3-venv; } || true
        fi
        "$python" -m venv .venv || {
            rm -rf .venv
            echo "jieqing: the module venv is missing (Debian/Ubuntu: apt-get install python3-venv)" >&2
            exit 1
        }
    fi
fi
echo "jieqing: installing locked dependencies ($lock)"
.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$lock"
# The program runs from this folder; nothing of it is copied or built.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s\n' "$PWD" >"$site/jieqing.pth"
printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m pipeline "$@"\n' "$PWD" >.venv/bin/jieqing
chmod +x .venv/bin/jieqing
printf '%s' "$now" >"$stamp"
