import { everyValue } from "../../document/data.ts";
import { addedJobs } from "../../look.ts";
import type { Rule } from "../../rule.ts";

/** What a prompt, an argument or a variable holds that a receiver has no business seeing. */
const internal =
  /(?:password|passwd|secret|token|api[_-]?key|credential|private|confidential|internal(?:-only)?|do not (?:share|disclose|reveal|tell)|don't (?:share|tell|reveal)|never (?:share|reveal|tell)|salary|customer (?:list|data|names?)|\/etc\/|\.env\b|\.ssh|id_rsa|kubeconfig|保密|机密|内部|不要(?:告诉|透露|外传)|勿外传|密码|口令|密钥|凭据|令牌|客户(?:名单|资料|数据)|工资)/i;

/** Variables that say nothing: where a file lies, a language, a zone. */
const harmless = /^(?:TZ|LANG|LC_\w{1,40}|PATH|HOME|TERM|NODE_ENV|DEBUG|LOG_LEVEL|\w{1,40}_(?:FILE|PATH|DIR))$/;

export const jobDefinitionLeak: Rule = {
  id: "delivery/job-definition-leak",
  severity: "warn",
  source:
    "docs/automation/cron-jobs/delivery.md; measured: the whole job travels, prompt, arguments and environment included",
  words: {
    en: {
      finds: "A cron webhook of a job whose prompt, arguments or environment the receiver must not see",
      why: "OpenClaw sends the whole job definition with every webhook: prompt, arguments, environment values, address.",
      wrong:
        "```bash\nopenclaw cron add --name a --every 1h --session isolated --command ./audit.sh --command-env DB_HOST=db.internal --webhook https://partner.example.com/hooks/a\n```",
      right:
        "```bash\nopenclaw cron add --name a --every 1h --session isolated --command ./audit.sh --webhook https://partner.example.com/hooks/a\n```",
      messages: {
        default: {
          text: "The receiver gets {evidence}: a cron webhook carries the whole job definition.",
          fix: "Keep it in a file that the command reads (mode 0600), and out of the prompt, the arguments and --command-env.",
        },
      },
    },
    "zh-CN": {
      finds: "定时任务带 webhook 投递，而其提示词、参数或环境变量不该让接收方看到",
      why: "OpenClaw 每次 webhook 都会把整个任务定义发出去：提示词、参数、环境变量的值、地址。",
      wrong:
        "```bash\nopenclaw cron add --name a --every 1h --session isolated --command ./audit.sh --command-env DB_HOST=db.internal --webhook https://partner.example.com/hooks/a\n```",
      right:
        "```bash\nopenclaw cron add --name a --every 1h --session isolated --command ./audit.sh --webhook https://partner.example.com/hooks/a\n```",
      messages: {
        default: {
          text: "接收方会拿到 {evidence}：定时 webhook 会带上整个任务定义。",
          fix: "放进命令自己读取的文件（权限 0600），不要写进提示词、参数或 --command-env。",
        },
      },
    },
  },
  *check({ facts }) {
    for (const { fields, data } of addedJobs(facts)) {
      if (!fields.webhook) continue;
      const { environment, command, message } = fields;
      const names =
        data && environment
          ? everyValue(data)
              .filter(({ path }) => path.at(-2) === "env")
              .map(({ path }) => String(path.at(-1)))
              .join(", ")
          : "";
      const seen = names || environment?.text || "";
      if (environment && !seen.split(", ").every((name) => harmless.test(name.replace(/=.*/s, ""))))
        yield { place: environment.place, evidence: names || environment.text.replace(/=.*/s, "=…") };
      for (const field of [command, message])
        if (field && internal.test(field.text))
          yield { place: field.place, evidence: internal.exec(field.text)?.[0] ?? "" };
    }
  },
};
