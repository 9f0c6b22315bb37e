import { hostKind } from "../../../spec/hosts.ts";
import type { Place } from "../../document/source.ts";
import { scalar, settingsAt, webhookTargets } from "../../look.ts";
import type { Rule, Subject } from "../../rule.ts";

export const privateReceiver: Rule = {
  id: "delivery/private-receiver",
  severity: "error",
  source:
    "docs/automation/cron-jobs/delivery.md; measured: no POST, 'Blocked hostname or private/internal/special-use IP address'",
  words: {
    en: {
      finds:
        "A cron webhook to a private, loopback, tailnet or internal host without the exemption for exactly that host",
      why: "OpenClaw's SSRF guard sends no such webhook: the run is ok, the delivery fails, the receiver sees nothing.",
      wrong:
        "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x --webhook https://laptop.tail1234.ts.net/hooks/a\n```",
      right:
        "```bash\nopenclaw config set 'cron.webhookSsrfPolicy.allowedHostnames[0]' laptop.tail1234.ts.net\nopenclaw cron add --name a --every 1h --session isolated --message x --webhook https://laptop.tail1234.ts.net/hooks/a\n```",
      messages: {
        default: {
          text: "{host} is a {kind} host, and nothing here exempts it: the guard blocks this webhook before it is sent.",
          fix: "Add {host} to cron.webhookSsrfPolicy.allowedHostnames on the sender.",
        },
        never: {
          text: "{host} is a {kind} host, and OpenClaw {version} has no exemption: the guard blocks this webhook.",
          fix: "Use a public name, or a version that has cron.webhookSsrfPolicy.",
        },
      },
    },
    "zh-CN": {
      finds: "定时任务的 webhook 指向私有、回环、tailnet 或内部主机，却没有恰好放行这台主机",
      why: "OpenClaw 的 SSRF 防护不会发出这样的 webhook：任务显示成功，投递失败，接收方什么也收不到。",
      wrong:
        "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x --webhook https://laptop.tail1234.ts.net/hooks/a\n```",
      right:
        "```bash\nopenclaw config set 'cron.webhookSsrfPolicy.allowedHostnames[0]' laptop.tail1234.ts.net\nopenclaw cron add --name a --every 1h --session isolated --message x --webhook https://laptop.tail1234.ts.net/hooks/a\n```",
      messages: {
        default: {
          text: "{host} 属于{kind}主机，这里没有放行它：防护会在发送前拦下这个 webhook。",
          fix: "在发送方的 cron.webhookSsrfPolicy.allowedHostnames 里加入 {host}。",
        },
        never: {
          text: "{host} 属于{kind}主机，而 OpenClaw {version} 没有放行的办法：防护会拦下这个 webhook。",
          fix: "改用公网名称，或者换用带 cron.webhookSsrfPolicy 的版本。",
        },
      },
    },
  },
  *check(subject) {
    const inside = receivers(subject).filter(({ host }) => hostKind(host) !== "public");
    if (inside.length === 0) return;
    const exempt = exemptHosts(subject);
    const version = subject.catalog.version;
    const cron =
      (subject.catalog.config as { properties?: { cron?: { properties?: object } } }).properties?.cron?.properties ??
      {};
    const message = "webhookSsrfPolicy" in cron ? "default" : "never";
    const elsewhere = /allowedHostnames/.test(subject.companions) ? subject.companions : "";
    for (const { host, place } of inside)
      if (!exempt.has(host) && !elsewhere.includes(`"${host}"`))
        yield { message, place, evidence: host, props: { host, kind: hostKind(host), version } };
  },
};

const bare = (host: string) =>
  host
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");

/** Hosts of cron webhooks, and of the completion webhook beside an announcement. */
function receivers({ facts }: Subject): { host: string; place: Place }[] {
  return webhookTargets(facts).map(({ url, place }) => ({ host: bare(url.hostname), place }));
}

/** Hosts that the text says are exempt, where the document is not the one that writes the configuration. */
const spokenHosts = ({ document }: Subject) =>
  document.sentences
    .filter(
      ({ text, mood, passage }) =>
        mood !== "wrong" && /allowedHostnames|exempt|放行|豁免/i.test(`${text} ${passage.row ?? ""}`),
    )
    .flatMap(({ text }) => [...text.matchAll(/(?<![\w.-])[\w-]+(?:\.[\w-]+)+(?![\w-])/g)].map(([host]) => bare(host)));

function exemptHosts(subject: Subject): Set<string> {
  const { facts, environment } = subject;
  const written = settingsAt(facts, "cron.webhookSsrfPolicy.allowedHostnames.*").map(({ data }) =>
    bare(String(scalar(data) ?? "")),
  );
  const opened = facts.settings.some(
    ({ path, data, wrong }) =>
      !wrong && path[0] === "cron" && path.at(-1) === "dangerouslyAllowPrivateNetwork" && scalar(data) === true,
  );
  const hosts = new Set([
    ...written,
    ...spokenHosts(subject),
    ...(environment?.cron?.allowedHostnames ?? []).map(bare),
  ]);
  return opened ? ({ has: () => true } as unknown as Set<string>) : hosts;
}
