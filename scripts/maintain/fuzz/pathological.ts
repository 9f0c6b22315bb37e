/** Texts that are made to hurt a parser or a pattern, each of about so many characters. */
export const pathological: Record<string, (size: number) => string> = {
  backticks: (size) => "`".repeat(size),
  "backticks of every length": (size) => upTo(size, (index) => `${"`".repeat((index % 200) + 1)} `),
  "nested quotes": (size) => `${"> ".repeat(Math.min(90, size / 2))}text\n`.repeat(Math.ceil(size / 190)),
  "a staircase of quotes": (size) => upTo(size, (index) => `${">".repeat((index % 80) + 1)} a\n`),
  "fences in fences": (size) => upTo(size, (index) => `${"`".repeat((index % 40) + 3)}md\n`),
  "nested lists": (size) => upTo(size, (index) => `${"  ".repeat(index % 40)}- item\n`),
  emphasis: (size) => "*a_ ".repeat(size / 4),
  "open brackets": (size) => "[".repeat(size),
  "open links": (size) => "[a](".repeat(size / 4),
  "table cells": (size) => `| a |\n|---|\n${"|".repeat(size)}`,
  "table rows": (size) => `| a | b |\n|---|---|\n${"| x | y |\n".repeat(size / 10)}`,
  "angle brackets": (size) => "<".repeat(size),
  "HTML comments": (size) => "<!--".repeat(size / 4),
  entities: (size) => "&amp;".repeat(size / 5),
  "one long word": (size) => "a".repeat(size),
  "one long line of words": (size) => "word and word, ".repeat(size / 15),
  "one long sentence of gateways": (size) => "the gateway shares memory with the other and ".repeat(size / 45),
  "one long Chinese sentence": (size) => "两台网关共享同一份记忆并且".repeat(size / 13),
  "names and arrows": (size) => "laptop-".repeat(size / 7),
  "digits and dashes": (size) => "1-".repeat(size / 2),
  spaces: (size) => `a${" ".repeat(size)}b`,
  newlines: (size) => "\n".repeat(size),
  "blank lines with blanks": (size) => " \n".repeat(size / 2),
  "null bytes": (size) => "\u0001".repeat(size),
  "bidirectional controls": (size) => "\u202Eabc\u202C ".repeat(size / 6),
  "lookalike letters": (size) => "tоkеn раsswоrd ".repeat(size / 15),
  "combining marks": (size) => `a${"\u0301".repeat(size)}`,
  emoji: (size) => "👩‍👩‍👧 ".repeat(size / 9),
  "deep JSON": (size) => `\`\`\`json\n${"[".repeat(size / 2)}${"]".repeat(size / 2)}\n\`\`\`\n`,
  "wide JSON": (size) => `\`\`\`json\n{ ${'"key": "value", '.repeat(size / 16)}"end": 1 }\n\`\`\`\n`,
  "a long JSON string": (size) => `\`\`\`json\n{ "key": "${"x ".repeat(size / 2)}" }\n\`\`\`\n`,
  "elided JSON": (size) => `\`\`\`json\n{ ${"..., ".repeat(size / 5)}}\n\`\`\`\n`,
  "YAML aliases": (size) => `\`\`\`yaml\na: &a [x]\n${upTo(size, (index) => `k${index}: [*a, *a]\n`)}\`\`\`\n`,
  "YAML tags": (size) => `\`\`\`yaml\n${"- !!binary !x &y aGk=\n".repeat(size / 22)}\`\`\`\n`,
  "deep YAML": (size) => `\`\`\`yaml\n${"- ".repeat(Math.min(size / 2, 2000))}a\n\`\`\`\n`,
  "shell substitutions": (size) => `\`\`\`bash\necho ${"$(".repeat(size / 2)}\n\`\`\`\n`,
  "shell quotes": (size) => `\`\`\`bash\necho ${"'\"".repeat(size / 2)}\n\`\`\`\n`,
  "shell pipes": (size) => `\`\`\`bash\n${"openclaw cron list | ".repeat(size / 21)}cat\n\`\`\`\n`,
  "shell commands": (size) => `\`\`\`bash\n${"openclaw cron list --json\n".repeat(size / 26)}\`\`\`\n`,
  "shell placeholders": (size) => `\`\`\`bash\necho ${"<a ".repeat(size / 3)}\n\`\`\`\n`,
  "flags without end": (size) => `\`\`\`bash\nopenclaw cron add ${"--name a ".repeat(size / 9)}\n\`\`\`\n`,
  "front matter without end": (size) => `---\n${"key: value\n".repeat(size / 11)}`,
  headings: (size) => upTo(size, (index) => `${"#".repeat((index % 6) + 1)} Heading ${index}\n\n`),
  addresses: (size) => "https://user:pass@host.example/path?token=x ".repeat(size / 44),
  "key-like words": (size) => upTo(size, (index) => `sk-${index.toString(36).padStart(40, "aB3dE9")} `),
  "inline commands": (size) => "run `openclaw cron list` now. ".repeat(size / 30),
};

function upTo(size: number, part: (index: number) => string): string {
  const parts: string[] = [];
  for (let [length, index] = [0, 0]; length < size; index++) {
    const one = part(index);
    parts.push(one);
    length += one.length;
  }
  return parts.join("");
}
