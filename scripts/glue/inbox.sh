#!/bin/sh
# The one program that the receiving agent may run: sees what waits (next), takes an event (claim KEY), and
# settles it (done KEY --tag TAG).
# It has the name of its flow, and so have its settings: nobody who calls it can choose others.
# Exit codes: those of inbox.mjs; 2 wrong usage
case "${1:-}" in
  claim | done | next) ;;
  *)
    echo "usage: next, claim KEY, or done KEY --tag TAG" >&2
    exit 2
    ;;
esac
here="$(dirname "$0")"
command="$1"
shift
exec "$here/node" "$here/inbox.mjs" "$command" "${0%.inbox}.json" "$@"
