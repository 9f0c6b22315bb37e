import type { Rule } from "../rule.ts";
import { noRecord } from "./audit/no-record.ts";
import { gatewayLocalTool } from "./claims/gateway-local-tool.ts";
import { nativeFederation } from "./claims/native-federation.ts";
import { invalidValue } from "./commands/invalid-value.ts";
import { undocumented } from "./commands/undocumented.ts";
import { unknownFlag } from "./commands/unknown-flag.ts";
import { arrayReplace } from "./config/array-replace.ts";
import { invalidConfigValue } from "./config/invalid-value.ts";
import { legacyKey } from "./config/legacy-key.ts";
import { unknownKey } from "./config/unknown-key.ts";
import { contractIncomplete } from "./contract/incomplete.ts";
import { instructionsInPayload } from "./contract/instructions-in-payload.ts";
import { replayWindow } from "./contract/replay-window.ts";
import { sizeBudget } from "./contract/size-budget.ts";
import { exactMissing } from "./cron/exact-missing.ts";
import { invalidJob } from "./cron/invalid-job.ts";
import { notIsolated } from "./cron/not-isolated.ts";
import { timezoneMissing } from "./cron/timezone-missing.ts";
import { admissionIsNotCompletion } from "./delivery/admission-is-not-completion.ts";
import { emptyHeartbeat } from "./delivery/empty-heartbeat.ts";
import { eventShape } from "./delivery/event-shape.ts";
import { explicitTarget } from "./delivery/explicit-target.ts";
import { failureRouteMissing } from "./delivery/failure-route-missing.ts";
import { jobDefinitionLeak } from "./delivery/job-definition-leak.ts";
import { privateReceiver } from "./delivery/private-receiver.ts";
import { redirect } from "./delivery/redirect.ts";
import { trustedProxyMissing } from "./exposure/trusted-proxy-missing.ts";
import { unapproved } from "./exposure/unapproved.ts";
import { agentAllowlist } from "./hooks/agent-allowlist.ts";
import { literalEnvToken } from "./hooks/literal-env-token.ts";
import { mappedDeliveryDefault } from "./hooks/mapped-delivery-default.ts";
import { sessionKeyPolicy } from "./hooks/session-key-policy.ts";
import { unsafeContent } from "./hooks/unsafe-content.ts";
import { hooksConfusion } from "./naming/hooks-confusion.ts";
import { objectiveMissing } from "./objective/missing.ts";
import { envAfterHooks } from "./rollout/env-after-hooks.ts";
import { noDryRun } from "./rollout/no-dry-run.ts";
import { notReversible } from "./rollout/not-reversible.ts";
import { rollbackFromRedacted } from "./rollout/rollback-from-redacted.ts";
import { tokenResidue } from "./rollout/token-residue.ts";
import { validateIsNotStart } from "./rollout/validate-is-not-start.ts";
import { credentialField } from "./secrets/credential-field.ts";
import { literal } from "./secrets/literal.ts";
import { sharedToken } from "./secrets/shared-token.ts";
import { tokenInUrl } from "./secrets/token-in-url.ts";
import { chattyLoop } from "./traffic/chatty-loop.ts";
import { replyLoop } from "./traffic/reply-loop.ts";
import { oversized } from "./transport/oversized.ts";
import { trustIncomplete } from "./trust/incomplete.ts";
import { noOwner } from "./trust/no-owner.ts";
import { verifyIncomplete } from "./verify/incomplete.ts";

/** Every rule, in the order in which a reader should hear of them: guardrails, completeness, pitfalls. */
export const rules: Rule[] = [
  nativeFederation,
  gatewayLocalTool,
  undocumented,
  unknownFlag,
  invalidValue,
  unknownKey,
  invalidConfigValue,
  invalidJob,
  literal,
  credentialField,
  tokenInUrl,
  sharedToken,
  unapproved,
  chattyLoop,
  replyLoop,
  contractIncomplete,
  trustIncomplete,
  notReversible,
  verifyIncomplete,
  objectiveMissing,
  oversized,
  privateReceiver,
  eventShape,
  failureRouteMissing,
  explicitTarget,
  admissionIsNotCompletion,
  emptyHeartbeat,
  instructionsInPayload,
  replayWindow,
  sizeBudget,
  timezoneMissing,
  agentAllowlist,
  sessionKeyPolicy,
  unsafeContent,
  literalEnvToken,
  mappedDeliveryDefault,
  jobDefinitionLeak,
  redirect,
  arrayReplace,
  rollbackFromRedacted,
  notIsolated,
  exactMissing,
  trustedProxyMissing,
  legacyKey,
  envAfterHooks,
  validateIsNotStart,
  tokenResidue,
  noRecord,
  noOwner,
  noDryRun,
  hooksConfusion,
];
