import { text } from "../spec/text.ts";
import type { Command } from "./main.ts";

/** Every command by its name, in the order of the workflow. What one needs is loaded when it is asked for: most of the rest is never used. */
export const table: Record<string, Command> = {
  new: {
    usage: "new <pattern> [--id ID] [--locale en|zh-CN]",
    does: text(
      "writes a commented starter spec to ./bridges/<id>/bridge.yaml and asks what is open",
      "把带注释的起始规格写到 ./bridges/<id>/bridge.yaml，并问出所有待答的问题",
    ),
    load: async () => (await import("./commands/new.ts")).newCommand,
  },
  fill: {
    usage: "fill <file> - [--environment FILE]",
    does: text(
      "merges a YAML fragment from standard input into a spec, then prints its status",
      "把标准输入里的 YAML 片段并入规格，然后打印它的状态",
    ),
    load: async () => (await import("./commands/fill.ts")).fillCommand,
  },
  status: {
    usage: "status <file> [--environment FILE]",
    does: text(
      "says what is wrong with a spec and asks everything that is still open",
      "说明规格哪里不对，并问出所有还没有回答的",
    ),
    load: async () => (await import("./commands/status.ts")).statusCommand,
  },
  render: {
    usage: "render <file> [--environment FILE] [--out DIR]",
    does: text(
      "writes the deliverables that apply, and the files of each side beside them",
      "写出适用的交付物，以及每一侧的文件",
    ),
    load: async () => (await import("./commands/render.ts")).renderCommand,
  },
  lint: {
    usage: "lint <files, folders or ->",
    does: text(
      "holds designs to what OpenClaw really accepts, and to the guardrails",
      "检查设计：OpenClaw 是否真的接受，是否守住各项防护",
    ),
    load: async () => (await import("./commands/lint.ts")).lintCommand,
  },
  environment: {
    usage: "environment [--instance NAME] [--from DIR] [--out FILE]",
    does: text(
      "prints read-only commands that record an instance, or turns their outputs into a record without secrets",
      "列出记录一台实例所需的只读命令，或把它们的输出变成不含机密的记录",
    ),
    load: async () => (await import("./commands/environment.ts")).environmentCommand,
  },
  verify: {
    usage: "verify <file> --from DIR",
    does: text(
      "judges the five end-to-end checks on the real instances, from outputs that were saved there",
      "依据两侧真实实例保存的输出，判定五项端到端检查",
    ),
    load: async () => (await import("./commands/verify.ts")).verifyCommand,
  },
  explain: {
    usage: "explain <rule>",
    does: text(
      "says what a rule finds, why, what is wrong and what is right, and where that is written",
      "说明一条规则找什么、为什么、怎样是错、怎样是对，以及出处",
    ),
    load: async () => (await import("./commands/explain.ts")).explainCommand,
  },
};
