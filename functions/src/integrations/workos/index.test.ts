import { WorkOS } from '@workos-inc/node';
import { expect, it } from 'vitest';
import { atTime } from '../../testing/at-time.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { workos } from './index.ts';
import { workosSamples } from './samples.ts';

const sdk = new WorkOS('none');

integrationConformance(workos, workosSamples, {
  vectors: ['workos'],
  official: ({ rawBody, headers }, secret, now) =>
    atTime(now, async () => {
      try {
        const sigHeader = String(headers['workos-signature']);
        return Boolean(await sdk.webhooks.constructEvent({ payload: Buffer.from(rawBody), sigHeader, secret }));
      } catch {
        return false;
      }
    }),
});

it('a user’s event is described by its own id, time and user', async () => {
  expect(await sampleEvent(workos, workosSamples, 'user.created', { id: '01HQXYZ' })).toMatchObject({
    id: 'event_01HQXYZ',
    eventtype: 'user.created',
    time: '2026-11-23T12:00:00.000Z',
    subject: 'user_01HQXYZ',
    source: '//workos.com',
  });
});

it('the source of a directory’s event names the organization', async () => {
  const { source } = await sampleEvent(workos, workosSamples, 'dsync.user.created');
  expect(source).toBe('//workos.com/organizations/org_01EZTR6WYX1A0DSE2CYMGXQ24Y');
});
