#!/bin/sh
# Runs the job of a bridge's flow now, and waits for its end. Whatever sees the event calls it, as the user whose gateway
# it is. Prints what OpenClaw says, and hands on its exit code.
#
# usage: sh fire.sh FLOW
# Exit codes: 0 sent · 1 not sent, or nobody knows: what is printed says which · 2 wrong usage
#
# A gateway refuses a second run while the first one lasts, and keeps nothing for later. So a run that was refused, or that
# found no gateway, is asked for again, every 5 seconds for about five minutes.
set -u
id="$(dirname "$0")/${1:-}.job"
if ! test -s "$id"; then
  echo "fire: found no $id; usage: sh fire.sh FLOW" >&2
  exit 2
fi
left=60
while :; do
  said="$(openclaw cron run "$(cat "$id")" --wait --poll-interval 1s 2>&1)"
  code=$?
  if test "$code" = 0 || test "$left" = 0; then break; fi
  # Inside a JSON text a quotation mark stands behind a backslash: no text in an event looks like these.
  case "$said" in
    *'"reason": "already-running"'*) why="another run has not ended" ;;
    *'"message": "Gateway not reachable'*) why="the gateway does not answer" ;;
    *) break ;;
  esac
  left=$((left - 1))
  echo "fire: $why; asked again in 5 s" >&2
  sleep 5
done
printf '%s\n' "$said"
exit "$code"
