import { milliseconds } from "../../duration.ts";
import { addedJobs, statements } from "../../look.ts";
import type { Report, Rule, Subject } from "../../rule.ts";

/** Something outside this machine that a loop asks. */
const outside =
  /https?:\/\/(?!127\.|localhost|\[::1\])|curl|wget|fetch|api|github|jira|slack|gitlab|jenkins|notion|sheet|remote|peer|server|endpoint|ssh |imap|mail|service|telegram|接口|远程|对端|服务|查询|轮询|拉取|请求/i;

/** `every 5 seconds`, `每 10 秒`. */
const often =
  /(?<![\w-])(?:every|each|once (?:a|per|every)|per|at) ?(?:(\d{1,9}(?:\.\d{1,9})?|a|few|couple(?: of)?|other|two|three|four|five|six|eight|ten|fifteen|twenty|thirty)[- ]?)?(?:s|sec|secs|seconds?)(?![\w-])|(\d{1,9})[- ]?s(?:ec(?:ond)?)? (?:poll|interval|loop|tick)|(?:once|twice|several times|many times) (?:a|per|every|each) second|(?:\d{1,9}|ten|twelve|fifteen|twenty|thirty|sixty|a hundred|dozens of|many) (?:times|polls|requests|calls) (?:a|per|every|each) (?:second|minute)|(?<![\w-])(?:continuously|non-?stop|without (?:a )?pause|in a tight loop)(?![\w-])|不停地?|连续不断|(\d{1,9}) (?:times|polls|requests|calls) (?:a|per|every) (?:second|minute)|每(?:隔)?\s*(\d{1,9}|几|数|[一两三四五六七八九十]{1,2}|半)?\s*秒|(?:间隔|周期)\s*(\d{1,9})\s*秒|每秒|每分钟[^。；]{0,10}(?:[2-9]\d|\d{3,}|[二三四五六七八九]十|上百|几十)次/i;
const poll =
  /poll|curl|check|ask|query|fetch|request|ping|hit|call|look|watch|scrape|asked|pinged|refresh|pull|(?<![A-Za-z])(?:GET|HEAD)(?![A-Za-z])|看(?:一眼|看)|瞧|轮询|抓取?|拉取?|查询|检查|查(?!看|阅)|请求|拉取|探测|访问|看一次|问|刷新|调用/i;

/** One write for each small thing, where one batch would do. */
const tiny =
  /(?:one|a|single|separate) (?:\S{1,60} ){0,2}(?:request|call|post|webhook|message|write|event|row|append|update|api call|insert|commit)s? (?:for|per) (?:changed |new )?(?:each|every|single|cell|field|value|reading|ticket|log ?line|line|row|record|item|entry|file|finding|metric|sample)|(?:each|every) (?:\S{1,60} ){0,2}(?:log ?line|line|row|record|item|entry|sample|metric|keystroke|token|finding|reading)s? (?:\S{1,60} ){0,3}(?:is|as|gets?|triggers?|sends?|posts?|its own|separately|individually|immediately)|(?:per|for each|for every) (?:log )?(?:line|row|record|item|entry|sample|metric|finding) ?,? (?:we |it |the \w{1,40} )?(?:send|post|write|call|append|fire)|(?:sends?|posts?|writes?|pushes|calls?|appends?|uploads?|forwards?) [^.;]{0,40}(?:line[- ]by[- ]line|row[- ]by[- ]row|one by one|record by record|one at a time)|每[^。；，]{1,10}就(?:调用|请求|发送|推送|写入)(?:一次|一条|一下)|每(?:来|有|出)(?:了)?(?:一个|一条|一次)?[^。；，]{0,8}就(?:单独)?(?:推|发|写|调)|逐(?:条|行|个)(?:发送|写入|推送|上报|提交|调用|请求|追加)|一秒一(?:行|条|次)|逐秒|一行一(?:发|写)|每(?:一)?(?:条|行|个)(?:日志|记录|数据|发现|指标|文件|结果)?.{0,8}(?:都|就)?(?:单独|各)?(?:发(?!现|生|起)|写(?:入|一)|推|调用|请求|触发|提交)(?:一次|一条|一个)?/i;

