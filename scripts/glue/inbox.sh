#!/bin/sh
# The one program that the receiving agent may run: sees what waits (next, open), takes an event (claim KEY) and settles it
# (done KEY --tag TAG), takes in a message that somebody handed over (read TEXT), and answers (answer CODE CHOICE --by NAME).
# It has the name of its flow, and so have its settings: nobody who calls it can choose others.
# Exit codes: those of inbox.mjs; 2 wrong usage
case "${1:-}" in
  claim | done | next | read | open | answer) ;;
  *)
    echo "usage: next, claim KEY, done KEY --tag TAG, read TEXT, open, or answer CODE CHOICE --by NAME" >&2
    exit 2
    ;;
esac
here="$(dirname "$0")"
command="$1"
shift
exec "$here/node" "$here/inbox.mjs" "$command" "${0%.inbox}.json" "$@"
