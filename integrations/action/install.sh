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
install=("$bin/python" -m pip install --quiet --disable-pip-version-check --no-input)
locks="$GITHUB_ACTION_PATH/integrations/locks"
if [[ -n "${INPUT_VERSION:-}" ]]; then
  # The locks are those of this commit; another version may need others.
  "${install[@]}" "$what"
else
  "${install[@]}" --require-hashes --only-binary :all: -r "$locks/runtime.txt" -r "$locks/build.txt"
  "${install[@]}" --no-deps --no-build-isolation "$what"
fi
echo "$bin" >> "$GITHUB_PATH"
