import { denies } from "../../document/mood.ts";
import { addedJobs, stated } from "../../look.ts";
import type { Rule, Subject } from "../../rule.ts";

const machines =
  /(?:laptop|server|desktop|workstation|vps|cloud|remote|machines?|hosts?|boxes|instances?|both sides|sides|gateways|笔记本|服务器|台式|工作站|远程|两台|两边|两端|双方|跨机|云)/i;
const shared =
  /(?:shared?|common|mounted?|sync(?:ed|hroni[sz]ed)?|network|synced) (?:\S{1,60} ){0,2}(?:folder|director(?:y|ies)|drive|volume|file ?system|disk|spool|mount)|(?<![\w-])mounts?(?![\w-])[^.;\n]{0,50}(?:folder|director(?:y|ies)|share|drive)|(?<![\w-])(?:nfs|samba|smb|sshfs|rsync|syncthing|dropbox|onedrive|google drive|icloud|s3 bucket|scp)(?![\w-])|共享(?:目录|文件夹|盘|磁盘|存储)|网盘|挂载|同步盘|坚果云/i;
const mount = /(?<![\w-])(?:over the (?:vpn|network|internet)|nfs|samba|smb|sshfs|rsync|syncthing|dropbox)(?![\w-])/i;
const drop =
  /drop|write|poll|watch|pick|puts?|read|exchange|transport|spool|copy|copies|push|deliver|sync|hand|transfer|放|写|读|轮询|监听|交换|传输|投递|落|取|推|同步/i;
const polling =
  /(?:poll(?:s|ing|ed)?|checks?|asks?|queries|looks?) (?:\S{1,60} ){0,8}(?:every|each|once|per) (?:\S{1,60} ){0,2}(?:s|sec\w{0,40}|min\w{0,40}|hour|\d{1,9}m)|轮询|每(?:隔)?[^。；\n]{0,6}(?:秒|分钟)[^。；\n]{0,20}(?:看|查|问|刷)/i;
const regular =
  /(?:daily|every (?:day|morning|night|evening|week)|nightly|weekly|once a (?:day|week)|at \d{1,2}:\d\d|每天|每日|每晚|每周|每早|每天晚上|晚上定时|定时|日报|周报)/i;
const reads =
  /(?:a |the )?(?:human|person|operator|manager|someone|boss|owner|team|colleague|on-?call|sales|desk|(?:mr|ms|mrs|dr)\.? \w{1,40}\.?)s? (?:\S{1,60} ){0,3}(?:reads?|must (?:read|see|decide|approve|act|look)|has to (?:read|see|decide|approve)|decides?|approves?|looks? at|needs? to (?:read|see|decide|approve))|(?:人|负责人|经理|同事|值班|老板|运维)[^。\n]{0,10}(?:阅读|看|审阅|决定|审批|批准|拍板|处理)/i;

export const oversized: Rule = {
  id: "transport/oversized",
  severity: "error",
  source: "seed, step 2: choose the smallest sufficient transport",
  exampleKind: "memo",
  words: {
    en: {
      finds:
        "A transport larger than sufficient: files across machines, a webhook where a human must read, polling where a schedule serves",
      why: "Each larger transport brings its own keys, ports and failures.",
      wrong: "# Memo\n\nThe server writes the report into a shared NFS folder, and the laptop reads it there.",
      right: "# Memo\n\nThe server announces the report in Telegram, where the operator reads it.",
      messages: {
        default: {
          text: "Files are for two instances on one machine; across machines they need a mount, its credentials and its failures.",
          fix: "Use a webhook between machines, or chat where a person reads.",
        },
        polling: { text: "This polls where a schedule would do.", fix: "Let the sender's cron job send at its time." },
        human: {
          text: "This uses a webhook where only a person has to read.",
          fix: "Announce into the chat that the person reads.",
        },
      },
    },
    "zh-CN": {
      finds: "传输方式超出所需：跨机器用文件、该让人看的用 webhook、定时就够的用轮询",
      why: "传输越大，带来的密钥、端口和故障就越多。",
      wrong: "# 备忘录\n\n服务器把报告写到共享的 NFS 目录，笔记本去那里读。",
      right: "# 备忘录\n\n服务器把报告发到 Telegram，运维在那里看。",
      messages: {
        default: {
          text: "文件方式只用于同一台机器上的两个实例；跨机器就要挂载、要凭据，还会多出故障。",
          fix: "机器之间用 webhook；给人看的用聊天。",
        },
        polling: { text: "定时就够的地方用了轮询。", fix: "让发送方的定时任务到点发送。" },
        human: { text: "只需要人看的地方用了 webhook。", fix: "直接发到那个人看的聊天里。" },
      },
    },
  },
  *check(subject) {
    const { document } = subject;
    if (document.kind !== "memo") return;
    const message = filesAcross(subject)
      ? "default"
      : pollsOnSchedule(subject)
        ? "polling"
        : webhookForHuman(subject)
          ? "human"
          : undefined;
    if (message) yield { message, place: null, subject: "smallest sufficient transport" };
  },
};

const own = ({ document }: Subject, pattern: RegExp) => stated(document, pattern).filter(({ text }) => !denies(text));

const filesAcross = (subject: Subject) =>
  !/same (?:machine|host|box|computer)|one (?:machine|host)|同一台|同机|本机/i.test(subject.document.source.text) &&
  own(subject, shared).some(
    ({ text, passage }) =>
      drop.test(passage.source.text) &&
      (machines.test(text) || machines.test(subject.document.title) || mount.test(text)),
  );

const pollsOnSchedule = (subject: Subject) =>
  own(subject, polling).some(({ text }) => regular.test(text) || regular.test(subject.document.title));

function webhookForHuman(subject: Subject): boolean {
  const jobs = addedJobs(subject.facts);
  if (jobs.some(({ fields }) => fields.announce)) return false;
  const webhook = jobs.some(({ fields }) => fields.webhook);
  return own(subject, reads).some(({ text, place }) => {
    const near = subject.document.sentences
      .filter((one) => one.mood === "states" && Math.abs(one.place.line - place.line) <= 2 && !denies(one.text))
      .map((one) => one.text)
      .join(" ");
    return (
      (webhook || /webhook/i.test(text)) &&
      /(?:agent|it|instance|gateway) (?:only|just|merely)|(?:himself|herself|themselves|by hand|in person)|only (?:a person|reads)|nothing else|只(?:是|给|让|需)?(?:展示|看|读)|仅|亲自|人工/i.test(
        near,
      )
    );
  });
}
