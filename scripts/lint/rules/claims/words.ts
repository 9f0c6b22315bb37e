import { type Short, short } from "../../../short.ts";

/**
 * The parts of a claim that two OpenClaw instances are one: who (two-sided), what they do together, and with what of theirs. A claim needs
 * all three, or who and a `together`, which is relation and object in one; `whole` says it by itself. Each language has one table, and a new
 * way of saying it is a new word here, not a new sentence.
 */
export type ClaimWords = {
  who: Short;
  relation: Short;
  what: RegExp;
  together: RegExp;
  whole: RegExp;
  oneGateway: Short;
};

const en: ClaimWords = {
  who: short(
    /(?<![\w-])(?:both|two|pair|couple|each other|one another|either|all (?:of )?(?:the|your|our) (?:instances|gateways|agents|machines|bots|claws)|instances|gateways|openclaws|claws|peers?|nodes|sides|ends|boxes|the other(?:'s)?(?: \w{1,40})?|(?:the |its |our |your |my )?(?:remote|other|second|far|partner|peer)(?:'s)? (?:instance|gateway|agent|side|end|machine|box|openclaw|claw)|they|them|(?:\w{1,40} and (?:the )?\w{1,40})(?= (?:share|sync|see|join|remember|know|have|use|keep|hold|run))|(?:across|between|from|to|on|with|at) (?:the |its |my |our )?(?:\w{1,40} )?(?:server|laptop|desktop|workstation|vps|cloud|machine|host|homelab|studio|office|nas|pi|box|instances?|gateways?)|everywhere|over there|cross-(?:instance|gateway|machine)|seamless(?:ly)?|(?:your|my|our|the) \w{1,40} and (?:your |my |our |the )?\w{1,40}|(?:the|its|my|our|your) (?:\w{1,40} )?(\w{1,40})(?:'s)? (?:agent|gateway|instance|openclaw|side|box|machine)(?![\w-])[^.;\n]{0,80}(?:the|its|my|our|your) (?!\1)\w{1,40}(?:'s)? (?:agent|gateway|instance|openclaw|side|box|machine))(?![\w-])/i,
  ),
  relation: short(
    /(?<![\w-])(?:shar(?:e[sd]?|ing)|sync(?:s|ed|ing|hroni[sz]\w{0,40})?|replicat\w{1,40}|mirror\w{0,40}|propagat\w{1,40}|see[sn]?|seeing|join(?:s|ed|ing)?|merg\w{1,40}|inherit\w{0,40}|remember\w{0,40}|recall\w{0,40}|know(?:s|n)?|knew|pick(?:s|ed|ing)? up|continu\w{1,40}|resum\w{1,40}|carr(?:y|ies|ied) (?:over|on)|follow(?:s|ed|ing)?|roam\w{0,40}|transfer\w{0,40}|hand(?:s|ed|ing)? over|migrat\w{1,40}|read(?:s|ing)?|access\w{0,40}|attach\w{0,40}|reus\w{1,40}|unif\w{1,40}|common|single|same|one|visible|aligned|turn(?:s|ed)? up|appears?|shows? up|available|accepted|recogni[sz]\w{1,40}|valid|flow(?:s|ed|ing)?|(?:stay(?:s|ed|ing)?|kept|keeps?) (?:in sync|in step|the same|consistent|aligned|identical)|travel\w{0,40}|pool\w{0,40}|copied|copies|aware|up[- ]to[- ]date)(?![\w-])/i,
  ),
  what: /(?<![\w-])(?:sessions?|memor(?:y|ies)|contexts?|conversation(?:s| history| state| threads?)?|chat histor(?:y|ies)|histor(?:y|ies)|transcripts?|log-?ins?|logged in|sign-?ins?|signed in|auth(?:entication)?(?: state| session)?|identit(?:y|ies)|knowledge|brain|mind|state|workspaces?|(?:what|everything|anything|things|whatever)(?= .{0,40}(?:agreed|promised|learn|know|remember|said|told|discuss|seen|did))|the same things?|where (?:the other|it|you|they|the laptop|the server) left off|agent profiles?)(?![\w-])/i,
  whole:
    /(?<![\w-])(?:feder(?:at\w{1,40}|al link)|(?:peering|clustering|peer mode|cluster mode|mesh(?: mode|ing)?)|(?:instances|gateways|openclaws|claws|nodes|machines)(?:'s)? (?:can |will |simply |then |now |automatically |natively |directly )*(?:form|become|act as|behave (?:like|as)|are|join|make up|work as) (?:a |an |one |the )?(?:single |same |one )?(?:logical )?(?:cluster|mesh|swarm|federation|gateway|instance|agent|brain)|(?:native|built-?in|out of the box|first-class)(?:ly)? (?:\S{1,60} ){0,3}(?:link|peer|sync|synchroni[sz]ation|federation|cluster\w{0,40}|session sharing|memory sharing|instance-to-instance \w{1,40}|cross-instance \w{1,40}|gateway-to-gateway \w{1,40}|openclaw-to-openclaw \w{1,40})|(?:sessions?|conversations?|memor(?:y|ies)|histor(?:y|ies)|log-?ins?)(?: \S+){0,6} (?:appears?|shows? up|turns? up|pops? up|surfaces?|becomes? visible|is visible) (?:in|on|at) (?:the )?(?:other|second|remote|peer|\w{1,40}'s) (?:gateway|instance|side|machine)|(?:links?|joins?|connects?|merges?|couples?|pairs?|syncs?) (?:them|both|the two|the gateways|each other|instances)(?: \w{1,40})? (?:natively|automatically|by itself|by themselves|out of the box)|(?:sessions?|memor(?:y|ies)|conversations?|log-?ins?) (?:from|of) [^.;\n]{2,40} (?:turn|show|pop|appear)\w{0,40} (?:up )?(?:in|at|on)(?![\w-])|(?:are|get|be|being|run) (?:clustered|federated|meshed|peered)|(?:contexts?|sessions?|conversations?|memor(?:y|ies)|log-?ins?) (?:roams?|follows? (?:you|the user)|travels?)|peered (?:gateways?|instances?)|cluster of (?:two )?(?:gateways|instances|openclaws?))(?![\w-])/i,
  together:
    /(?<![\w-])(?:(?:log-?ins?|sign-?ins?|sessions?|consents?|authori[sz]ations?|grants?|identit(?:y|ies)|permissions?|approvals?|pairings?|accounts?)(?![\w-])[^.;\n]{0,50}(?:counts?|holds?|valid|honou?red|works?|carr(?:y|ies) over|follows?|accepted|good|recogni[sz]ed|appl(?:y|ies))(?![\w-])|(?:quot\w{1,40}|cit(?:e|es|ing)|look(?:s|ing)? up|brows\w{1,40}|scroll\w{0,40}|pull(?:s|ing)? up|reach(?:es|ing)? into|dig(?:s|ging)?)(?![\w-])[^.;\n]{0,40}(?:histor(?:y|ies)|conversations?|sessions?|memor(?:y|ies)|contexts?|threads?|transcripts?|chats?)(?![\w-])|(?:discover|find|notice|detect)s? (?:each other|one another)|(?:think|act|behave|work|operate)s? (?:as|like) (?:if they were )?(?:one|a single|a unified|the same)(?![\w-])|(?:whatever|what|anything|everything) (?:\w{1,40} ){0,2}(?:say|tell|told|learn|teach|write|do|does)\w{0,40}[^.;\n]{0,60}(?:knows?|remembers?|sees?|has it|is aware)(?![\w-])|(?:sign|log)(?:ged|ned|s|ning|ging)?[ -]?in(?: once)? (?:on|at|to|with)[^.;\n]{0,60}(?:signed|logged) in(?![\w-])|(?:credentials?|tokens?|secrets?|auth\w{0,40})(?![\w-])[^.;\n]{0,30}(?:synchroni[sz]\w{0,40}|synced|replicat\w{0,40}|propagat\w{0,40})|treats? [^.;\n]{0,40} as (?:one|a single)(?![\w-])|(?:log|sign)(?:ged)?[ -]?in here(?![\w-])[^.;\n]{0,60}(?:known|recogni[sz]ed|signed|logged)|(?:same|one|single|common|joint) (?:brain|mind|memory|notebook|head|soul|personality|being)|(?:extension|second (?:arm|hand|body|head)|limb|clone) of|(?:teach|tell|train|explain)(?:ing)? (?:it|them|one|either|this|that)? ?(?:only )?once(?![\w-]))/i,
  oneGateway: short(
    /(?<![\w-])(?:(?:one|same|single|its own|own|local|this|each|every|per) (?:gateway|instance|openclaw|machine|side)|within (?:a|one|the) (?:gateway|instance)|gateway-local|kubernetes|k8s|redis|postgres|database|git)(?![\w-])/i,
  ),
};

