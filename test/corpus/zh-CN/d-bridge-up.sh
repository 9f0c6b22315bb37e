#!/usr/bin/env bash
# 上线脚本：农场网关 farm -> 合作社网关 coop（两台 OpenClaw 2026.9.6）
# 在 coop 上执行。维护人：石头。farm 那边最后几行用 ssh 过去
set -euo pipefail

# 0. 留底
BAK=/var/backups/openclaw-$(date +%F).json
cp -p ~/.openclaw/openclaw.json "$BAK"

# 1. 变量先放好，重启，网关才认得
umask 077
echo "COOP_HOOK=$(openssl rand -hex 32)" >> ~/.openclaw/.env
openclaw gateway restart

# 2. 打开 hooks（coop 以前从没开过，名单和映射都是空的）
cat > /tmp/hooks.json5 <<'JSON5'
{
  hooks: {
    enabled: true,
    token: "${COOP_HOOK}",
    path: "/hooks",
    allowedAgentIds: ["buyer"],
    mappings: [
      {
        id: "harvest",
        match: { path: "harvest" },
        action: "agent",
        agentId: "buyer",
        sessionKey: "hook:harvest:{{job.name}}",
        deliver: false,
        messageTemplate: "{{summary}}",
        allowUnsafeExternalContent: true, // 不然一堆安全提示，代理读不进去
      },
    ],
  },
}
JSON5
openclaw config patch --file /tmp/hooks.json5 --dry-run
openclaw config patch --file /tmp/hooks.json5

# 3. 探一下：字面变量名必须被拒
code=$(curl -s -o /dev/null -w '%{http_code}' -X POST http://127.0.0.1:18789/hooks/harvest \
  -H 'Authorization: Bearer ${COOP_HOOK}' -d '{}')
[ "$code" = 401 ] || { echo "字面值居然能用，还原"; cp -p "$BAK" ~/.openclaw/openclaw.json; exit 1; }

# 4. 对外的口子（本机的 nginx 反代到 18789，带 X-Forwarded-For；trustedProxies 以前没设过）
openclaw config set gateway.trustedProxies '["127.0.0.1"]' --strict-json --dry-run
openclaw config set gateway.trustedProxies '["127.0.0.1"]' --strict-json
sudo firewall-cmd --permanent --add-port=443/tcp && sudo firewall-cmd --reload

# 5. farm 这边：整点报采收量，合作社 8 点整开拍，必须卡着 8:00:00 发
#    farm 的 cron.webhookToken 由石头用第 1 步那个值当面配好，这里不写
ssh farm 'openclaw cron add --name harvest --cron "0 8 * * *" --tz Asia/Urumqi --session isolated \
  --command /srv/farm/harvest.sh --webhook https://coop.guoyuan.example/hooks/harvest --retry 5'

# 6. 先发一条测试的，再算上线
JOB=$(ssh farm openclaw cron list --json | jq -r '.jobs[] | select(.name=="harvest") | .id')
ssh farm openclaw cron run "$JOB" --wait
ssh farm openclaw cron runs "$JOB" --limit 1 | tee -a /var/log/bridge-rollout.log   # 只追加，看 run 有没有触发、deliveryStatus 是不是 delivered
# 再跑一遍同一个批次号：/srv/coop/seen.ndjson 里应当只有一行，多了就是去重没做好
ssh farm openclaw cron run "$JOB" --wait && [ "$(tail -n 20 /srv/coop/seen.ndjson | grep -c "$(date +%F)")" = 1 ]

# 退回：
#   cp -p /var/backups/openclaw-<日期>.json ~/.openclaw/openclaw.json
#   openclaw gateway restart
#   ssh farm openclaw cron rm <job-id>
#   到这里就干净了，跟没装过一样
