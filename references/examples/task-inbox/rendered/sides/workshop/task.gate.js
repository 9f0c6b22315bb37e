const seen = await exec({ command: "~/.openclaw/bridges/task-inbox/task.inbox next" });
const key = /^Bridge event ([0-9a-f]{64})$/m.exec(String(seen?.aggregated ?? ""))?.[1] ?? "";
const last = trigger.state ?? {};
const again = key !== last.key || Date.now() - last.at > 15 * 60 * 1000;
json({ fire: key !== "" && again, state: key !== "" && again ? { key, at: Date.now() } : last });