export const chattyLoop: Rule = {
  id: "traffic/chatty-loop",
  severity: "error",
  source: "guardrail: prefer fewer, larger writes over chatty loops",
  words: {
    en: {
      finds: "Polling an external service more than once a minute, or many tiny writes where one batch would do",
      why: "It costs money, runs into limits, and hides the one message that matters.",
      wrong: "The job polls the GitHub API every 5 seconds.",
      right: "The job asks the GitHub API every 10 minutes and sends one summary.",
      messages: {
        default: {
          text: "{evidence} asks more than once a minute.",
          fix: "Let the other side push an event, or ask every few minutes and send one summary.",
        },
        tiny: {
          text: "Here many small writes do what one batch would do: {evidence}",
          fix: "Collect, and send one message with a list.",
        },
      },
    },
    "zh-CN": {
      finds: "每分钟不止一次地轮询外部服务，或者本可一次批量却写了很多次",
      why: "费钱、会触发限流，还会淹没真正重要的那条消息。",
      wrong: "任务每 5 秒轮询一次 GitHub 接口。",
      right: "任务每 10 分钟查询一次 GitHub 接口，汇总成一条发送。",
      messages: {
        default: { text: "{evidence}：每分钟不止一次。", fix: "让对方推送事件，或者几分钟查一次，汇总成一条发送。" },
        tiny: {
          text: "这里用很多次小写入做了一次批量就能做的事：{evidence}",
          fix: "先攒起来，用一条带列表的消息发送。",
        },
      },
    },
  },
  *check(subject) {
    yield* jobsTooOften(subject);
    yield* loops(subject);
    for (const { sentence, place } of statements(subject.document, tiny))
      yield { message: "tiny", place, evidence: sentence.text };
    for (const { sentence, place } of statements(subject.document, often)) {
      const { text } = sentence;
      const polls = poll.test(text) && seconds(text) < 60 && !bounded.test(text) && !tiny.test(text);
      if (polls) yield { place, evidence: text };
    }
  },
};

/** Waiting for an answer is no polling. */
const bounded =
  /for (?:\w{1,40} ){0,3}(?:minutes?|times)|at most|up to|until|timeout|backoff|back off|retry|wait|within|probe|退避|超时|重试|等待/i;

function seconds(text: string): number {
  const match = often.exec(text);
  const number = Number(match?.slice(1).find((group) => group && /^\d/.test(group)) ?? 1);
  return match?.[3] ? (/minute/.test(match[0]) ? 60 / number : 1 / number) : number;
}

function* jobsTooOften({ facts }: Subject): Generator<Report> {
  for (const { fields, from } of addedJobs(facts)) {
    const { every, cron, message, command, script, webhook, systemEvent } = fields;
    const text = `${systemEvent?.text ?? ""} ${message?.text ?? ""} ${command?.text ?? ""} ${script?.text ?? ""} ${webhook?.text ?? ""}`;
    const everyMs = every ? (from === "json" ? Number(every.text) : milliseconds(every.text)) : Number.NaN;
    if (every && everyMs < 60_000 && (outside.test(text) || webhook))
      yield { place: every.place, evidence: every.text };
    if (
      cron &&
      /^\s*(?:\*|\*\/\d{1,9}|\d{1,9}(?:,\d{1,9})+|\d{1,9}-\d{1,9})(?:\s+\S+){5}\s*$/.test(cron.text) &&
      (outside.test(text) || webhook)
    )
      yield { place: cron.place, evidence: cron.text };
  }
}

/** `while true; do curl …; sleep 5; done`, `watch -n 2 curl …`. */
function* loops({ document }: Subject): Generator<Report> {
  const { calls } = document;
  for (const call of calls) {
    if (call.wrong) continue;
    const text = call.words.map((word) => word.text).join(" ");
    if (call.name === "sleep" && milliseconds(/^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? `${text}s` : text) < 60_000) {
      const loop = calls.find(
        (one) =>
          !one.wrong &&
          Math.abs(one.place.line - call.place.line) <= 6 &&
          /^(?:curl|wget|ssh|openclaw|gh|http)$/.test(one.name) &&
          inLoop(document.source.text, one.place.line, call.place.line) &&
          !/127\.0\.0\.1|localhost/.test(one.source.text),
      );
      if (loop && !/for \w{1,40} in (?:\$\(seq|\{?\d|1 2)|seq \d|until .*(?:healthz|readyz)/.test(document.source.text))
        yield { place: loop.place, evidence: loop.source.text };
    }
    if (call.through.at(-1) === "watch" && /^(?:curl|wget|ssh|openclaw)$/.test(call.name))
      yield { place: call.place, evidence: call.source.text };
  }
}

function inLoop(text: string, ...lines: number[]): boolean {
  const all = text.split("\n");
  const [from, to] = [Math.min(...lines) - 6, Math.max(...lines) + 2];
  return /(?:while (?:true|:|sleep|\[)|until )/.test(all.slice(Math.max(0, from), to).join("\n"));
}
