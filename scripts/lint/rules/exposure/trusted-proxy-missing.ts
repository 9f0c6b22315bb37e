import { statements } from "../../look.ts";
import type { Rule } from "../../rule.ts";

/** A reverse proxy that forwards the client's address. Tailscale Serve, which OpenClaw manages itself, needs no entry (measured). */
const proxy =
  /(?<![\w-])(?:nginx|caddy|traefik|haproxy|apache|envoy|reverse[- ]proxy|cloudflare(?:d)?(?: tunnel)?|load[- ]balancer|x-forwarded-for|proxy_pass|reverse_proxy|npm proxy manager|ingress)(?![\w-])|反向代理|反代|负载均衡/i;
const inFront =
  /(?:in front|before|behind|terminat\w{0,40}|forward\w{0,40}|proxies|proxied|proxy|route[sd]?|expos\w{0,40}|tls|https|through|via|to (?:the )?(?:gateway|hook)|upstream|127\.0\.0\.1|localhost|18789)|前面|后面|之后|转发|代理|终止|证书|套|经过|经由|通过|放在|走/i;

export const trustedProxyMissing: Rule = {
  id: "exposure/trusted-proxy-missing",
  severity: "error",
  source: "docs/gateway/security; measured: 403 proxy_attribution_required on every request",
  words: {
    en: {
      finds: "Hooks behind a reverse proxy that forwards client addresses, without gateway.trustedProxies",
      why: "OpenClaw answers 403 to every request with X-Forwarded-For from a proxy it was not told of, before it looks at the token.",
      wrong: "nginx terminates TLS in front of the gateway and forwards /hooks to 127.0.0.1:18789.",
      right:
        "nginx terminates TLS in front of the gateway and forwards /hooks to 127.0.0.1:18789; gateway.trustedProxies holds its address.",
      messages: {
        default: {
          text: "Behind this proxy every request answers 403, and gateway.trustedProxies is not set here.",
          fix: "Add the proxy's address to gateway.trustedProxies on the receiver.",
        },
      },
    },
    "zh-CN": {
      finds: "hook 在会转发客户端地址的反向代理后面，却没有 gateway.trustedProxies",
      why: "来自未登记代理、带 X-Forwarded-For 的请求，OpenClaw 一律返回 403，连令牌都不看。",
      wrong: "网关前面用 nginx 做 TLS，把 /hooks 转发到 127.0.0.1:18789。",
      right: "网关前面用 nginx 做 TLS，把 /hooks 转发到 127.0.0.1:18789；gateway.trustedProxies 里写了它的地址。",
      messages: {
        default: {
          text: "经过这个代理，每个请求都会得到 403，而这里没有设置 gateway.trustedProxies。",
          fix: "在接收方的 gateway.trustedProxies 里加入代理的地址。",
        },
      },
    },
  },
  *check({ document, environment }) {
    if (
      /trustedProxies|trusted[- ]prox(?:y|ies)|受信(?:任)?代理|可信代理/i.test(document.source.text) ||
      (environment?.gateway?.trustedProxies ?? 0) > 0
    )
      return;
    if (!/hook|webhook|gateway|网关/i.test(document.source.text)) return;
    const elsewhere = /tailscale serve|certificate|证书|outbound|egress|corporate proxy|出站/i;
    const [found] = statements(document, proxy).filter(
      ({ sentence: { text } }) => inFront.test(text.replace(proxy, "")) && !elsewhere.test(text),
    );
    if (!found) return;
    // What makes OpenClaw refuse is the header, so its line is the evidence where the document shows it.
    const header = document.source.text.indexOf("X-Forwarded-For");
    yield header < 0
      ? { place: found.place, evidence: found.sentence.text }
      : { place: document.source.place(header, header + 15), evidence: "X-Forwarded-For" };
  },
};
