import { lookUp } from "../../../openclaw/lists.ts";
import type { Place } from "../../document/source.ts";
import { matching, scalar, settingsAt, statements, wishesFor } from "../../look.ts";
import type { Report, Rule, Subject } from "../../rule.ts";

/** Programs and their words that open something to others. */
const exposing: Record<string, RegExp> = {
  tailscale: /^(?:funnel|serve)\b(?!.*(?:\boff\b|\bstatus\b|\breset\b|--help))/,
  ngrok: /^(?:http|tcp|tls|start)\b/,
  cloudflared: /^tunnel\b(?!.*\b(?:list|info|--help|delete)\b)/,
  ufw: /\b(?:allow|disable)\b/,
  iptables: /(?:-A|-I) INPUT.*ACCEPT|-P INPUT ACCEPT|-F\b|PREROUTING/,
  nft: /\badd rule\b.*accept/,
  "firewall-cmd": /--add-(?:port|service|rich-rule)|--set-default-zone/,
  upnpc: /-a\b/,
  lt: /--port/,
  localtunnel: /--port/,
  frpc: /./,
  bore: /\blocal\b/,
  ssh: /(?:^|\s)-[a-zA-Z]*R\b/,
  gcloud: /firewall-rules create/,
  aws: /authorize-security-group-ingress/,
  netsh: /advfirewall firewall add/,
};

/** The same in words. */
const spoken =
  /(?:forward(?:s|ed|ing)? (?:(?:tcp|udp|ports?) ?\d*|\d{2,5}(?![\w.]))|(?:open(?:s|ed|ing)?|forward(?:s|ed|ing)?|expos(?:e|es|ed|ing)|publish(?:es|ed|ing)?|allow(?:s|ed|ing)?|map(?:s|ped)?|punch) (?:\S{1,60} ){0,4}(?:ports?(?: \d{1,9})?|firewall|router|endpoint|dashboard|control ui|gateway|webhook|hooks?)(?: \S+){0,4} ?(?:to|on|in|from|for|publicly|through|via|at)? ?(?:the )?(?:public|internet|world|router|firewall|outside|wan|anyone|everyone|everywhere|all interfaces|0\.0\.0\.0)|(?:expos(?:e|es|ed|ing)|publish(?:es|ed|ing)?) (?:the |its |our |your |a |this )?(?:\S{1,60} ){0,2}(?:dashboard|control ui|gateway|hooks?(?: endpoint| path)?|endpoint|webhook|port|ui)|(?:ngrok|cloudflare(?:d)? tunnel|tailscale funnel|public tunnel|reverse tunnel|port[- ]forward\w{0,40}|localtunnel|frp)|(?:switch|turn|shut)(?:es|s|ed|ing)? (?:the |its |our |your )?(?:\S{1,60} )?(?:off )?(?:the |its |our |your )?firewall(?: off)?|(?:disabl|stopp?|lower|drop)\w{0,40} (?:the |its |our |your )?(?:\S{1,60} )?firewall|(?:punch|poke|drill|make|open)\w{0,40} (?:a |one )?holes? in (?:the |its |our )?(?:\S{1,60} )?firewall|(?:on|onto|give\w{0,40} (?:it|the \w{1,40})) (?:a |its )?(?:static )?public ip|(?:open(?:ed|s)?|expos\w{1,40}|publish\w{0,40}) (?:\S{1,60} ){0,3}(?:to|for) (?:the )?(?:whole|entire|everyone|everybody|anyone|anybody|anywhere|outside|public|internet|world|office|company)|bind(?:s|ing)?(?: it| the gateway)? to (?:0\.0\.0\.0|lan|all interfaces|the lan|the public)|(?:open|add|create|change|edit) (?:a |the |an )?(?:\S{1,60} )?(?:firewall|router|security[- ]group) (?:rule|port|hole|entry))|(?:公网|外网|互联网)(?:上)?(?:暴露|开放|公开|发布|映射|可访问)|(?:暴露|开放|公开|发布|映射|放行|转发|打开)[^。；]{0,14}(?:到公网|到外网|公网|外网|端口|防火墙|路由器|仪表盘|控制台|面板|端点|网关|所有网卡|0\.0\.0\.0)|虚拟服务器|外部端口|(?:端口|防火墙|\d{4,5})[^。；]{0,12}(?:对|向)(?:所有|任何|全部|外)[^。；]{0,8}(?:放开|放行|开放|打开)|(?:端口映射|端口转发|内网穿透|frp|花生壳|路由器上(?:做|加|开)|防火墙(?:放行|开放|开|加))|公网 ?IP[^。；]{0,14}(?:谁都|访问|连)|(?:弄|配|给|挂|上)[^。；]{0,6}公网 ?IP|对(?:全公司|全部|所有人|任何人|外网?|公网|大家)[^。；]{0,6}(?:开放|公开)|(?:关(?:掉|闭|了)?|停(?:掉|用)?)[^。；]{0,8}防火墙|防火墙[^。；]{0,6}(?:关|停|撤)|(?:监听|绑定)[^。；]{0,6}\s*(?:0\.0\.0\.0|所有网卡|公网)/i;

