#!/usr/bin/env bash
# Regenerate every cases/*.jsonl that needs no cluster. Random numbers start at fixed points, so the files come out the same
# (except cryptobot-sched-real.jsonl, which is the real scheduler with its own random ties).
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p cases tmp
python3 gen/field_cases.py | bin/validate -jsonl >cases/validate-fields.jsonl
python3 gen/mutate.py 4711 600 rv | bin/validate -jsonl >cases/random-validate.jsonl
python3 gen/covered.py | bin/validate -jsonl >cases/covered.jsonl
bin/sched gen -start 20261 -n 1000 -prefix r >cases/random-filter.jsonl
python3 gen/cryptobot_sched.py >tmp/cryptobot.jsonl
bin/sched run -lines -trials 12 tmp/cryptobot.jsonl >cases/cryptobot-sched.jsonl
python3 gen/cryptobot_sched.py all drain,remove,outage | grep -E '"id":"[^"]*/3x[12]/r[36]/' >tmp/cryptobot-real.jsonl
bin/sched run -engine real -lines -jobs 10 tmp/cryptobot-real.jsonl >cases/cryptobot-sched-real.jsonl
python3 gen/sts_cases.py >tmp/sts.jsonl
bin/sched run -lines -trials 0 -jobs 8 tmp/sts.jsonl >cases/sts-sched.jsonl
python3 gen/hand_sched.py >tmp/hand.jsonl
bin/sched explain -lines tmp/hand.jsonl >cases/hand-sched.jsonl
rm -r tmp
