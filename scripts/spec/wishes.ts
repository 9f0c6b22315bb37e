/** What users ask for and must not get, or cannot get at all. */
export type Wish = "one-agent" | "push-secrets" | "no-asking";

/** A clause that denies, forbids or only names the thing. */
const denied =
  /\b(?:no|not|never|nothing|neither|nor|without|cannot|instead of|rather than)\b|n['’]t\b|不|没有|没|无|并非|而非|而不是|禁止|勿/i;

/** Hands over what a credential is called, not what it is. */
const byReference =
  /\bnam(?:e|es|ed|ing)\b|\bversion\b|\brotat\w*|\bexpir\w*|\bmask\w*|\bredact\w*|\bleak\w*|\bcount\w*|名称|名字|版本|轮换|过期|脱敏|泄露|数量/i;

const one = "(?:one|a single|the same|a shared|a common)";
const mind =
  "(?:agents?|assistants?|brain|mind|gateway|instance|session|cluster|entity|conversation|memory|openclaw|bot)";
const secret = String.raw`(?:\.env\b|dotenv\b|env(?:ironment)? (?:file|variables)\b|api[- ]?keys?\b|passwords?\b|passphrases?\b|credentials?\b|secrets\b|(?:private|ssh) keys?\b|(?:access|hook|bot|gateway|auth|bearer|api) tokens?\b|auth-profiles\b|openclaw\.json\b)`;
const sends =
  "(?:push|send|sync|copy|copies|transfer|share|mirror|forward|ship|upload|deliver|post|export|hand over|replicate|distribute|pass on|broadcast)(?:s|es|ed|ing|ning|d)?";
const opens = String.raw`(?:expos|publish|open|forward|tunnel|announc)\w*`;
const unasked =
  "(?:without (?:asking|approval|permission|confirmation|consent|my (?:ok|okay|approval|consent))|(?:do not|don['’]?t|no need to|never) ask|no (?:approval|confirmation|questions))";
const secretZh = String.raw`(?:\.env|环境变量|密钥|密码|凭证|凭据|令牌|口令|私钥|API ?key)`;
const sendsZh = "(?:推送|发送|同步|复制|拷贝|传给|传到|传送|上传|分发|共享|转发|发给|发到|下发)";
const opensZh = "(?:暴露|公开|发布|开放|放到公网|公网)";
const unaskedZh = "(?:不用问|不用确认|不用批准|无需(?:询问|确认|批准|审批|同意)|不要问|别问|直接)";

type Words = {
  /** What every one of its patterns speaks of: a clause without it need not be held to them, and none of them made ready. */
  about: RegExp;
  latin: RegExp[];
  chinese: RegExp[];
  isDenied: (clause: string) => boolean;
};

/** Each wish in the words that people use for it; a wish whose words deny something themselves is looked for in whole texts. */
const words: Record<Wish, Words> = {
  "one-agent": {
    about:
      /agent|assistant|brain|mind|gateway|instance|session|cluster|entity|conversation|memor|openclaw|bot|history|context|auth|login|[\u4e00-\u9fff]/i,
    latin: [
      new RegExp(
        String.raw`\b(?:make|turn|merge|unite|join|fuse|combine|unify|meld|weld)\w*\b[^.;\n]{0,80}\b${one}\b[^.;\n]{0,20}\b${mind}\b`,
        "i",
      ),
      new RegExp(
        String.raw`\b(?:act|behave|work|appear|look|feel|run|operate|think)\w*\b[^.;\n]{0,30}\b(?:as|like) ${one}\b[^.;\n]{0,12}\b${mind}\b`,
        "i",
      ),
      new RegExp(String.raw`\b(?:become|be|are|is)\b ${one} ${mind}\b`, "i"),
      /\bshar(?:e|es|ed|ing)\b[^.;\n]{0,40}\b(?:sessions?|memory|memories|conversations?|chat history|context|brain|auth(?:entication)? state|logins?)\b/i,
      /\b(?:one|single|same|common|joint|shared) (?:session|memory|conversation|context|brain|mind)\b[^.;\n]{0,30}\b(?:across|for|on|between|over|of) (?:both|all|the two|two|the gateways|the instances)\b/i,
    ],
    chinese: [
      /(?:合并|融合|合体|变成|成为|当成|当作|组成|做成|整合|合成)[^。;;\n]{0,16}(?:一个|同一个|单个|单一|同一)[^。;;\n]{0,8}(?:智能体|代理|助手|实例|网关|大脑|会话|集群|agent)/i,
      /(?:共享|共用|同步|打通|互通)[^。;;\n]{0,12}(?:会话|记忆|内存|上下文|对话|登录|认证)/,
    ],
    isDenied: (clause) => denied.test(clause),
  },
  "push-secrets": {
    about: new RegExp(`${secret}|${secretZh}`, "i"),
    latin: [
      new RegExp(String.raw`\b${sends}\b[^.;\n]{0,70}(?<![\w-])${secret}`, "i"),
      new RegExp(
        String.raw`(?<![\w-])${secret}[^.;\n]{0,40}\b(?:is|are|gets?|be|being)\b[^.;\n]{0,12}\b(?:pushed|sent|copied|synced|transferred|shared|forwarded|uploaded)\b`,
        "i",
      ),
    ],
    chinese: [
      new RegExp(String.raw`${sendsZh}[^。;;\n]{0,24}${secretZh}`, "i"),
      new RegExp(String.raw`(?:把|将)[^。;;\n]{0,24}${secretZh}[^。;;\n]{0,24}(?:${sendsZh}|传|发)`, "i"),
    ],
    isDenied: (clause) => denied.test(clause) || byReference.test(clause),
  },
  "no-asking": {
    about: new RegExp(`${unasked}|${unaskedZh}`, "i"),
    latin: [
      new RegExp(String.raw`\b${opens}\b[^.;\n]{0,80}\b${unasked}\b`, "i"),
      new RegExp(String.raw`\b${unasked}\b[^.;\n]{0,60}\b${opens}\b`, "i"),
    ],
    chinese: [
      new RegExp(String.raw`${opensZh}[^。;;\n]{0,24}${unaskedZh}`),
      new RegExp(String.raw`${unaskedZh}[^。;;\n]{0,24}${opensZh}`),
    ],
    isDenied: (clause) =>
      /\b(?:nothing|never|must not|may not|not to be|is not)\b|不得|不能|不会|禁止/i.test(
        clause.replace(new RegExp(unasked, "gi"), ""),
      ),
  },
};

/**
 * The wish that a text states.
 * @param text free text of a spec, at most a few hundred characters
 * @returns undefined where it states none, or denies it
 */
export function wishIn(text: string): Wish | undefined {
  const clauses = text.split(/[.;!?](?=\s|$)|[。;!?]|,\s*(?:but|and|so)\s|,(?:但|而)/);
  return (Object.keys(words) as Wish[]).find((wish) => clauses.some((clause) => states(clause, words[wish])));
}

function states(clause: string, { about, latin, chinese, isDenied }: Words): boolean {
  if (!about.test(clause)) return false;
  const patterns = /[\u4e00-\u9fff]/.test(clause) ? [...latin, ...chinese] : latin;
  return patterns.some((one) => one.test(clause)) && !isDenied(clause);
}

/** Files that hold credentials: what reads them prints them. */
const secretFile =
  /(?:^|\/)\.env(?:\.|$)|(?:^|\/)openclaw\.json$|auth-profiles|(?:^|\/)\.ssh\/|id_(?:rsa|ed25519|ecdsa)|(?:^|\/)\.netrc$|(?:^|\/)\.npmrc$|(?:^|\/)\.aws\/credentials$|(?:^|\/)\.pgpass$/;

/** Whether a command prints credentials: the file that holds them, or the environment of the process. */
export const printsSecrets = (command: string[]): boolean =>
  command.some((part) => secretFile.test(part)) ||
  (command.length === 1 && /(?:^|\/)(?:printenv|env)$/.test(command[0] ?? ""));
