#!/bin/sh
# Runs one program, once for each event: at the receiver for what came in, at the sender for what was approved. The only part of the bridge
# that starts a program of yours. The program and its arguments stand in the job that calls this; nothing of an event is ever among them:
# the event comes as JSON on standard input, and what the program says on standard error is not kept.
#
# usage: sh work.sh event|answer SETTINGS.json PROGRAM [ARGUMENT ...]
# Exit codes: 0 fine, also where there is nothing to do · 1 something was parked · 2 wrong usage or settings
set -u
if test "$#" -lt 3; then
  echo "usage: sh work.sh event|answer SETTINGS.json PROGRAM [ARGUMENT ...]" >&2
  exit 2
fi
kind="$1"
settings="$2"
shift 2
here="$(dirname "$0")"
node="$here/node"
if ! test -x "$node"; then node=node; fi
failed=0
starts=0
end=$(($(date +%s) + 45))
# At most five in one run, and none begun after 45 seconds: the next run comes in a minute.
while test "$starts" -lt 5 && test "$(date +%s)" -le "$end"; do
  taken="$("$node" "$here/work.mjs" take "$kind" "$settings" "$$")"
  code=$?
  # 10 more: something that nobody will finish was parked on the way.
  if test "$code" -ge 10 && test "$code" -lt 20; then
    failed=1
    code=$((code - 10))
  fi
  case "$code" in
    0) ;;
    3) break ;;
    2) exit 2 ;;
    *) exit 1 ;;
  esac
  handle="$(printf '%s\n' "$taken" | sed -n 1p)"
  # A gateway's environment holds secrets that are none of the program's business.
  said="$(exec 2>/dev/null; printf '%s\n' "$taken" | sed 1d | (
    cd "$(dirname "$settings")" &&
      env -i PATH="$PATH" HOME="$HOME" USER="${USER:-}" LANG="${LANG:-C}" TZ="${TZ:-}" TMPDIR="${TMPDIR:-/tmp}" "$@"
  ))"
  code=$?
  printf '%s\n' "$said" | "$node" "$here/work.mjs" settle "$kind" "$settings" "$handle" "$code"
  case "$?" in
    0) ;;
    1) failed=1 ;;
    *) exit 1 ;;
  esac
  starts=$((starts + 1))
done
exit "$failed"
