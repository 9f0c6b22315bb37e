import { answerJson, appendRecord, type Loopback, listen, readBody } from "./loopback.ts";

/**
 * What OpenClaw asked. `text`: all system and user messages; `userText`: the user messages since the last answer; `results`: what the
 * tools gave since then.
 */
export type ModelRequest = { model: string; tools: string[]; text: string; userText: string; results: string[] };

/** What the model answers: a text, or a call of a tool, whose result comes with the next request. */
export type Reply = string | { tool: string; arguments: Record<string, unknown> };

type Message = { role: string; tool_calls?: unknown[]; content?: string | null | { type: string; text?: string }[] };
type Completion = { model: string; stream?: boolean; messages: Message[]; tools?: { function?: { name: string } }[] };

const bodyLimit = 4 * 1024 * 1024;

/**
 * Starts a scripted model behind an OpenAI-compatible endpoint: `GET /v1/models`, which isolated runs look at first
 * (docs/gateway/local-models.md), and `POST /v1/chat/completions`, streamed or not.
 * The prompt is not the last user message, which holds OpenClaw's own context (measured on 2026.9.6): match all of them.
 * @param options `record`: path of a .jsonl file that gets one line per request; `reply`: the answer to a request
 */
export async function startModel(options: {
  record: string;
  reply: (request: ModelRequest) => Reply | Promise<Reply>;
}): Promise<Pick<Loopback, "url" | "close">> {
  return listen(async (request, response) => {
    if (request.url === "/v1/models")
      return answerJson(response, 200, { object: "list", data: [{ id: "echo", object: "model" }] });
    const body = await readBody(request, bodyLimit);
    if (body === null) return answerJson(response, 413, { error: { message: "The request is larger than 4 MiB" } });
    const asked = parse(body);
    if (request.url !== "/v1/chat/completions" || asked === null)
      return answerJson(response, 400, { error: { message: "Only /v1/chat/completions with messages is scripted" } });

    const tools = (asked.tools ?? []).flatMap((tool) => tool.function?.name ?? []);
    appendRecord(options.record, { model: asked.model, tools, messages: asked.messages });
    const answered = asked.messages.findLastIndex(
      ({ role, tool_calls }) => role === "assistant" && !tool_calls?.length,
    );
    const recent = asked.messages.slice(answered + 1);
    const userText = joined(recent, ["user"]);
    const text = joined(asked.messages, ["system", "developer", "user"]);
    const results = recent.flatMap((message) => (message.role === "tool" ? joined([message], ["tool"]) : []));
    const said = await options.reply({ model: asked.model, tools, text, userText, results });
    const message =
      typeof said === "string" ? { content: said } : { content: null, tool_calls: [toolCall(said, results.length)] };
    const ending = typeof said === "string" ? "stop" : "tool_calls";

    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
    const common = { id: "chatcmpl-scripted", created: Math.floor(Date.now() / 1000), model: asked.model };
    const choice = (part: object, finish_reason: string | null) => [{ index: 0, ...part, finish_reason }];
    if (!asked.stream) {
      const choices = choice({ message: { role: "assistant", ...message } }, ending);
      return answerJson(response, 200, { ...common, object: "chat.completion", choices, usage });
    }
    const chunk = { ...common, object: "chat.completion.chunk" };
    const events = [
      { ...chunk, choices: choice({ delta: { role: "assistant", ...message } }, null) },
      { ...chunk, choices: choice({ delta: {} }, ending) },
      { ...chunk, choices: [], usage },
    ].map((event) => JSON.stringify(event));
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
    response.end([...events, "[DONE]"].map((event) => `data: ${event}\n\n`).join(""));
  });
}

const toolCall = ({ tool, arguments: given }: Exclude<Reply, string>, index: number) => ({
  index: 0,
  id: `call_${index}`,
  type: "function",
  function: { name: tool, arguments: JSON.stringify(given) },
});

function parse(body: Buffer): Completion | null {
  try {
    const value = JSON.parse(body.toString());
    return Array.isArray(value?.messages) ? value : null;
  } catch {
    return null;
  }
}

function joined(messages: Message[], roles: string[]): string {
  return messages
    .filter(({ role }) => roles.includes(role))
    .map(({ content }) =>
      Array.isArray(content) ? content.map((part) => part.text ?? "").join("\n") : (content ?? ""),
    )
    .join("\n\n");
}
