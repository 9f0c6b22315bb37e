import type { Path } from "./path.ts";
import { isPartlyOpen, isRecord, shown } from "./values.ts";
import type { Problem, Walk } from "./walk.ts";

/** A rule that looks at several keys of one object. */
type Rule = (value: Record<string, unknown>, path: Path, walk: Walk) => Problem | undefined;

/** What OpenClaw refuses of keys together (dist/zod-schema, dist/validation-core; the same on each version). */
export const combinations: { at: (path: Path) => boolean; rule: Rule }[] = [
  { at: (path) => path.length > 0 && path[0] !== "channels" && path[0] !== "plugins", rule: allowBesideAlsoAllow },
  { at: (path) => path.join(".") === "gateway", rule: tailscaleBind },
  { at: (path) => path.join(".") === "hooks", rule: persistentWithoutKey },
  { at: (path) => path[0] !== "channels" && path[0] !== "plugins", rule: fileReference },
];

function allowBesideAlsoAllow({ allow, alsoAllow }: Record<string, unknown>, path: Path): Problem | undefined {
  if (!Array.isArray(allow) || !Array.isArray(alsoAllow) || allow.length === 0 || alsoAllow.length === 0)
    return undefined;
  return {
    kind: "invalid-value",
    path: [...path, "alsoAllow"],
    found: "alsoAllow beside allow",
    expected: "one of them in the same scope",
  };
}

/** The default of `bind` is loopback, so only what is written can be wrong. */
function tailscaleBind(
  { bind, tailscale, auth, customBindHost }: Record<string, unknown>,
  path: Path,
): Problem | undefined {
  const mode = isRecord(tailscale) ? tailscale.mode : undefined;
  if (mode !== "serve" && mode !== "funnel") return undefined;
  const besides = `tailscale.mode ${JSON.stringify(mode)}`;
  if (isRecord(auth) && auth.mode === "none")
    return {
      kind: "invalid-value",
      path: [...path, "auth", "mode"],
      found: `"none" with ${besides}`,
      expected: '"token" | "password" | "trusted-proxy"',
    };
  if (typeof bind !== "string" || bind === "loopback" || isPartlyOpen(bind)) return undefined;
  if (bind === "custom" && (typeof customBindHost !== "string" || /^127\.|[$<]/.test(customBindHost))) return undefined;
  return {
    kind: "invalid-value",
    path: [...path, "bind"],
    found: `${JSON.stringify(bind)} with ${besides}`,
    expected: '"loopback"',
  };
}

function persistentWithoutKey(hooks: Record<string, unknown>, path: Path, { complete }: Walk): Problem | undefined {
  if (
    !complete ||
    !Array.isArray(hooks.mappings) ||
    (typeof hooks.defaultSessionKey === "string" && hooks.defaultSessionKey.trim() !== "")
  )
    return undefined;
  for (const [index, mapping] of hooks.mappings.entries()) {
    if (
      !isRecord(mapping) ||
      mapping.sessionMode !== "persistent" ||
      mapping.transform ||
      (mapping.action ?? "agent") !== "agent"
    )
      continue;
    if (typeof mapping.sessionKey === "string" && mapping.sessionKey.trim() !== "") continue;
    return {
      kind: "missing-required",
      path: [...path, "mappings", index, "sessionKey"],
      found: "nothing",
      expected: "sessionKey, hooks.defaultSessionKey or a transform",
    };
  }
  return undefined;
}

/** The id of a file reference is a JSON pointer into the provider's file (dist/ref-contract). */
function fileReference({ source, id, provider }: Record<string, unknown>, path: Path): Problem | undefined {
  if (
    source !== "file" ||
    typeof id !== "string" ||
    typeof provider !== "string" ||
    isPartlyOpen(id) ||
    /^(?:value|\/.*)$/s.test(id)
  )
    return undefined;
  return {
    kind: "invalid-value",
    path: [...path, "id"],
    found: shown(id),
    expected: 'JSON pointer such as "/peer/token", or "value"',
  };
}
