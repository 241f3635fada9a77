import { verifyWebhook } from '@clerk/backend/webhooks';
import { expect, it } from 'vitest';
import { SVIX_HEADERS } from '../../core/scheme/standard-webhooks.ts';
import { atTime } from '../../testing/at-time.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { clerk } from './index.ts';
import { clerkSamples } from './samples.ts';

integrationConformance(clerk, clerkSamples, {
  vectors: ['clerk'],
  official: ({ rawBody, headers }, signingSecret, now) =>
    atTime(now, async () => {
      try {
        const given = Object.values(SVIX_HEADERS).map((name: string): [string, string] => [
          name,
          String(headers[name] ?? ''),
        ]);
        const request = new Request('https://example.com', {
          method: 'POST',
          headers: given,
          body: Buffer.from(rawBody),
        });
        await verifyWebhook(request, { signingSecret });
        return true;
      } catch {
        return false;
      }
    }),
});

it('a user’s event is described by the signed id of its message, its time, the user and the instance', async () => {
  expect(await sampleEvent(clerk, clerkSamples, 'user.created', { id: '29w83' })).toMatchObject({
    id: 'msg_29w83',
    eventtype: 'user.created',
    time: '2026-11-23T12:00:00.000Z',
    subject: 'user_29w83',
    source: '//clerk.com/instances/ins_2g7np7Hrk0SN6kj5EDMLDaKNL0S',
  });
});

it('an event of an older instance, without time and instance, has the time at which it was signed', async () => {
  const edit = (body: string) => {
    const { timestamp: _time, instance_id: _instance, ...event } = JSON.parse(body);
    return JSON.stringify(event);
  };
  const now = new Date('2026-11-23T12:00:00.700Z');
  expect(await sampleEvent(clerk, clerkSamples, 'user.created', { now, edit })).toMatchObject({
    time: '2026-11-23T12:00:00.000Z',
    source: '//clerk.com',
  });
});

it('fields that the SDK does not know reach the platform', async () => {
  const edit = (body: string) => body.replace('{', '{"brand_new":1.0,');
  expect((await sampleEvent(clerk, clerkSamples, 'user.created', { edit })).data).toHaveProperty('brand_new', 1);
});
