#!/usr/bin/env bash
# Rollout plan: proof.ready from `counter` to `press`   (OpenClaw 2026.9.6 on both)
# Run it block by block, not in one go. Owner of both machines and of the token: Ines.
# Granted by Ines on 12 Nov: the /hooks route on the existing proxy (nothing else is published),
# the transform proof.mjs on press, the job on counter. Anything beyond that: ask her first.
set -euo pipefail
CFG=~/.openclaw/openclaw.json
SAFE=~/bridge-backups
URL=https://press.offizin.example/hooks/proof

# 0. look, on both. hooks, cron.webhookToken and gateway.trustedProxies have to be unset, otherwise stop.
openclaw --version
openclaw cron list --all --json
openclaw config get hooks --json || echo "unset, good"     # for the eyes only, redacted: no backup
openclaw config get gateway.trustedProxies --json || echo "unset, good"
openclaw agents list --json

# 1. backup, byte for byte, on both
mkdir -p "$SAFE" && chmod 700 "$SAFE"
cp -p "$CFG" "$SAFE/openclaw.json.before"
sha256sum "$CFG" > "$SAFE/before.sha256"
openclaw backup create --only-config --output "$SAFE" --verify

# 2. both: variable first. Ines types PROOF_HOOK_TOKEN=... into ~/.openclaw/.env (0600) with an editor, so no history.
grep -q '^PROOF_HOOK_TOKEN=.\{32,\}' ~/.openclaw/.env
openclaw gateway restart
openclaw gateway status --require-rpc

# 3. press: hooks
cat > /tmp/press.ops.json <<'JSON'
[
  { "path": "gateway.trustedProxies", "value": ["127.0.0.1"] },
  { "path": "hooks.token", "value": "${PROOF_HOOK_TOKEN}" },
  { "path": "hooks.allowedAgentIds", "value": ["proofs"] },
  { "path": "hooks.mappings[0]", "value": {
      "id": "proof", "match": { "path": "proof" }, "action": "agent", "agentId": "proofs",
      "deliver": false, "transform": { "module": "proof.mjs" } } },
  { "path": "hooks.enabled", "value": true }
]
JSON
install -D -m 600 proof.mjs ~/.openclaw/hooks/transforms/proof.mjs
openclaw config set --batch-file /tmp/press.ops.json --dry-run --json
openclaw config set --batch-file /tmp/press.ops.json
openclaw gateway restart
curl -fsS http://127.0.0.1:18789/readyz

# 4. press: three probes, every one has to say 401
for auth in '' 'Bearer nonsense' 'Bearer ${PROOF_HOOK_TOKEN}'; do    # the last: the literal text, single quotes!
  test "$(curl -s -o /dev/null -w '%{http_code}' -X POST -H "Authorization: $auth" -d '{}' "$URL")" = 401
done

# 5. counter. list-ready prints a JSON list, [] included; the folder holds one proof of ours, TEST-1.
openclaw config set cron.webhookToken --ref-provider default --ref-source env --ref-id PROOF_HOOK_TOKEN --dry-run
openclaw config set cron.webhookToken --ref-provider default --ref-source env --ref-id PROOF_HOOK_TOKEN
openclaw cron add --name proof-ready --disabled --cron '*/20 7-18 * * 1-6' --tz Europe/Lisbon \
  --session isolated --command /opt/proofs/list-ready --webhook "$URL"
JOB=${JOB:?set it to the id that cron add has printed}
openclaw cron edit "$JOB" --failure-alert --failure-alert-after 1 \
  --failure-alert-mode announce --failure-alert-channel telegram --failure-alert-to 50331877

# 6. test message, before a customer's proof goes this way. All five, with one's own eyes:
openclaw cron run "$JOB" --wait
openclaw cron runs "$JOB" --limit 1            # (a) it fired
ssh press tail -n 1 proofs/inbox.jsonl           # (b) TEST-1 arrived and proofs wrote "done"; the 200 alone doesn't count
openclaw cron run "$JOB" --wait                # (c) TEST-1 again: one line "duplicate" more in inbox.jsonl, no second run
#   (d) Ines stops the proxy, one more run: alert in Telegram 50331877. Proxy on again.
#   (e) no secret anywhere: first 8 characters of the token, searched in both logs, the chat and the transcript, zero hits:
read -rs -p 'first 8 characters: ' T8; ! grep -rqF -- "$T8" /tmp/openclaw/ ~/proofs/

# 7. go
openclaw cron enable "$JOB"
exit 0

# ---- rollback -------------------------------------------------------------------------------------
openclaw cron disable "$JOB"
cp -p "$SAFE/openclaw.json.before" "$CFG.tmp" && mv "$CFG.tmp" "$CFG"      # on each side, if only we wrote since; else only our paths
openclaw gateway restart
curl -s -o /dev/null -w '%{http_code}\n' -X POST "$URL" -d '{}'            # 404
# Left behind: the line in .env (delete it), maybe openclaw.json.bak*; Ines retires the token for good.
# inbox.jsonl is append-only and stays.
