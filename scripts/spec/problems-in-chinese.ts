/**
 * What is wrong with a spec, in Chinese: the English text as the checks say it, with {} for each value, and the same in Chinese with {1},
 * {2} … for those values, which may be such texts themselves. The first that fits is taken, so what is longer stands before what it begins with.
 */
export const chineseProblems: [english: string, chinese: string][] = [
  // The shape of a spec
  ["the same key twice in one section", "同一节里有两个相同的键"],
  [
    "every key once: a flow, an instance or a credential has one entry",
    "每个键只出现一次：一条流、一台实例或一个凭据各有一项",
  ],
  [
    "rename one of the two, or delete it; one token never serves two roles",
    "给其中一个改名，或删掉；一个令牌绝不身兼两职",
  ],
  ["look at the indentation, colons and quotes of this line and the one above", "检查这一行和上一行的缩进、冒号和引号"],
  ["YAML", "YAML"],
  ["the YAML alias *{}", "YAML 别名 *{1}"],
  ["every value written out", "每个值都写出来"],
  ["replace the alias by what it stands for", "把别名换成它代表的内容"],
  ['the key "{}"', "键“{1}”"],
  ["only {}", "只有 {1}"],
  ["no such key here", "这里没有这个键"],
  ["delete it, or look the key up in schemas/bridge.schema.json", "删掉它，或在 schemas/bridge.schema.json 里查这个键"],
  ["choose one of them", "从中选一个"],
  ["kind: one of {}", "kind：{1} 之一"],
  ["one of the forms in schemas/bridge.schema.json", "schemas/bridge.schema.json 里的一种形式"],
  ["say what it is with kind:", "用 kind: 说明它是什么"],
  ["compare with the example in references/examples/daily-audit/", "对照 references/examples/daily-audit/ 里的例子"],
  ["the name {}", "名字 {1}"],
  ["a name", "一个名字"],
  ["rename it", "改名"],
  ["a section of keys and values", "一节键和值"],
  ["a list", "一个列表"],
  [
    "an event of its own: {} has this one, and a schema is a file by this name",
    "自己的事件名：{1} 已经用了这个名字，而 schema 是以它命名的文件",
  ],
  ["write {}, or another name", "写 {1}，或换一个名字"],
  ["text", "文本"],
  ["a whole number", "一个整数"],
  ["write {} as a section of keys and values", "把 {1} 写成一节键和值"],
  ["write {} as a list", "把 {1} 写成列表"],
  ["write {} as text", "把 {1} 写成文本"],
  ["write {} as a whole number", "把 {1} 写成整数"],
  ["write {} as a {}", "把 {1} 写成 {2}"],
  ["a number", "一个数"],
  ["a boolean", "true 或 false"],
  ["shorten or lengthen it accordingly", "相应地缩短或加长"],
  ["change {} accordingly", "相应地修改 {1}"],
  [
    "lower-case letters, digits and hyphens, starting with a letter, at most 40",
    "小写字母、数字和连字符，以字母开头，最多 40 个",
  ],
  ["at least one character", "至少一个字符"],
  ["at most {} characters", "最多 {1} 个字符"],
  ["one line of text without control characters", "一行文本，不含控制字符"],
  ["a duration such as 30s, 15m, 24h or 7d", "一段时长，例如 30s、15m、24h 或 7d"],
  ["a field name in camelCase, at most 40 characters", "驼峰式的字段名，最多 40 个字符"],
  ["the name of an environment variable, such as BRIDGE_HOOK_TOKEN", "环境变量的名字，例如 BRIDGE_HOOK_TOKEN"],
  ["an OpenClaw version such as 2026.9.6", "OpenClaw 的版本号，例如 2026.9.6"],
  ["a dotted event name such as server.audit.completed", "用点分隔的事件名，例如 server.audit.completed"],
  ["no section {}:", "缺少 {1}: 这一节"],
  ["{}: after {}:", "{1}: 在 {2}: 之后"],
  ["{}: before {}:", "{1}: 在 {2}: 之前"],
  ["add the section; the questions below say what it needs", "加上这一节；下面的问题说明它需要什么"],
  ["nothing", "什么都没有"],

  // Addresses
  ["an address such as https://desktop.tail1234.ts.net", "一个地址，例如 https://desktop.tail1234.ts.net"],
  ["write the scheme, the host and, where it is not 443, the port", "写上协议、主机，端口不是 443 时也写上端口"],
  ["https://", "https://"],
  ["write the https address at which the gateway is reached", "写网关对外的 https 地址"],
  [
    "an address without user or password: OpenClaw refuses --webhook URLs that carry them",
    "不带用户名和密码的地址：带着它们的 --webhook 网址会被 OpenClaw 拒绝",
  ],
  ["delete user and password; the hook token is sent in a header", "删掉用户名和密码；hook 令牌放在请求头里发送"],
  [
    "an address without ? or #: OpenClaw answers 400 to a token in the query",
    "不带 ? 或 # 的地址：令牌写在查询里，OpenClaw 会回 400",
  ],
  ["delete everything from the ? or # on", "从 ? 或 # 起全部删掉"],
  ["the base address only: the bridge adds /hooks/<name>", "只写基础地址：/hooks/<name> 由桥来加"],
  ["delete the path", "删掉路径"],
  [
    "https://, because http would send the hook token over the network in the clear",
    "https://，因为 http 会让 hook 令牌在网络上明文传输",
  ],
  [
    "put TLS in front of the gateway (Tailscale Serve, Caddy, nginx) and write its https address",
    "在网关前面加上 TLS（Tailscale Serve、Caddy、nginx），写它的 https 地址",
  ],
  [
    "an address that the sender can reach: loopback leads the sender to itself",
    "发送方够得着的地址：回环地址只会让发送方找到自己",
  ],
  [
    "write the address of {} as {} sees it, or give both the same machine:",
    "写 {2} 眼中 {1} 的地址；若在同一台机器上，给两者相同的 machine:",
  ],
  [
    "a public host, or a human's word that {} may send webhooks to this private one: OpenClaw's SSRF guard refuses it otherwise",
    "公网主机，或者由人同意 {1} 往这台私网主机发 webhook：否则 OpenClaw 的 SSRF 防护会拒绝",
  ],
  [
    "add { action: exempt-private-host, on: {}, approvedBy: null } under trust.approvals, and ask",
    "在 trust.approvals 下加 { action: exempt-private-host, on: {1}, approvedBy: null }，然后去问",
  ],

  // Approvals
  ["an instance: {}", "一台实例：{1}"],
  ["name the instance on which this is done", "写明在哪台实例上做"],
  ["a human who said yes: an agent cannot approve", "同意的那个人：代理不能批准"],
  ["ask, and write who answered; null until then", "去问，写下是谁同意的；在那之前写 null"],

  // Questions
  ["a payload field of {}: {}", "{1} 的负载字段：{2}"],
  ["a field with an enum, or a boolean", "有 enum 的字段，或布尔字段"],
  ["give {} an enum: in the contract", "在契约里给 {1} 加上 enum:"],
  ["one of {}", "{1} 之一"],
  ["write {}, or add it to the contract", "写 {1}，或把它加进契约"],

  // Credentials
  ["{}, {} characters", "{1}，{2} 个字符"],
  ["no credential's value anywhere in a spec", "规格里任何地方都不出现凭据的值"],
  [
    "name the variable that holds it under trust.credentials, and change the credential: it has been written down",
    "在 trust.credentials 下写保存它的变量名，并更换这个凭据：它已经被写了下来",
  ],
  ["a payload that carries no credentials", "不带凭据的负载"],
  [
    "leave it out; each side keeps its own credentials, and to rotate one, send a message that names it",
    "去掉它；两侧各自保管凭据，要轮换时发一条只写名字的消息",
  ],
  [
    "a token of its own for hooks: whoever holds the gateway's token holds the gateway",
    "专供 hook 的令牌：谁拿着网关的令牌，谁就掌握网关",
  ],
  ["rename it, for example BRIDGE_HOOK_TOKEN, and make a new value", "改个名字，例如 BRIDGE_HOOK_TOKEN，并生成新的值"],
  [
    "one hook token for {}: hooks.token is one string, and {} is already it",
    "{1} 只有一个 hook 令牌：hooks.token 是一个字符串，已经是 {2} 了",
  ],
  ["delete {} or {}", "删掉 {1} 或 {2}"],
  [
    "one webhook receiver per sender: {} sends the same cron.webhookToken to {} and to {}",
    "每个发送方只有一个 webhook 接收方：{1} 会把同一个 cron.webhookToken 发给 {2} 和 {3}",
  ],
  [
    "make it two bridges with two senders, or let one receiver pass the event on",
    "拆成两座桥、两个发送方，或让一个接收方把事件转交出去",
  ],

  // Names
  ["an OpenClaw instance that sends: {}", "一台发送消息的 OpenClaw 实例：{1}"],
  ["an instance that receives: {}", "一台接收消息的实例：{1}"],
  ["a human with a channel: {}", "一个有频道的人：{1}"],
  ["the instance that checks this credential: {}", "检查这个凭据的实例：{1}"],
  ["an OpenClaw instance that sends it: {}", "发送它的 OpenClaw 实例：{1}"],
  ["the instance that decides: {}", "作决定的实例：{1}"],
  ["describe {} under instances, or name one of those", "在 instances 下描述 {1}，或写其中一个的名字"],
  ["none is described yet", "还没有描述"],
  ["the instances in the spec", "规格里的实例"],
  ["two different instances", "两台不同的实例"],
  [
    "name the other instance; inside one gateway OpenClaw has its own session tools",
    "写另一台实例；同一个网关内部，OpenClaw 有自己的会话工具",
  ],
  ["a flow: {}", "一条流：{1}"],
  ["write {}, or add the flow", "写 {1}，或加上这条流"],
  ["a payload field or one of {}", "一个负载字段，或 {1} 之一"],

  // What people carry
  ["{} fields", "{1} 个字段"],
  ["at most {}: a person carries it", "最多 {1}：要由人来带"],
  [
    "carry the number or the address of a ticket instead, where the rest stands",
    "改为带工单的编号或地址，其余内容写在工单里",
  ],
  ["another name: a carried message has {} of its own", "换个名字：由人带的消息自己就有 {1}"],
  ["rename the field", "给字段改名"],
  ["a field whose length is known: a person carries it", "长度已知的字段：要由人来带"],
  ["give it maxLength (and a list maxItems), or an enum", "加上 maxLength（列表再加 maxItems），或者 enum"],
  ["up to {} characters", "可达 {1} 个字符"],

  // Times
  ["an IANA time zone such as Europe/Berlin", "IANA 时区，例如 Asia/Shanghai"],
  [
    "write the region and city; abbreviations such as CET do not follow summer time",
    "写地区和城市；CET 之类的缩写不跟随夏令时",
  ],
  ["either cron or every", "cron 和 every 只写一个"],
  ["delete one of the two", "删掉其中一个"],
  ["either a schedule or a trigger", "schedule 和 trigger 只写一个"],
  ["delete one; two causes are two flows", "删掉一个；两个起因就是两条流"],
  ['five fields: minute hour day month weekday, such as "30 7 * * *"', "五个字段：分 时 日 月 周，例如 “30 7 * * *”"],
  ["write five fields, separated by spaces", "写五个字段，用空格隔开"],
  ["choose a date that exists: this one never comes", "选一个存在的日期：这一天永远不会来"],

  // Wishes
  [
    "two instances that share nothing: OpenClaw joins no gateways, no sessions, no memory and no logins",
    "互不共享的两台实例：OpenClaw 不会把网关、会话、记忆或登录连到一起",
  ],
  [
    "say what one has to tell the other: a message with a contract, a question and its answer as two flows, or one chat that people of both sides read",
    "说明一方要告诉另一方什么：一条有契约的消息，一问一答两条流，或者两侧的人都读的一个聊天",
  ],
  ["a message without credentials", "不带凭据的消息"],
  [
    "rotate by reference: send the variable's name and its version, and let each side keep its own value; a new value goes out of band",
    "按名字轮换：只发变量名和版本，两侧各自保管自己的值；新的值走另一条路",
  ],
  ["a person's yes before anything is published or exposed", "公开或暴露任何东西之前，先有人同意"],
  [
    "delete that part; the approvals stay, as null until a person has said yes, and their steps stay commented out",
    "删掉那一句；批准项照样保留，有人同意之前写 null，对应的步骤保持注释状态",
  ],

  // What cannot work
  ["{} can claim {}", "{1} 能保证的是 {2}"],
  ["write guarantee: {}, or choose another transport", "写 guarantee: {1}，或换一种传输方式"],
  ["files only between two instances on one machine", "files 只用于同一台机器上的两台实例"],
  [
    "use transport: webhook; if {} and {} do share one machine, give both the same machine:",
    "用 transport: webhook；如果 {1} 和 {2} 确实在同一台机器上，给两者相同的 machine:",
  ],
  ["chat, because {} is a human", "chat，因为 {1} 是人"],
  [
    "write transport: chat, or pattern: event-push if the machines can talk",
    "写 transport: chat；机器之间能通信就写 pattern: event-push",
  ],
  ["write transport: chat", "写 transport: chat"],
  ["webhook, because {} is a service: it takes requests and nothing else", "webhook，因为 {1} 是服务：它只收请求"],
  ["write transport: webhook", "写 transport: webhook"],
  [
    "a chat, and an OpenClaw instance at its other end: in this pattern people carry the message",
    "一个聊天，另一头是一台 OpenClaw 实例：这种模式由人来带消息",
  ],
  [
    "write pattern: event-push or scheduled-relay: a person is the receiver, nobody carries it further",
    "写 pattern: event-push 或 scheduled-relay：接收方就是人，没有人再往下带",
  ],
  [
    "human-routed-relay: between two gateways a chat message does not travel by itself, bots do not read each other",
    "human-routed-relay：聊天消息不会自己从一个网关到另一个，机器人互相看不到对方的消息",
  ],
  [
    "write pattern: human-routed-relay, and via: the human who carries it",
    "写 pattern: human-routed-relay，再写 via: 由谁来带",
  ],
  ["{} reachable from {}: a webhook is a connection that {} opens", "{2} 够得着 {1}：webhook 是由 {3} 打开的连接"],
  [
    "if it is reachable, add {} to instances.{}.reachableFrom; else use transport: chat, or let {} be the sender",
    "如果够得着，把 {1} 加进 instances.{2}.reachableFrom；否则用 transport: chat，或让 {3} 当发送方",
  ],
  [
    "delivered or acknowledged: OpenClaw tries a refused connection for 35 s and then forgets the event",
    "delivered 或 acknowledged：连接被拒时 OpenClaw 只试 35 秒，之后就忘了这个事件",
  ],
  [
    "write guarantee: acknowledged, where the event waits in a file until {} is awake",
    "写 guarantee: acknowledged，事件会存成文件，等 {1} 醒来",
  ],
  [
    "a receiving agent of its own: it reads what others send, and may run one program only",
    "专用的接收代理：它读别人发来的东西，只能运行一个程序",
  ],
  ["write instances.{}.{}: bridge-reader", "写 instances.{1}.{2}: bridge-reader"],
  [
    "produce: { command: … }: what an agent answers reaches no outbox",
    "produce: { command: … }：代理的回答进不了发件箱",
  ],
  ["let a program make the data, or write guarantee: best-effort", "让程序生成数据，或写 guarantee: best-effort"],
  ["let a program make the data", "让程序生成数据"],
  [
    "a failure route that is not the primary one: it fails together with it",
    "与主通道不同的失败通道：否则两者会一起失效",
  ],
  ["name another human or another channel; {} already gets the messages", "写另一个人或另一个频道；消息本来就发给 {1}"],
  ["a schedule: a scheduled relay is fired by the clock", "一个 schedule：定时中继由时钟触发"],
  ["write schedule: { cron: … }, or pattern: event-push", "写 schedule: { cron: … }，或 pattern: event-push"],
  [
    "a question whose answer comes back: ask, and either people who carry it (human-routed-relay) or a flow with answers:",
    "回答能回来的问题：写 ask，再由人来带（human-routed-relay），或有一条带 answers: 的流",
  ],
  [
    "write ask: { question, choices }, and a flow from {} to {} with answers: {}",
    "写 ask: { question, choices }，再加一条从 {1} 到 {2}、带 answers: {3} 的流",
  ],
  ["write ask: { question, choices }", "写 ask: { question, choices }"],
  ["on: one of {}", "on：{1} 之一"],
  ["write on: {}", "写 on: {1}"],
  ["a choice after which nothing is done", "一个选了之后什么都不做的选项"],
  ["add one, such as deny", "加一个，例如 deny"],
  ["a question that is always asked, where a flow brings its answer", "由流带回回答的问题，必须每次都问"],
  ["delete ask.when", "删掉 ask.when"],
  [
    "a flow with ask: that goes the other way, from {} to {}, and is sent until it is settled",
    "一条方向相反、带 ask: 的流，从 {1} 到 {2}，发到了结为止",
  ],
  [
    "delete this flow: what people carry brings its answer back in the receipt",
    "删掉这条流：由人带的消息，回答就在回执里",
  ],
  [
    "write answers: the name of the flow that asks, whose guarantee is acknowledged",
    "写 answers: 提问的那条流的名字，它的保证是 acknowledged",
  ],
  ["delivered: the answer is recorded without a model run", "delivered：回答只作记录，不运行模型"],
  ["write guarantee: delivered", "写 guarantee: delivered"],
  ["webhook or files: what people carry is not worked off by itself", "webhook 或 files：由人带的消息不会自行处理"],
  ["delete {}, or choose another transport", "删掉 {1}，或换一种传输方式"],
  [
    "delivered: {} keeps each event in a file, and no agent reads it",
    "delivered：{1} 把每个事件存成文件，没有代理读它",
  ],
  ["write guarantee: acknowledged", "写 guarantee: acknowledged"],
  ["a schedule: without one, silence means nothing", "一个 schedule：没有它，静默说明不了什么"],
  ["write schedule: { every: 3m }", "写 schedule: { every: 3m }"],
  [
    "longer than the schedule's own pause ({}) and two minutes for the way",
    "要长过 schedule 本身的间隔（{1}），再加两分钟路程",
  ],
  ["write after: {}m, or let it run more often", "写 after: {1}m，或让它运行得更频繁"],
  [
    "one kind of delivery per lane: either all flows from one to the other are best-effort, or none is",
    "每条单程只有一种投递：从一方到另一方的流，要么全是 best-effort，要么全不是",
  ],
  ["make it two bridges, whose receiving agents have different names", "拆成两座桥，接收代理用不同的名字"],
  ["make it two bridges", "拆成两座桥"],
  [
    "one way into {} per bridge: its agent has one text of instructions",
    "一座桥里，进 {1} 只有一条路：它的代理只有一份指令",
  ],
  ["ask only where an agent receives", "只有代理接收的地方才能 ask"],
  ["delete ask; a chat message brings its fields and nothing else", "删掉 ask；聊天消息只带它的字段"],
  ["{}, the version on which this shape was rehearsed", "{1}，演练过这种形态的版本"],
  [
    "not verified on your version: the rollout plan begins with the checks that would verify it, and changes nothing where one fails",
    "未在你的版本上验证：部署计划以验证它的检查开头，哪一项不通过，就什么都不改动",
  ],
  ["an agent", "一个代理"],
  ["a command", "一条命令"],

  // Records of instances
  ["a record of {}", "{1} 的记录"],
  ["records of {}", "{1} 的记录"],
  ["record it again with --instance and the name that the spec uses", "用 --instance 和规格里的名字重新记录"],
  ["{}, which {} said of itself", "{1}，{2} 自己说的版本"],
  ["write {}, or record {} again after the upgrade", "写 {1}，或升级后重新记录 {2}"],
  ["{}, which is not configured on {}: its plugin is not installed", "{1}，在 {2} 上没有配置：插件没有安装"],
  ["{}, which is not configured on {}", "{1}，在 {2} 上没有配置"],
  ["a channel that {} has ({}): it {}", "{1} 已有的频道（{2}）：它{3}"],
  ["a channel that {} has: it {}", "{1} 已有的频道：它{2}"],
  ["sends {} there", "要往那里发 {1}"],
  ["passes {} on there", "要把 {1} 转到那里"],
  ["reports a failed {} there", "要在那里报告 {1} 失败"],
  [
    "to share it, name {} under trust.credentials instead of {}; {}",
    "要共用它，就在 trust.credentials 下写 {1}，不写 {2}；{3}",
  ],
  ["that its owner agrees: {}", "负责人同意：{1}"],
  ["whoever has its value can call this bridge's hook as well", "谁有它的值，谁也能调用这座桥的 hook"],
  [
    "every webhook of this gateway sends it, so every other receiver can call this bridge's hook",
    "这个网关的所有 webhook 都发它，别的接收方也就都能调用这座桥的 hook",
  ],
  [
    "set {} up on {} and record it again, or name another human or channel",
    "在 {2} 上设置好 {1} 并重新记录，或写另一个人或频道",
  ],
  ["hooks.enabled without hooks.token", "有 hooks.enabled，却没有 hooks.token"],
  ["both or neither: the gateway does not start like this", "两个都有，或都没有：这样网关启动不了"],
  [
    "on {}, set hooks.enabled to false, or give it its token; then record it again",
    "在 {1} 上把 hooks.enabled 设为 false，或给它令牌；然后重新记录",
  ],
  ['hooks.path "/"', "hooks.path 是 “/”"],
  ["a path of its own: the gateway refuses the root", "自己的路径：网关不接受根路径"],
  ["on {}, run openclaw config unset hooks.path", "在 {1} 上运行 openclaw config unset hooks.path"],
  ["hooks.path {}", "hooks.path 是 {1}"],
  ["/hooks: the bridge changes no path that others use", "/hooks：别人在用的路径，桥不去改"],
  [
    "let another instance receive, or move {}'s other hooks to /hooks",
    "让另一台实例接收，或把 {1} 的其他 hook 移到 /hooks",
  ],
  [
    "hooks.transformsDir outside <config-dir>/hooks/transforms",
    "hooks.transformsDir 在 <config-dir>/hooks/transforms 之外",
  ],
  [
    "the default folder, or one inside it: the gateway does not start with another",
    "默认文件夹，或它里面的文件夹：换成别的，网关启动不了",
  ],
  [
    "on {}, run openclaw config unset hooks.transformsDir and move the modules",
    "在 {1} 上运行 openclaw config unset hooks.transformsDir，并移动模块",
  ],
  ["hooks.mappings[{}] matches every path", "hooks.mappings[{1}] 匹配所有路径"],
  ["no mapping before the bridge's own that takes its events", "桥自己的映射之前，没有会抢走它的事件的映射"],
  [
    "on {}, give that mapping a match.path, or let another instance receive",
    "在 {1} 上给那个映射加 match.path，或让另一台实例接收",
  ],
  ["hooks on, hooks.allowedAgentIds unset", "hook 已开，hooks.allowedAgentIds 没有设"],
  [
    "a list of agents: now hooks reach every one, and the bridge's entry would shut the others out",
    "一份代理清单：现在 hook 能到每个代理，而桥加的一项会把别的都挡在外面",
  ],
  [
    "on {}, set hooks.allowedAgentIds to the agents that hooks use today; then record it again",
    "在 {1} 上把 hooks.allowedAgentIds 设为今天 hook 在用的代理；然后重新记录",
  ],
  ["agents.list", "agents.list"],
  ["agents.entries: the old form is invalid beside it", "agents.entries：旧写法与它并存是无效的"],
  [
    "on {}, let openclaw doctor migrate it, look at the agents' tool rules afterwards, and record it again",
    "在 {1} 上让 openclaw doctor 迁移它，之后检查各代理的工具规则，再重新记录",
  ],
  ["gateway.mode remote", "gateway.mode 是 remote"],
  [
    "a gateway of its own: this command line speaks to another machine's",
    "自己的网关：这个命令行连的是另一台机器的网关",
  ],
  ["record {} where its gateway runs", "在 {1} 的网关所在的机器上记录"],
  ["a mapping of this bridge", "这座桥的一个映射"],
  ["a record from before the rollout: {} has this bridge already", "部署之前的记录：{1} 上已经有这座桥"],
  [
    "take the way back with the documents of that rollout first, or change this design's bridge: id",
    "先用那次部署的文档回滚，或改掉本设计的 bridge: id",
  ],
  ["an agent {} on {}", "{2} 上名为 {1} 的代理"],
  [
    "an agent of the bridge's own: the rollout stops where one of that name is not exactly the bridge's",
    "桥专用的代理：已有同名而又不完全一致的代理时，部署会停下",
  ],
  ["choose another name at instances.{}.agent", "在 instances.{1}.agent 换个名字"],
  ["comments in openclaw.json on {}", "{1} 的 openclaw.json 里有注释"],
  [
    "a file that OpenClaw may rewrite: any write of its command line strips them",
    "OpenClaw 可以重写的文件：它的命令行一写入，注释就没了",
  ],
  [
    "tell the owner; the way back restores the file byte for byte while nobody else edits it",
    "告诉负责人；只要没有别人改过，回滚会逐字节恢复这个文件",
  ],
  ["{} mappings while hooks are off", "hook 关着，却有 {1} 个映射"],
  ["to know what switching hooks on wakes", "弄清打开 hook 会唤醒什么"],
  ["ask the owner of {} whether those may run", "问 {1} 的负责人，那些能不能运行"],
  ["{}, written out in openclaw.json on {}", "{1}，明文写在 {2} 的 openclaw.json 里"],
  [
    "no {} on {}, or one that names its variable: there is only one, and replacing it breaks what uses it",
    "{2} 上没有 {1}，或者只写变量名：它只有一个，换掉就会弄坏在用它的东西",
  ],
  [
    "ask its owner: move the value to ~/.openclaw/.env, restart, set {} to {}, and record {} again; or let another instance take part",
    "问负责人：把值移到 ~/.openclaw/.env，重启，把 {1} 设为 {2}，再重新记录 {3}；或换一台实例参与",
  ],
  ["{} on {}, and its variable does not show", "{2} 上的 {1}，看不出用的是哪个变量"],
  [
    "record {} again while its gateway runs; if it still does not show, ask its owner",
    "在网关运行时重新记录 {1}；还是看不出，就问负责人",
  ],
  ["{} on {}, through {}, is shared", "{2} 上的 {1} 用的是 {3}，与别处共用"],
  ["{} on {}, through {}", "{2} 上的 {1}，用的是 {3}"],
  [
    "one variable for both sides: the two are there under different names, and nobody can see whether their values are the same",
    "两侧用同一个变量：现在名字不同，没人看得出值是否相同",
  ],
  ["{}: there is only one {}, and replacing it breaks what uses it", "{1}：{2} 只有一个，换掉就会弄坏在用它的东西"],
  [
    "ask their owners; if the values are the same, rename one, and name it under trust.credentials",
    "问两边的负责人；值相同就给一个改名，写到 trust.credentials 下",
  ],
  [
    "if not, let another instance take part; the way back leaves {} on {}",
    "不同意就换一台实例参与；回滚会把 {1} 留在 {2} 上",
  ],
  ["write {}", "写 {1}"],
];

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
const patternsOf = () =>
  chineseProblems.map(
    ([english, chinese]) =>
      [new RegExp(`^${english.split("{}").map(escaped).join("(.{1,400}?)")}$`, "su"), chinese] as const,
  );
let patterns: ReturnType<typeof patternsOf> | undefined;

/**
 * A text of a problem in Chinese.
 * @returns the text as it is where it is a value, and no message
 */
export function inChinese(text: string): string {
  patterns ??= patternsOf();
  for (const [pattern, chinese] of patterns) {
    const values = pattern.exec(text);
    if (values) return chinese.replaceAll(/\{(\d)\}/g, (_all, at) => inChinese(values[Number(at)] ?? ""));
  }
  return text;
}
