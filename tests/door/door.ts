/**
 * The webhook functions of all integrations on one port, each under its provider's name.
 * The argument is the limit of their bodies; `memory` asks what the process takes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { variableOf } from '../../functions/src/core/config/settings.ts';
import { useRuntime } from '../../functions/src/core/runtime.ts';
import { webhookFunction } from '../../functions/src/gcp/webhook-function.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { memoryPorts } from '../../functions/src/testing/memory-ports.ts';
import { defineBundle } from '../../functions/src/core/config/bundle.ts';

defineBundle({});

const maxBytes = Number(process.argv[2]);
useRuntime(memoryPorts(new Date()));

const functions = new Map<string, ReturnType<typeof webhookFunction>>();
for (const { provider, integration, samples } of Object.values(catalog)) {
  process.env[variableOf(provider, 'WebhookSecret')] = (await samples()).makeSecret().configured;
  process.env[variableOf(provider, 'WebhookUrl')] = `https://webhooks.example.com/${provider}`;
  functions.set(provider, webhookFunction({ ...(await integration()), maxBytes }));
}

const server = createServer((request, response) => {
  const target = functions.get(request.url?.slice(1) ?? '');
  if (target === undefined) response.writeHead(404).end();
  else Reflect.apply(target, undefined, [request, response]);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.({ port: address?.port });
});

process.on('message', () => {
  globalThis.gc?.();
  process.send?.({ now: process.memoryUsage.rss(), peak: peakSinceLastTime() });
});

/** Linux can forget a peak; elsewhere it is that of the whole life, which is never less. */
function peakSinceLastTime(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  writeFileSync('/proc/self/clear_refs', '5');
  return Number(kilobytes) * 1024;
}
