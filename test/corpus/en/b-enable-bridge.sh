#!/bin/sh
# enable-bridge.sh -- press -> archive. run as admin on archive (Gero keeps the token)

# save what we have
openclaw config get hooks --json > /root/hooks.bak.json

# hooks
cat > /tmp/h.json5 <<'EOF'
{
  hooks: {
    enabled: true,
    token: "${ARCHIVE_TOKEN}",
    allowedAgentIds: ["scanner", "mailer", "archivist"],
    // the scans and mail mappings from last year are already in there, this one comes on top
    mappings: [
      { id: "press", match: { path: "press" }, action: "agent", agentId: "archivist", deliver: false, messageTemplate: "{{summary}}" },
    ],
  },
}
EOF
openclaw config patch --file /tmp/h.json5
echo "ARCHIVE_TOKEN=$(openssl rand -hex 24)" >> ~/.openclaw/.env

# reachable from outside
ufw allow 18789/tcp
openclaw config set gateway.bind lan
ngrok tcp 18789 &

# good?
openclaw config validate && echo "bridge is up"
openclaw hooks enable press

# press side
ssh press openclaw cron create --name to-archive --every 30m --session isolated \
  --command /opt/press/manifest --webhook http://archive.druck-ahl.example:18789/hooks/press --webhook-token '$ARCHIVE_TOKEN'
ssh press openclaw cron start to-archive

# if it goes wrong: paste /root/hooks.bak.json over the hooks block in ~/.openclaw/openclaw.json,
# openclaw gateway restart, ufw delete allow 18789/tcp. then everything is gone again
