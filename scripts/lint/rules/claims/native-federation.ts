import { part } from "../../document/source.ts";
import { wishesFor } from "../../look.ts";
import type { Report, Rule, Subject } from "../../rule.ts";
import { sidesOf } from "../../sides.ts";
import { claimsIn } from "./claim.ts";

/** The bundled channels with which one OpenClaw reaches another; both are off unless somebody configured them. */
const bundled = ["a2a", "reef"];

export const nativeFederation: Rule = {
  id: "claims/native-federation",
  severity: "error",
  source: "docs/concepts/session-tool.md; docs/channels/a2a.md; measured on two gateways",
  words: {
    en: {
      finds: "A claim that two instances share sessions, memory or logins, or are federated",
      why: "OpenClaw has no federation: sessions, memory and logins live inside one gateway. A design that presumes otherwise loses what it never sent.",
      wrong: "The two gateways share one memory, so the laptop already knows what the server found.",
      right:
        "The two gateways share no memory: the server sends what the laptop must know, as a message with a contract.",
      messages: {
        default: {
          text: "Two OpenClaw instances share nothing of their own accord: no session, no memory, no login, no federation.",
          fix: "Say what is sent instead: an event with a contract, by webhook, chat or files.",
        },
        channel: {
          text: "This uses the {channel} channel, which is off unless somebody configured it, and no environment record shows that.",
          fix: "Record the instance (bridge.mjs environment) and lint with --environment FILE, or use a webhook, chat or files.",
        },
      },
    },
    "zh-CN": {
      finds: "声称两台实例共享会话、记忆或登录状态，或者彼此联邦",
      why: "OpenClaw 没有联邦功能：会话、记忆和登录状态都只存在于一个网关里。凡是假定它们相通的设计，都会丢掉从未发送过的东西。",
      wrong: "两台网关共享同一份记忆，笔记本自然知道服务器查到了什么。",
      right: "两台网关的记忆互不相通：服务器把笔记本需要知道的内容按契约发过去。",
      messages: {
        default: {
          text: "两台 OpenClaw 实例不会自行共享任何东西：会话、记忆、登录状态都不相通，也没有联邦。",
          fix: "写清楚发送的是什么：按契约用 webhook、聊天或文件传递一个事件。",
        },
        channel: {
          text: "这里用到 {channel} 频道。它默认关闭，也没有环境记录表明已经配置。",
          fix: "先记录该实例（bridge.mjs environment），再用 --environment FILE 检查；或者改用 webhook、聊天或文件。",
        },
      },
    },
  },
  *check(subject) {
    const sides = sidesOf(subject.document);
    const lines = new Set<number>();
    for (const { sentence, claim } of claimsIn(subject.document, sides)) {
      const place = part(sentence.source, claim.start, claim.start + 1).place(0, 1);
      lines.add(place.line);
      yield { place, evidence: claim.text };
    }
    yield* wishesFor(subject.document, "one-agent").filter(({ place }) => !lines.has(place.line));
    yield* invented(subject);
    yield* unprovided(subject);
  },
};

/** Commands and keys that only make sense if gateways could be joined. */
const joining = /^(?:peers?|feder\w{0,40}|clusters?|mesh|link|join|pair-gateway|sync|swarm|bond)$/i;

function* invented({ facts }: Subject): Generator<Report> {
  for (const { resolved, words, wrong, place, source } of facts.calls) {
    const problem = resolved.problems.find(({ kind }) => kind === "unknown-command");
    if (!wrong && problem && joining.test(problem.found))
      yield { place: words[problem.index]?.place ?? place, evidence: source.text };
  }
  for (const { path, place, wrong } of facts.settings)
    if (
      !wrong &&
      path.length <= 2 &&
      joining.test(String(path.at(-1))) &&
      path[0] !== "channels" &&
      (path.length === 1 || path[0] === "gateway" || path[0] === "session")
    )
      yield { place, evidence: path.join(".") };
}

function* unprovided({ facts, environment }: Subject): Generator<Report> {
  for (const channel of bundled) {
    if (environment?.channels?.[channel]?.configured) continue;
    const report = (place: Report["place"], evidence: string): Report => ({
      message: "channel",
      place,
      evidence,
      props: { channel },
    });
    for (const { resolved, words, wrong } of facts.calls)
      for (const { name, value, index } of resolved.flags)
        if (!wrong && name === "--channel" && value === channel)
          yield report(words[index]?.place ?? null, `--channel ${channel}`);
    for (const { path, place, wrong } of facts.settings)
      if (!wrong && path.length === 2 && path[0] === "channels" && path[1] === channel)
        yield report(place, `channels.${channel}`);
  }
}
