#!/usr/bin/env bash
# Checks the manifests; the exit code becomes an output, so that the report is uploaded first.
set -uo pipefail

cd "${INPUT_WORKING_DIRECTORY:-.}" || exit 2

# One entry a line, so that a blank in a path divides nothing.
lines() {
  local line
  while IFS= read -r line || [[ -n "$line" ]]; do
    line="${line%$'\r'}"
    if [[ -n "${line//[[:space:]]/}" ]]; then
      printf '%s\0' "$line"
    fi
  done <<< "$1"
}

options=()
while IFS= read -r -d '' option; do options+=("$option"); done < <(lines "${INPUT_ARGS:-}")
paths=()
while IFS= read -r -d '' path; do paths+=("$path"); done < <(lines "${INPUT_PATHS:-.}")

sarif="$RUNNER_TEMP/multiaz-lint.sarif"
options+=(--format "sarif:$sarif")
if [[ "${INPUT_ANNOTATIONS:-true}" == true ]]; then
  options+=(--format github)
else
  options+=(--format text)
fi
if [[ -n "${INPUT_FAIL_ON:-}" ]]; then
  options+=(--fail-on "$INPUT_FAIL_ON")
fi

rm -f "$sarif"
multiaz-lint check "${options[@]}" -- "${paths[@]}"
code=$?

{
  echo "exit-code=$code"
  if [[ -f "$sarif" ]]; then
    echo "sarif=$sarif"
  fi
} >> "$GITHUB_OUTPUT"
