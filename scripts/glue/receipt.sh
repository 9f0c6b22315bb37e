#!/bin/sh
# The one program that the sending agent may run: takes the answer out of a receipt that somebody copied or forwarded.
# It has the name of its flow, and so have its settings: nobody who calls it can choose others, or another command.
#
# usage: FLOW.receipt 'TEXT OF THE RECEIPT'
# Exit codes: those of outbox.mjs: 0 taken or known · 1 not whole · 2 wrong usage · 3 unknown · 4 too late
if test "$#" = 0; then
  echo "usage: $(basename "$0") 'TEXT OF THE RECEIPT'" >&2
  exit 2
fi
here="$(dirname "$0")"
exec "$here/node" "$here/outbox.mjs" receipt "${0%.receipt}.outbox.json" "$@"
