#!/usr/bin/env bash
# Installs multiaz-lint into an environment of its own below RUNNER_TEMP.
set -euo pipefail

python="${INPUT_PYTHON:-python3}"
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "::error title=multiaz-lint::needs Python 3.11 or later: run actions/setup-python first"
  exit 2
fi

what="$GITHUB_ACTION_PATH"
if [[ -n "${INPUT_VERSION:-}" ]]; then
  if [[ ! "$INPUT_VERSION" =~ ^[0-9][0-9A-Za-z.+-]*$ ]]; then
    echo "::error title=multiaz-lint::the version is not a version number"
    exit 2
  fi
  what="multiaz-lint==$INPUT_VERSION"
fi

home="$RUNNER_TEMP/multiaz-lint"
"$python" -m venv "$home"
bin="$home/bin"
[[ -d "$bin" ]] || bin="$home/Scripts" # Windows
"$bin/python" -m pip install --quiet --disable-pip-version-check --no-input "$what"
echo "$bin" >> "$GITHUB_PATH"
