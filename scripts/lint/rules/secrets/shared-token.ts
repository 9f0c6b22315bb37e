import { withoutApiece } from "../../document/mood.ts";
import { scalar, settingsAt, statements, webhookTargets } from "../../look.ts";
import type { Rule, Subject } from "../../rule.ts";

/** One token in two roles, said in words. */
const spoken =
  /(?:(?:same|one|single|shared|identical) (?:\S{1,60} ){0,2}(?:token|secret|bearer|password|key)\w{0,40} (?:\S{1,60} ){0,5}(?:for (?:both|all|every\w{0,40}|each|the (?:gateway|hooks?)|two|\w{1,40} and)|as (?:the )?(?:gateway|hook)|everywhere|on both|across|to (?:all|every|both|each))|(?:re-?us(?:e|es|ed|ing)|use|uses|using|set|copy|take) (?:the |our |its |your )?(?:gateway(?:'s)?|gateway\.auth|auth) (?:auth )?(?:token|password|secret) (?:\S{1,60} ){0,5}(?:hooks?|webhook|as)|hooks?\.?(?: |-)?token (?:\S{1,60} ){0,6}(?:same (?:as|value|token)|identical to|equals?|is the) (?:\S{1,60} ){0,2}gateway|gateway (?:auth )?token (?:\S{1,60} ){0,4}(?:doubles|also|as well) (?:\S{1,60} ){0,4}hook)|(?:同一个?|相同的?|一个|共用(?:一个)?|一样的|复用)[^。，；]{0,8}(?:令牌|token|口令|密钥)[^。；]{0,16}(?:网关|hook|两边|双方|所有|全部|每个|各|都)|(?:令牌|token)[^。；，]{0,16}(?:直接用|就用|沿用|借用|复用)[^。；]{0,14}(?:网关|gateway)|(?:两个|几个|多个|所有|各个?)(?:接收方|对端|实例|合作方|对方)[^。；]{0,6}(?:共用|同用|用同)[^。；]{0,14}(?:令牌|token)|(?:both|all|each of them) (?:know|knows|have|has|use|uses|hold) (?:the |our |its )?(?:same )?(?:\S{1,60} )?(?:token|secret)|都(?:知道|有|用|拿着)[^。；，]{0,10}(?:同一个)?[^。；，]{0,8}(?:令牌|token)|(?:令牌|密钥|token)[^。；，]{0,4}通吃|(?:the )?same value (?:is )?(?:also )?(?:used|given|sent|shared) (?:for|to|with)|同一个?(?:值|串|枚)[^。；\n]{0,4}(?:也|还)[^。；\n]{0,2}(?:用|给|发)|hooks?[. ]?token[^。；]{0,8}(?:填|用|写|就是|设成)[^。；]{0,8}(?:网关|gateway|控制台)|(?:直接用|就用|沿用|借用|复用)[^。；，]{0,14}(?:网关|gateway)(?:自己|本身)?的?那?(?:一?枚|个|串|一个)|(?:网关|gateway)(?:的|自己的?|本身的?)?(?: ?auth ?)?(?:令牌|token)[^。；]{0,14}(?:直接)?(?:复用|共用|也(?:用|当|作)|兼(?:作|当)|当作|就是|拿来|给 ?hook)|hooks?[. ]?(?:的)?(?:token|令牌)[^。；]{0,12}(?:和|与|跟|同)[^。；]{0,6}(?:网关|gateway)[^。；]{0,10}(?:一样|相同|一致|共用|同一)/i;

/** `it's the same value the gateway logs you in with`. */
const sameAsGateway =
  /(?:(?:value|token|password|one)(?: \S+){0,6} (?:log|sign)(?:ged|s)?[- ]in)|(?:same|identical|re-?us\w{1,40}|一样|相同|同一个|复用)(?:[^.;。；\n]{0,60})(?:gateway|control ui|dashboard|网关|控制台|登录)/i;

export const sharedToken: Rule = {
  id: "secrets/shared-token",
  severity: "error",
  source: "docs/gateway/config-hooks.md; measured: cron.webhookToken is sent to every webhook of the gateway",
  words: {
    en: {
      finds: "One token in two roles",
      why: "A hook token that is the gateway's token makes every sender an administrator; one cron.webhookToken tells each receiver the others' hook token.",
      wrong: "Use the gateway token as the hook token, so there is only one secret to remember.",
      right: "The hook token is one of its own, made for this bridge.",
      messages: {
        default: {
          text: "One token serves two roles here: {evidence}",
          fix: "Make a token for each role, and keep the gateway's own for its operators.",
        },
        receivers: {
          text: "One cron.webhookToken is sent to {count} receivers ({evidence}): each learns the others' hook token.",
          fix: "Let one receiver take webhooks, or send to the others with a command that reads a token of its own from a file.",
        },
      },
    },
    "zh-CN": {
      finds: "一个令牌身兼两职",
      why: "hook 令牌若等于网关令牌，每个发送方都成了管理员；cron.webhookToken 只有一个，会让各接收方知道彼此的 hook 令牌。",
      wrong: "hook 令牌直接复用网关的令牌，省得多记一个。",
      right: "hook 令牌是为这座桥单独生成的。",
      messages: {
        default: { text: "这里一个令牌身兼两职：{evidence}", fix: "每个角色各用一个令牌，网关自己的只给管理员。" },
        receivers: {
          text: "同一个 cron.webhookToken 会发给 {count} 个接收方（{evidence}）：每一方都会知道别人的 hook 令牌。",
          fix: "只让一个接收方收 webhook，其余的用命令发送，令牌从各自的文件读取。",
        },
      },
    },
  },
  *check(subject) {
    const { document, facts } = subject;
    yield* sameValue(subject);
    const pair = /cron\.webhookToken .{0,40}hooks\.token|hooks\.token .{0,40}cron\.webhookToken|sender.{0,30}receiver/i;
    for (const { sentence, place } of statements(document, spoken))
      if (
        spoken.test(withoutApiece(sentence.text)) &&
        !pair.test(sentence.text) &&
        !/另一个|分别|各有|another one|one of its own/i.test(sentence.text)
      )
        yield { place, evidence: sentence.text };
    for (const { sentence, place } of statements(document, sameAsGateway)) {
      const near = document.sentences
        .filter((one) => Math.abs(one.place.line - place.line) <= 6)
        .map((one) => one.text)
        .join(" ");
      const token = /token|secret|password|令牌|口令|密码/i.test(near) && /hook/i.test(near);
      if (
        token &&
        !/whoever|could|would|might|anyone who|谁.{0,6}就能/i.test(sentence.text) &&
        !spoken.test(sentence.text) &&
        !pair.test(sentence.text)
      )
        yield { place, evidence: sentence.text };
    }
    const hosts = new Map(webhookTargets(facts).map(({ url, place }) => [url.host, place]));
    const spokenOf = document.sentences.find(({ text, mood }) => mood !== "wrong" && text.includes("webhookToken"));
    const token = settingsAt(facts, "cron.webhookToken")[0] ?? (document.kind ? spokenOf : undefined);
    if (token && hosts.size > 1)
      yield {
        message: "receivers",
        place: token.place,
        evidence: [...hosts.keys()].join(", "),
        props: { count: String(hosts.size) },
      };
  },
};

/** hooks.token and the gateway's token with the same literal, variable or placeholder. */
function* sameValue({ facts }: Subject) {
  const gateway = [...settingsAt(facts, "gateway.auth.token"), ...settingsAt(facts, "gateway.auth.password")].map(
    ({ data }) => scalar(data),
  );
  for (const { data, place } of settingsAt(facts, "hooks.token")) {
    const value = scalar(data);
    if (typeof value === "string" && value.length > 3 && gateway.includes(value))
      yield { place, evidence: "hooks.token = gateway.auth.token" };
    else if (
      typeof value === "string" &&
      /gateway/i.test(value) &&
      /\$\{\w{0,40}GATEWAY\w{0,40}\}|<gateway[- ]token>/i.test(value)
    )
      yield { place, evidence: `hooks.token: ${value}` };
  }
}
