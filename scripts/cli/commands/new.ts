import { existsSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "../../plan/inspect.ts";
import { starter, starters } from "../../spec/starter.ts";
import { lines, text } from "../../spec/text.ts";
import { patterns } from "../../spec/words.ts";
import type { Work } from "../main.ts";
import { found, localeFrom, oneIn, UsageError } from "../output.ts";
import { at } from "../read.ts";
import { writeWhole } from "../write.ts";
import { report } from "./status.ts";

export const newCommand: Work = {
  details: lines(
    [
      ...Object.entries(starters).map(([pattern, use]) => `${pattern.padEnd(20)} ${use.words.en}`),
      "The id is the pattern's name unless --id gives another.",
    ],
    [
      ...Object.entries(starters).map(([pattern, use]) => `${pattern.padEnd(20)} ${use.words["zh-CN"]}`),
      "不写 --id 时，id 就是模式的名字。",
    ],
  ),
  options: { id: { type: "string" }, locale: { type: "string" } },
  arguments: [1, 1],
  run([name = ""], values) {
    const pattern = patterns.find((one) => one === name);
    if (!pattern)
      throw new UsageError(found(text(`the pattern "${name}"`, `模式“${name}”`), oneIn(Object.keys(starters))));
    const id = typeof values.id === "string" ? values.id : name;
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(id))
      throw new UsageError(
        found(
          text(`the id "${id}"`, ` id“${id}”`),
          text("lower-case letters, digits and hyphens, at most 40", "小写字母、数字和连字符，最多 40 个"),
        ),
      );
    const file = join("bridges", id, "bridge.yaml");
    if (existsSync(file))
      throw new UsageError(
        at(file, text("is already there; choose another --id", "已经存在；请换一个 --id")),
        `bridge.mjs status ${file}`,
      );
    const locale = localeFrom(values.locale ?? "en");
    const content = starter(id, pattern, locale);
    writeWhole(file, content);
    const outcome = report(file, inspect(content, file));
    return {
      ...outcome,
      code: 0,
      rest: `bridge.mjs status ${file} --all`,
      text: `${locale === "en" ? "Wrote" : "已写入"} ${file}\n\n${outcome.text}`,
    };
  },
};
