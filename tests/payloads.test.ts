import { describe, expect, it, vi } from 'vitest';
import { writeFileSync } from 'node:fs';
import { catalog } from '../functions/src/generated/catalog.ts';
import type { ConsumerDefinition } from '../functions/src/core/handle/consumer.ts';
import { PayloadRun } from './payload-run.ts';
import { payloadsOf } from './payloads.ts';

// The generated files hand their definitions to this function; here they are run without Cloud Functions around them.
vi.mock('../functions/src/gcp/subscriber-function.ts', () => ({
  subscriberFunction: (_options: unknown, definition: unknown) => definition,
}));
it('x', async () => {
  const out: unknown[] = [];
  for (const entry of Object.values(catalog)) {
    const defs = await Promise.all(
      entry.consumers.map(async ({ name }) => {
        const mod = await import(`../functions/src/generated/${entry.provider}/${name.split('-')[1]}.ts`);
        return Object.values(mod)[0] as ConsumerDefinition;
      }),
    );
    const run = await PayloadRun.of(entry, defs);
    for (const [index, p] of (payloadsOf(entry.provider) ?? []).entries())
      out.push({ provider: entry.provider, index, event: p.event, ...(await run.send(p)) });
  }
  writeFileSync(
    '/tmp/records.json',
    JSON.stringify(out, (k, v) => (k === 'data' && v && typeof v === 'object' && !('asOf' in v) ? v : v)),
  );
}, 600000);
