import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { gather, type Saved } from "../../openclaw/environment/gather.ts";
import { outputs, recordBlock } from "../../openclaw/environment/outputs.ts";
import { type Environment, type Environments, everyInstance } from "../../openclaw/environment/record.ts";
import { largestEnvironment, readEnvironment } from "../../openclaw/environment/schema.ts";
import { type InputError, lines, text } from "../../spec/text.ts";
import type { Work } from "../main.ts";
import { found, type Outcome, UsageError } from "../output.ts";
import { at, readText } from "../read.ts";
import { writeWhole } from "../write.ts";

/** The largest saved output read, in bytes; the longest, the list of plugins, has 130 KB. */
const largestOutput = 4 * 1024 * 1024;

export const environmentCommand: Work = {
  details: lines(
    [
      "--instance NAME   the instance's name in the spec; without it the record is for every instance",
      "--from DIR        the folder that the printed commands filled; a missing file leaves its facts unknown",
      "--out FILE        write the record there, beside those of other instances, instead of printing it",
      "",
      "The record is an allow-list of facts: version, channels, hooks, cron, bind, lengths of lists. Delete DIR afterwards:",
      "what OpenClaw did not redact stands in it. Then: status, render and lint with --environment FILE.",
    ],
    [
      "--instance NAME   规格里这台实例的名字；不写则记录适用于所有实例",
      "--from DIR        这些命令写入输出的文件夹；缺哪个文件，对应的事实就记为未知",
      "--out FILE        把记录写到这里，与其他实例的并列，而不是打印出来",
      "",
      "记录只收清单上的事实：版本、频道、hook、定时任务、监听地址、各列表的长度。之后请删掉 DIR：",
      "OpenClaw 没有遮盖的内容还在里面。接下来 status、render 和 lint 用 --environment FILE。",
    ],
  ),
  options: { instance: { type: "string" }, from: { type: "string" }, out: { type: "string" } },
  arguments: [0, 0],
  run(_args, { instance, from, out }) {
    if (instance !== undefined && !/^[a-z][a-z0-9-]{0,39}$/.test(String(instance)))
      throw new UsageError(
        found(
          text(`--instance ${String(instance).slice(0, 60)}`, ` --instance ${String(instance).slice(0, 60)}`),
          text("the instance's name in the spec", "规格里这台实例的名字"),
        ),
      );
    const name = typeof instance === "string" ? instance : null;
    if (typeof from !== "string") {
      if (out !== undefined)
        throw new UsageError(
          found(text("--out without --from", " --out 而没有 --from"), text("--from DIR as well", "同时写 --from DIR")),
        );
      return howTo(name);
    }
    const record = recordFrom(from, name);
    return typeof out === "string" ? keep(record, out) : printed(record);
  },
};

function howTo(name: string | null): Outcome {
  const folder = `env-${name ?? "openclaw"}`;
  const block = recordBlock(folder);
  const same = name ? ` --instance ${name}` : "";
  return {
    code: 0,
    text: lines(
      [
        `Run this as the user whose gateway it is${name ? ` (${name})` : ""}. It only reads, takes about half a minute, and fills the folder ${folder}.`,
        "If the gateway is on another machine, copy the folder here afterwards; it may hold secrets, so delete it when the record is made.",
        "",
        block,
      ],
      [
        `以运行该网关的用户${name ? `（${name}）` : ""}身份运行下面的命令。它们只读取，约半分钟，结果写入文件夹 ${folder}。`,
        "网关在另一台机器上时，之后把这个文件夹复制过来；里面可能有机密，做好记录后请删掉。",
        "",
        block,
      ],
    ),
    data: { folder, block, outputs },
    next: `bridge.mjs environment${same} --from ${folder} --out environment.json`,
  };
}

/** @throws UsageError where the folder holds nothing that says anything */
function recordFrom(folder: string, instance: string | null): Environment {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(
      at(
        folder,
        text(
          "no such folder, expected the one that the printed commands filled",
          "没有这个文件夹，应该是打印出来的命令写入的那个",
        ),
      ),
      "bridge.mjs environment",
    );
  const saved: Saved = {};
  for (const file of Object.keys(outputs).flatMap((name) => [name, name.replace(/\.json$/, ".err")])) {
    const path = join(folder, file);
    if (existsSync(path)) saved[file as keyof Saved] = readText(path, largestOutput);
  }
  const record = gather(saved, instance);
  if (!record.openclaw && !record.hooks && !record.gateway)
    throw new UsageError(
      at(
        folder,
        text(
          `found none of ${Object.keys(outputs).join(", ")}, or nothing in them`,
          `没有找到 ${Object.keys(outputs).join("、")} 中的任何一个，或里面没有内容`,
        ),
      ),
      "bridge.mjs environment",
    );
  return record;
}

const asText = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const printed = (record: Environment): Outcome => ({
  code: 0,
  exactly: asText(record),
  text: asText(record),
  data: { ...record },
  next: "bridge.mjs environment --help",
});

/** Writes a record beside those that are there; a file that is no environment file is left alone. */
function keep(record: Environment, file: string): Outcome {
  const before: Environments = existsSync(file) ? earlier(file) : {};
  const all = { ...before, [record.instance ?? everyInstance]: record };
  const names = Object.keys(all);
  const unknown = record.unknown ?? [];
  writeWhole(file, asText(names.length === 1 ? record : { instances: all }));
  return {
    code: 0,
    text: lines(
      [
        `Wrote ${file}: ${names.map((name) => (name === everyInstance ? "every instance" : name)).join(", ")}`,
        ...unknown.map((fact) => `unknown  ${fact}`),
      ],
      [
        `已写入 ${file}：${names.map((name) => (name === everyInstance ? "所有实例" : name)).join("、")}`,
        ...unknown.map((fact) => `未知  ${fact}`),
      ],
    ),
    data: { file, instances: names, record },
    next: `bridge.mjs status bridge.yaml --environment ${file}`,
  };
}

function earlier(file: string): Environments {
  try {
    return readEnvironment(readText(file, largestEnvironment), file);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const { words } = (cause as InputError).text;
    const alone = text(`${words.en}; it is left alone`, `${words["zh-CN"]}；它没有被改动`);
    throw new UsageError(alone, "bridge.mjs environment --help");
  }
}
