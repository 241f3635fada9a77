import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isStytchEventOfType, StytchEvent, type StytchEventType } from './event.ts';
import { stytch } from './index.ts';
import { stytchSamples } from './samples.ts';

integrationConformance(stytch, stytchSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const BODY = '{"event_id":"e1","source":"DIRECT","object_type":"user","action":"DELETE","id":"u1"}';

const event = (type: StytchEventType, edit?: (body: string) => string) =>
  sampleEvent(stytch, stytchSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

it('a request that was signed without the scheme is accepted', async () => {
  const key = Buffer.from('a key of the endpoint');
  const seconds = NOW.getTime() / 1000;
  const signature = createHmac('sha256', key).update(`msg_1.${seconds}.${BODY}`).digest('base64');
  const request: RawWebhook = {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers: { 'svix-id': 'msg_1', 'svix-timestamp': String(seconds), 'svix-signature': `v1,${signature}` },
    rawBody: Buffer.from(BODY),
    receivedAt: NOW,
  };
  const secrets = [`whsec_${key.toString('base64')}`];
  expect(await stytch.verify(request, secrets, NOW, { toleranceSeconds: 300 })).toMatchObject({ secret: 0 });
});

it('a secret of the project is not accepted as a signing secret', () => {
  expect(stytch.checkSecret?.('secret-test-0123456789abcdef')).toContain('whsec_');
});

it.each([
  ['direct.user.create', 'user-test-0b7d3c1e-6f52-48a9-9c30-7'],
  ['dashboard.user.delete', 'user-test-0b7d3c1e-6f52-48a9-9c30-7'],
  ['scim.member.update', 'member-test-0b7d3c1e-6f52-48a9-9c30-7'],
] as const)('%s is described by what is signed', async (type, subject) => {
  expect(await event(type)).toMatchObject({
    id: `event-test-${type}-7`,
    eventtype: type,
    time: '2026-11-23T12:00:00.000Z',
    source: '//stytch.com/projects/project-test-4c1f8e2a-7b90-4d36-a5e1-9f0c2b8d7a64',
    subject,
  });
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['direct.user.create', 'scim.member.update'] as const).map((type) => event(type)));
  const events = all.map((envelope) => StytchEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isStytchEventOfType('direct.user.create'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.user.user_id).toEqualTypeOf<string>();
  // @ts-expect-error Stytch has no such event.
  isStytchEventOfType('user.created');
});
