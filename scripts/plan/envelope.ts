import { lookUp } from "../openclaw/lists.ts";
import { type AnsweredFlow, isResent } from "../spec/answers.ts";
import type { PayloadField } from "../spec/model.ts";
import { type Text, text } from "../spec/text.ts";

/** A message contract as both machines and people read it; the descriptions in the schema are texts. */
export type Envelope = { schema: Record<string, unknown>; example: Record<string, unknown>; bullets: Text[] };

/** An instant that no reader takes for a real one; examples are the same on every day. */
const exampleTime = "2026-01-31T06:30:00.000Z";

function about(flow: AnsweredFlow): Text {
  const { contract, from, to, guarantee } = flow;
  const settled = guarantee === "acknowledged";
  const retry = isResent(flow)
    ? text(
        `the same event is sent again until it is ${settled ? "settled" : "admitted"}; source and id tell a copy.`,
        `同一事件重发到${settled ? "了结" : "受理"}为止；凭 source 和 id 认出副本。`,
      )
    : text("none; a message that got lost is not sent again.", "不重试；丢失的消息不再发送。");
  return text(
    `${contract.event} from ${from} to ${to}. Retry: ${retry.words.en}`,
    `${contract.event}，从 ${from} 到 ${to}。重试：${retry.words["zh-CN"]}`,
  );
}

/** The envelope of a flow: CloudEvents 1.0, with receiver, hop count and expiry as extension attributes. */
export function envelope(bridge: string, flow: AnsweredFlow, secondsToExpiry: number): Envelope {
  const { contract, from, to } = flow;
  const subject = `${bridge}/${flow.name}`;
  const data = Object.fromEntries(
    Object.entries(contract.payload)
      .filter(([, field]) => !field.optional)
      .map(([name, field]) => [name, exampleOf(field)]),
  );
  const key = contract.idempotencyKey
    .map(
      (part) =>
        lookUp(clockExample, part) ??
        (typeof data[part] === "string" ? data[part] : JSON.stringify(data[part] ?? null)),
    )
    .join("/");
  const example = {
    specversion: "1.0",
    id: `${subject}/${key}`,
    source: from,
    type: contract.event,
    subject,
    time: exampleTime,
    datacontenttype: "application/json",
    receiver: to,
    hops: 0,
    expirytime: new Date(Date.parse(exampleTime) + secondsToExpiry * 1000).toISOString(),
    data,
  };
  const fixed = (value: unknown) => ({ const: value });
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `${contract.event}.schema.json`,
    title: contract.event,
    description: about(flow),
    type: "object",
    required: Object.keys(example),
    additionalProperties: false,
    properties: {
      specversion: fixed("1.0"),
      id: {
        type: "string",
        minLength: 1,
        maxLength: 200,
        description: text(
          "the idempotency key: two messages with the same source and id are the same message",
          "幂等键：source 和 id 都相同的两条消息是同一条",
        ),
      },
      source: fixed(from),
      type: fixed(contract.event),
      subject: fixed(subject),
      time: {
        type: "string",
        format: "date-time",
        description: text(
          "when the sender made the message, by the sender's clock",
          "发送方生成消息的时间，按发送方的时钟",
        ),
      },
      datacontenttype: fixed("application/json"),
      receiver: fixed(to),
      hops: {
        type: "integer",
        minimum: 0,
        maximum: 3,
        description: text("how often the message was passed on", "消息被转发过几次"),
      },
      sequence: {
        type: "string",
        description: isResent(flow)
          ? text("rises with each event; order is not promised", "随每个事件递增；不保证顺序")
          : text("reserved: order is not promised", "保留：不保证顺序"),
      },
      expirytime: {
        type: "string",
        format: "date-time",
        description: text("after this the message is of no use", "过了这个时间，消息就没有用了"),
      },
      data: payloadSchema(contract.payload),
      ...(isResent(flow) && contract.backlog === "digest" ? { earlier: earlierSchema(contract.payload) } : {}),
    },
  };
  return { schema, example, bullets: bulletsOf(contract.event, from, example.id, data) };
}

const clockExample: Record<string, string> = {
  scheduledDate: exampleTime.slice(0, 10),
  scheduledHour: exampleTime.slice(0, 13),
  runTime: exampleTime,
};

/** The older events inside a digest. */
const earlierSchema = (payload: Record<string, PayloadField>) => ({
  type: "array",
  maxItems: 1000,
  description: text(
    "only in a digest: older events that waited, oldest first",
    "只在合成一份时：先前等待的事件，最旧的在前",
  ),
  items: {
    type: "object",
    required: ["id", "time", "data"],
    additionalProperties: false,
    properties: {
      id: { type: "string", minLength: 1, maxLength: 200 },
      time: { type: "string", format: "date-time" },
      data: payloadSchema(payload),
    },
  },
});

function payloadSchema(payload: Record<string, PayloadField>): Record<string, unknown> {
  return {
    type: "object",
    required: Object.keys(payload).filter((name) => !payload[name]?.optional),
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(payload).map(([name, field]) => [name, fieldSchema(field)])),
  };
}

function fieldSchema(field: PayloadField | { type: string }): Record<string, unknown> {
  const { type, optional: _optional, items, maxItems, ...limits } = field as PayloadField;
  const kept = Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== null && value !== undefined));
  if (type === "array")
    return {
      type,
      ...kept,
      ...(items ? { items: fieldSchema(typeof items === "string" ? { type: items } : items) } : {}),
      ...(maxItems ? { maxItems } : {}),
    };
  return { ...(jsonTypes[type as keyof typeof jsonTypes] ?? { type }), ...kept };
}

/** The types that JSON Schema has no word for. An address carries no user, no query and no fragment, where tokens stand. */
const jsonTypes = {
  timestamp: { type: "string", format: "date-time" },
  url: {
    type: "string",
    pattern: "^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~%!$&'()*+,;=:/-]*)?$",
    maxLength: 300,
  },
};

function exampleOf(field: PayloadField): unknown {
  if (field.enum) return field.enum[0];
  const items = typeof field.items === "string" ? { type: field.items } : field.items;
  const examples: Record<PayloadField["type"], () => unknown> = {
    string: () => "example".slice(0, field.maxLength ?? 7),
    integer: () => Math.ceil(field.minimum ?? Math.min(1, field.maximum ?? 1)),
    number: () => field.minimum ?? Math.min(1.5, field.maximum ?? 1.5),
    boolean: () => true,
    timestamp: () => exampleTime,
    url: () => "https://log.example.com/1",
    array: () => [exampleOf((items ?? { type: "string" }) as PayloadField)],
  };
  return examples[field.type]();
}

/** The same message in at most five bullets: what it is, and its first four fields. */
function bulletsOf(event: string, from: string, id: string, data: Record<string, unknown>): Text[] {
  const fields = Object.entries(data).map(
    ([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : value}`,
  );
  const same = (field: string) => text(field, field);
  const left = fields.length - 3;
  const shown =
    fields.length > 4
      ? [...fields.slice(0, 3).map(same), text(`and ${left} more fields`, `还有 ${left} 个字段`)]
      : fields.map(same);
  return [text(`${event} from ${from} (${id})`, `${event}，来自 ${from}（${id}）`), ...shown];
}