/** The go-ahead of a person. */
const approved =
  /(?:approv(?:ed|al|es|e)|sign(?:ed)?[- ]?off|go-?ahead|permission|consent|confirm(?:ed|ation|s)? (?:by|with|from)|ask(?:s|ed)? (?:the |for |first|before|\w{1,40} before|\w{1,40} first)|after (?:\S{1,60} ){0,4}(?:ok|yes|agree[sd]?)|agreed (?:by|to|with)|only (?:after|with|once) (?:\S{1,60} ){0,6}(?:ok|yes|approv\w{0,40}|agree\w{0,40}|confirm\w{0,40}|permission|say-?so)|NOT APPROVED|authori[sz]ed by|green light|says yes|said yes|has said|stop and ask|needs? (?:an? |the |explicit )*(?:approval|ok|yes|human|go-?ahead)|批准|同意|审批|授权|许可|确认(?:后|过|再|才)|征得|点头|签(?:过|了)?字|先问|问过|问一下|经.{0,10}(?:确认|允许)|未批准|待批|拍板|放行人|允许后)/i;

export const unapproved: Rule = {
  id: "exposure/unapproved",
  severity: "error",
  source:
    "guardrail: ask before publishing endpoints, changing firewall rules, or exposing dashboards; docs/gateway/security",
  words: {
    en: {
      finds: "Something exposed without a person's explicit go-ahead before that step",
      why: "A gateway that others can reach can be made to act; only its owner may decide that.",
      wrong: "```bash\ntailscale funnel 18789\n```",
      right: "Ask Ana first; run this only after her explicit yes:\n\n```bash\ntailscale funnel 18789\n```",
      messages: {
        default: {
          text: "{evidence} makes something reachable for others, and no person's go-ahead stands before it.",
          fix: "Write who has to say yes, before this step, and leave the step out until then.",
        },
      },
    },
    "zh-CN": {
      finds: "未经人明确同意就对外暴露",
      why: "别人够得着的网关就可能被驱使；是否开放只能由它的主人决定。",
      wrong: "```bash\ntailscale funnel 18789\n```",
      right: "先征得小王明确同意，再执行：\n\n```bash\ntailscale funnel 18789\n```",
      messages: {
        default: {
          text: "{evidence} 会让别人能访问到，而在它之前没有任何人的同意。",
          fix: "在这一步之前写明谁必须同意，同意之前不要保留这一步。",
        },
      },
    },
  },
  *check(subject) {
    const seen = new Set<number>();
    for (const report of exposures(subject)) {
      const line = report.place?.line ?? 0;
      if (seen.has(line) || isApproved(subject, line)) continue;
      seen.add(line);
      yield report;
    }
  },
};

function* exposures({ document, facts }: Subject): Generator<Report> {
  for (const { name, words, wrong, place, through } of document.calls) {
    const text = words.map((word) => word.text).join(" ");
    if (!wrong && lookUp(exposing, name)?.test(text) && !(name === "ssh" && through.includes("ssh")))
      yield { place, evidence: `${name} ${text}` };
  }
  for (const { data, place } of settingsAt(facts, "gateway.bind"))
    if (["lan", "auto", "custom", "0.0.0.0", "tailnet"].includes(String(scalar(data))))
      yield { place, evidence: `gateway.bind: ${scalar(data)}` };
  for (const { data, place } of settingsAt(facts, "gateway.tailscale.mode"))
    if (["serve", "funnel"].includes(String(scalar(data))))
      yield { place, evidence: `gateway.tailscale.mode: ${scalar(data)}` };
  for (const { resolved, words, wrong, place } of facts.calls)
    for (const { name, value, index } of resolved.flags)
      if (
        !wrong &&
        ((name === "--bind" && /lan|auto|custom|tailnet|0\.0/.test(value ?? "")) ||
          (name === "--tailscale" && /serve|funnel/.test(value ?? "")))
      )
        yield { place: words[index]?.place ?? place, evidence: `${name} ${value}` };
  yield* wishesFor(document, "no-asking");
  for (const { sentence, place } of statements(document, spoken)) yield { place, evidence: sentence.text };
}

/** A go-ahead counts where it stands before the step or on its line: above it, or in the step's own paragraph or comment. */
function isApproved({ document }: Subject, line: number): boolean {
  const near = (place: Place) => place.line <= line + 1 && place.endLine >= line - 12;
  return matching(document, approved).some(
    ({ text, place, mood, passage }) =>
      mood !== "wrong" &&
      (near(place) ||
        (place.line <= line &&
          /approval|trust|审批|批准|授权|信任/i.test(passage.headings.join(" ") + text) &&
          exposureWord.test(`${text} ${passage.row ?? ""}`))),
  );
}

const exposureWord =
  /expos|publish|endpoint|firewall|port|tunnel|funnel|serve|bind|dashboard|router|public|暴露|公开|端口|防火墙|隧道|仪表盘|公网|发布|监听|穿透/i;
