import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { lookUp } from "../openclaw/lists.ts";
import { inLanguage, lines, type Text, text } from "../spec/text.ts";
import type { Locale } from "../spec/words.ts";
import * as commands from "./commands.ts";
import { found, type Outcome, oneIn, UsageError, withinBudget } from "./output.ts";
import { processTerminal, type Terminal } from "./terminal.ts";

/** One command of the command line, as the overview shows it. */
export type Command = { usage: string; does: Text; load: () => Promise<Work> };

/** What a command does. `options` are those beside `--help`, `--json`, `--all` and `--locale`. */
export type Work = {
  details: Text;
  options: ParseArgsOptionsConfig;
  arguments: [least: number, most: number];
  run: (
    args: string[],
    values: Record<string, string | boolean | undefined>,
    terminal: Pick<Terminal, "stdin">,
  ) => Outcome | Promise<Outcome>;
};

const everywhere: ParseArgsOptionsConfig = {
  help: { type: "boolean", short: "h" },
  json: { type: "boolean" },
  all: { type: "boolean" },
  locale: { type: "string" },
};

/**
 * Runs one command line.
 * @param argv the words after `bridge.mjs`
 * @returns the exit code: 0 fine · 1 findings or an unfinished spec · 2 wrong usage or unreadable input
 */
export async function main(argv: string[], terminal: Terminal = processTerminal): Promise<number> {
  const [name = "--help", ...rest] = argv;
  const locale = terminalLocale(rest);
  try {
    if (name === "--help" || name === "-h" || name === "help") {
      terminal.stdout(withinBudget(overview(locale), "bridge.mjs new scheduled-relay", true, locale));
      return 0;
    }
    const command = lookUp(commands.table, name);
    if (!command)
      throw new UsageError(found(text(`the command "${name}"`, `命令“${name}”`), oneIn(Object.keys(commands.table))));
    const work = await command.load();
    const { values, positionals } = parse(command, work, rest);
    if (values.help) {
      terminal.stdout(withinBudget(helpOf(command, work, locale), `bridge.mjs ${command.usage}`, true, locale));
      return 0;
    }
    const [least, most] = work.arguments;
    if (positionals.length < least || positionals.length > most)
      throw new UsageError(
        found(text(`${positionals.length} arguments`, ` ${positionals.length} 个参数`), usageOf(command)),
      );
    const outcome = await work.run(positionals, values as Record<string, string | boolean | undefined>, terminal);
    const spoken = outcome.locale ?? locale;
    for (const message of outcome.messages ?? []) terminal.stderr(`bridge: ${message.words[spoken]}\n`);
    terminal.stdout(
      outcome.exactly ??
        (values.json
          ? `${JSON.stringify({ ...outcome.data, next: outcome.next })}\n`
          : withinBudget(inLanguage(outcome.text, spoken), outcome.next, values.all === true, spoken, outcome.rest)),
    );
    return outcome.code;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.stderr(`bridge: ${error.text.words[locale]}\nNext: ${error.next}\n`);
    return 2;
  }
}

function parse(command: Command, { options }: Work, args: string[]) {
  try {
    return parseArgs({ args, options: { ...everywhere, ...options }, allowPositionals: true });
  } catch (error) {
    const [said = ""] = (error as Error).message.split(". ");
    throw new UsageError(found(text(`a wrong option: ${said}`, `错误的选项：${said}`), usageOf(command)));
  }
}

const usageOf = ({ usage }: Command): Text => text(`bridge.mjs ${usage}`, `：bridge.mjs ${usage}`);

/** The language of help, and of what is said where no document has one: what `--locale` says, else that of the terminal. */
function terminalLocale(args: string[]): Locale {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  const given = args.join(" ").match(/--locale[ =](\S+)/)?.[1] ?? LC_ALL ?? LC_MESSAGES ?? LANG ?? "";
  return given.startsWith("zh") ? "zh-CN" : "en";
}

const introduction = text(
  "bridge.mjs: design communication between two OpenClaw instances",
  "bridge.mjs：设计两台 OpenClaw 实例之间的通信",
);
const usageWord = text("usage", "用法");
const endings = lines(
  [
    "Exit codes: 0 fine · 1 findings or an unfinished spec · 2 wrong usage or unreadable input",
    "It runs nothing and opens no connection.",
  ],
  ["退出码：0 没有问题 · 1 有发现，或规格还没完成 · 2 用法不对，或读不了输入", "它不运行任何程序，也不打开任何连接。"],
);

const overview = (locale: Locale) =>
  [
    introduction.words[locale],
    "",
    `${usageWord.words[locale]}: node bridge.mjs <command> [--json] [--all] [--help]`,
    "",
    ...Object.values(commands.table).map(({ usage, does }) => `  ${usage.padEnd(34)} ${does.words[locale]}`),
    "",
    endings.words[locale],
  ].join("\n");

const helpOf = ({ usage, does }: Command, { details }: Work, locale: Locale) =>
  [
    `${usageWord.words[locale]}: node bridge.mjs ${usage} [--json] [--all]`,
    "",
    does.words[locale],
    "",
    details.words[locale],
  ].join("\n");
