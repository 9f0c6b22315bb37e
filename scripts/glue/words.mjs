// What people are told, in the language of the design: the same lines in every language. {name} stands for a value.
// Audit logs and exit messages are for programs and stay in English.

/** @typedef {"en" | "zh-CN"} Locale */

const words = {
  en: {
    again: "Again: {text}",
    unreadable: "Cannot be read any more, and is not sent: {about}",
    waited: "Not sent, it waited too long: {about}",
    superseded: "Not sent, a later one stands for it: {about}",
    expired: "Never sent, and of no use any more: {about}",
    refused: "Refused for good ({answer}): {about}",
    stuck: "Still waiting after {minutes} min: {about}",
    clock: "The receiver's clock differs by {seconds} s.",
    held: "Nothing is sent for now, the answer is {answer}; wrong address or token? First waiting: {about}",
    open: "Not answered after {minutes} min: {about}",
    approved: "Approved, and not begun after {minutes} min: {about}",
    parked: "Parked, please decide: {about} ({why})",
    cancelled: "Cancelled, {why}: {about}",
    dead: "Dead, the reason stands in audit.jsonl: {about}",
    unclaimed: "Nobody has taken it: {about}",
    unanswered: "Still waits for an answer: {about}",
    closed: "Closed, nobody answered in time: {about}",
    done: "Done: {about}: {said}",
    escalated: "Not answered for {minutes} min, please decide:",
    escalatedAgain: "Again: not answered for {minutes} min, please decide:",
    silent: "Silent: no {type} from {source} for {minutes} min.",
    silentAgain: "Again: silent: no {type} from {source} for {minutes} min.",
    back: "Back: {type} from {source}",
    from: "From {source}: {about}, until {until}",
    ask: "Ask: {question}",
    waits: "still waits for an answer",
    answerWith: "Answer with: {command}",
    late: "approved, but too late to act",
    failed: "its command failed; whether it did something, nobody knows",
    died: "its run died; nobody knows whether it was done",
    unstarted: "its time was over before its command ran",
    broken: "its command failed or was cut off; what it did, nobody knows",
    unfinished: "claimed {claims} times, never finished",
    "nobody answered in time": "nobody answered in time",
    "waited too long": "waited too long",
    "superseded by a later one": "superseded by a later one",
    "expired before it was ever sent": "expired before it was ever sent",
  },
  "zh-CN": {
    again: "再次提醒：{text}",
    unreadable: "已经读不出来，不再发送：{about}",
    waited: "没有发送，等得太久了：{about}",
    superseded: "没有发送，由后来的一个代替：{about}",
    expired: "从未发出，现在已经没用了：{about}",
    refused: "被彻底拒绝（{answer}）：{about}",
    stuck: "等了 {minutes} 分钟仍未了结：{about}",
    clock: "接收方的时钟相差 {seconds} 秒。",
    held: "暂停发送，得到的回答是 {answer}；是地址或令牌不对吗？最早等待的是：{about}",
    open: "{minutes} 分钟没有人回答：{about}",
    approved: "已批准，{minutes} 分钟后还没有开始：{about}",
    parked: "已搁置，请决定：{about}（{why}）",
    cancelled: "已取消，{why}：{about}",
    dead: "已作废，原因见 audit.jsonl：{about}",
    unclaimed: "还没有被认领：{about}",
    unanswered: "还在等待回答：{about}",
    closed: "已关闭，没有人按时回答：{about}",
    done: "已完成：{about}：{said}",
    escalated: "{minutes} 分钟没有人回答，请决定：",
    escalatedAgain: "再次提醒：{minutes} 分钟没有人回答，请决定：",
    silent: "静默：{minutes} 分钟没有收到 {source} 的 {type}。",
    silentAgain: "再次提醒：静默：{minutes} 分钟没有收到 {source} 的 {type}。",
    back: "恢复：又收到 {source} 的 {type}",
    from: "来自 {source}：{about}，有效期到 {until}",
    ask: "请问：{question}",
    waits: "还在等待回答",
    answerWith: "这样回答：{command}",
    late: "已批准，但来不及执行了",
    failed: "命令失败了；做没做什么，没人知道",
    died: "运行中断了；做没做完，没人知道",
    unstarted: "命令还没运行就过期了",
    broken: "命令失败或被中断；做了什么，没人知道",
    unfinished: "认领过 {claims} 次，从未完成",
    "nobody answered in time": "没有人按时回答",
    "waited too long": "等得太久",
    "superseded by a later one": "由后来的一个代替",
    "expired before it was ever sent": "发出之前就过期了",
  },
};

/**
 * One message.
 * @param {Locale | undefined} locale English where a design says nothing
 * @param {string} name of a message; a text that is none stays as it is
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function say(locale, name, values = {}) {
  const text = /** @type {Record<string, string>} */ (words[locale ?? "en"])[name] ?? name;
  return text.replaceAll(/\{(\w+)\}/g, (_all, key) => String(values[key] ?? ""));
}

/** The names of all messages in each language, for the test that holds them together. */
export const messages = Object.fromEntries(Object.entries(words).map(([locale, table]) => [locale, table]));