const zh: ClaimWords = {
  who: short(
    /两台|俩|两头|两处|两家|那头|那边|这头|多台|几台|别的(?:机器|实例|网关)|隔壁|第二(?:个|台)|[\u4e00-\u9fff]{2,4}(?:那台|的 ?agent|网关|实例)[^。；\n]{0,40}[\u4e00-\u9fff]{2,4}(?:那台|的 ?agent|网关|实例)|两个|两边|两端|两侧|双方|双端|两者|二者|它们|他们|彼此|互相|相互|之间|多实例|各实例|所有实例|跨实例|跨网关|跨机|跨端|对端|对方|另一台|另一端|另一边|另一个|另外一台|远端|实例间|网关间|(?:笔记本|服务器|本地|工作站|云端|公司|家里|台式机|[A-Za-z甲乙][\w-]*)\s*(?:和|与|跟|同)\s*(?:笔记本|服务器|远程|远端|本地|工作站|云端|公司|家里|台式机|[A-Za-z甲乙][\w-]*)|到哪[台里]|哪台都|换台机器|无缝/,
  ),
  relation: short(
    /共享|共用|同步|复制|镜像|互通|打通|互认|通用|一致|相同|同一|一样|同样|统一|合并|继承|看到|看见|对齐|看得到|看得见|读取|读到|访问|记住|记得|知道|接着|接上|续上|继续|延续|漫游|带过|带到|迁移|拿到|沿用|复用|共有|合一|加入|接入|互见|可见|流转|承接/,
  ),
  what: /会话|记忆|内存|上下文|登录|登陆|鉴权|认证|身份|对话|聊天(?:记录|历史)|历史(?:记录|消息)?|状态|脑子|大脑|记住的|知识|学到|说过的|聊过|工作区|(?<![A-Za-z_])(?:memory|sessions?|context|login)(?![A-Za-z_])/,
  whole:
    /联邦|集群模式|(?:组成|形成|构成|加入|搭成|变成|视为|看作|等于)(?:了)?(?:一个|同一个)?(?:集群|网格|整体|大脑|实例|网关)|(?:会话|记忆|登录|身份|上下文|对话|历史)[^。；]{0,24}(?:出现在|同步到|传到|带到|流到|跑到)[^。；]{0,12}(?:网关|实例|另一|那台|那边)|(?:身份|登录|会话|记忆)(?:会|也|都)?跟(?:着|人)走|(?:会话|记忆|登录|对话|历史)[^。；]{0,8}(?:自动|自己)[^。；]{0,4}(?:出现|跑到|传到)|(?:当作|当成|视为|看成)(?:是)?(?:同?一个(?:助手|agent|整体|大脑|实例|网关)|一台|一体)|一处[^。；]{0,8}(?:两|多|处)处|对等(?:网络|互联|连接|同步|组网|模式)|(?:等于|变成|就是|合成|成了)(?:了)?一台|组(?:了|成|建)?[^。；\n]{0,3}集群|原生(?:支持|的)?[^。；\n]{0,6}(?:互联|互通|联动|同步|打通|跨实例|点对点|会话共享|记忆共享)|内置(?:的)?(?:互联|互通|同步|对等|跨实例)|自动组网/,
  together:
    /(?:授权|许可|登录|登陆|身份|会话|凭[据证]|账号|扫码|权限)[^。；\n]{0,24}(?:同样有效|也?有效|算数|通用|都通|两处|跟着|都认|也认|直接用|过来|互认|生效)|(?:引用|翻看?|翻到|查(?:看|到|询|得到|阅)?|调(?:取|出|用)|续上|续接|接着|想(?:起|得起)|记得|认得|知道|看(?:到|见|得到|得见)?|访问|读(?:取|到)?)[^。；\n]{0,24}(?:历史|对话|会话|记忆|上下文|聊天|记录里|脑)|(?:会话|记忆|对话|历史|上下文|脑子|印象)[^。；\n]{0,24}(?:出现在|过来|过去|同步|跟着|原样|续上|是同一|装的?是同|都在)|说(?:过|的)[^。；\n]{0,30}(?:知道|记得|晓得|清楚)|登录[^。；\n]{0,12}也(?:就|都|自动|会)?(?:跟着)?(?:登录|登上|算登)|登(?:录|陆|入)?过?[^。；\n]{0,10}那边[^。；\n]{0,6}(?:认|登|也)|认的是同一|告诉过?[^。；\n]{0,8}(?:都|也)?(?:会)?(?:同步|知道)|(?:登录|扫码|授权)[^。；\n]{0,16}(?:沿用|复用|不用再)|沿用[^。；\n]{0,8}(?:登录|会话|授权)|同一(?:份|本|个|套)(?:授权|身份|记忆|会话|账|脑子|大脑|上下文)|不分(?:你我|彼此)|(?:自己|自动|会|能|相互|互相)[^。；\n]{0,6}(?:发现|找到)(?:彼此|对方)|(?:结成|连成|组成|合成|并成|算是?|变成)(?:了)?一(?:组|体|家|伙|套|台|个整体)|等于[^。；\n]{0,16}(?:一只手|手脚|分身|延伸|外挂|影子)|(?:教|说|讲|交代|告诉|登录?)[^。；\n]{0,6}(?:一遍|一次)[^。；\n]{0,16}(?:都|就|另|两|即可)/,
  oneGateway: short(
    /同一(?:台|个)?(?:网关|实例|机器)|单个?(?:网关|实例)|本(?:网关|实例|机)(?:内|上)|网关内|实例内部|各自|自己的|k8s|Kubernetes|数据库|Redis/i,
  ),
};

export const claimWords: Record<"en" | "zh-CN", ClaimWords> = { en, "zh-CN": zh };
