import { denies } from "../../document/mood.ts";
import type { Sentence } from "../../document/sentences.ts";
import { matching, placeIn, said, webhookTargets } from "../../look.ts";
import type { Rule } from "../../rule.ts";

/** Hosts whose business is to redirect. */
const shortener =
  /^(?:www\.)?(?:bit\.ly|t\.co|tinyurl\.com|goo\.gl|is\.gd|t\.cn|dwz\.cn|suo\.im|url\.cn|rebrand\.ly|cutt\.ly|ow\.ly|short\.io|t\.ly)$/i;
const redirects =
  /(?<![\w-])(?:redirect(?:s|ed|ing|ion)?|30[12378]|moved permanently|http (?:is )?upgraded? to https|forwards? http to https|vanity (?:url|domain)|short(?:ened)? (?:url|link)|bit\.ly|tinyurl|url shortener|trailing slash)(?![\w-])|重定向|跳转|短链|短网址|转到 ?https/i;

/** A host that is said to lead to another one. */
const leads = /redirects? to|answers? (?:with )?30[12378]|会? ?30[12378] ?到|(?:重定向|跳转)到/i;

/** The clause in which the redirect is spoken of. */
const clauseOf = ({ clauses, text }: Sentence): string => clauses.find((one) => redirects.test(one.text))?.text ?? text;

export const redirect: Rule = {
  id: "delivery/redirect",
  severity: "warn",
  source: "measured: POST, then GET without body and credential, and the run is recorded as delivered",
  words: {
    en: {
      finds: "A webhook target that may redirect",
      why: "OpenClaw follows a redirect with a GET, without body and credential, and records the event as delivered.",
      wrong: "The webhook goes to http://hooks.example.com/audit, which redirects to https.",
      right: "The webhook goes to https://hooks.example.com/audit, its final address.",
      messages: {
        default: {
          text: "Behind a redirect the event is lost and still counted as delivered.",
          fix: "Write the final address, and probe it: it must not answer 3xx.",
        },
      },
    },
    "zh-CN": {
      finds: "webhook 目标可能会重定向",
      why: "OpenClaw 用 GET 跟随重定向，不带正文和凭据，却记为已投递。",
      wrong: "webhook 发往 http://hooks.example.com/audit，该地址会重定向到 https。",
      right: "webhook 直接发往最终地址 https://hooks.example.com/audit。",
      messages: {
        default: { text: "经过重定向，事件会丢失，却仍被算作已投递。", fix: "写最终地址，并先探测：不能返回 3xx。" },
      },
    },
  },
  *check({ document, facts }) {
    // A host that the document itself calls redirecting, and that a job aims at all the same.
    const moved = matching(document, leads)
      .filter(({ mood }) => mood !== "wrong" && mood !== "asks")
      .map(({ text }) => text.split(/redirects? to|30[12378]|(?:重定向|跳转)到/i)[0] ?? "");
    for (const { url, text, place } of webhookTargets(facts))
      if (shortener.test(url.hostname) || moved.some((one) => one.includes(url.hostname)))
        yield { place, evidence: text };
    for (const sentence of said(document, redirects)) {
      const { mood, passage, place: whole } = sentence;
      const text =
        passage.kind === "cell" ? (document.source.text.split("\n")[whole.line - 1] ?? sentence.text) : sentence.text;
      if (
        !redirects.test(text) ||
        !/repl(?:y|ies)|answers?|responds?|sends? callers|client|http|hook|post|endpoint|url|address|deliver|target|receiver|投递|地址|端点|接收|域名|链接|推送|发/i.test(
          text,
        )
      )
        continue;
      if (
        mood === "reports" ||
        denies(clauseOf(sentence)) ||
        /reject|refus|fault|\bh(?:e|o)lds?\b|(?:books?|files?|count(?:s|ed)?) (?:\S{1,60} )?as|false|(?:is|are|be|get|gets) lost|treat|follow(?:s|ed)? with|拒绝|视为失败|会丢|没到|记为|算作|误/i.test(
          text.replace(/no \w{1,40} (?:gets|is|are|will be) lost/i, ""),
        ) ||
        passage.kind === "heading"
      )
        continue;
      if (/must|final|use the (?:https|direct)|loses the|check|probe|verify|确认|检查|最终|应/i.test(text)) continue;
      yield { place: placeIn(sentence, redirects), evidence: text };
    }
  },
};
