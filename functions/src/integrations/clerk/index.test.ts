import type { UserJSON } from '@clerk/backend';
import { verifyWebhook } from '@clerk/backend/webhooks';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { isOfType } from '../../core/logic/saga.ts';
import { atTime } from '../../testing/at-time.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { ClerkEvent, isClerkEventOfType, type ClerkEventOfType } from './event.ts';
import { clerk } from './index.ts';
import { clerkSamples } from './samples.ts';

integrationConformance(clerk, clerkSamples, {
  official: ({ rawBody, headers }, signingSecret, now) =>
    atTime(now, async () => {
      const names = ['svix-id', 'svix-timestamp', 'svix-signature'];
      try {
        const request = new Request('https://example.com', {
          method: 'POST',
          headers: names.map((name): [string, string] => [name, String(headers[name] ?? '')]),
          body: Buffer.from(rawBody),
        });
        await verifyWebhook(request, { signingSecret });
        return true;
      } catch {
        return false;
      }
    }),
});

const sample = (type: string) => sampleEvent(clerk, clerkSamples, type);

it('a user’s event is described by the signed id of its message, its time, the user and the instance', async () => {
  expect(await sampleEvent(clerk, clerkSamples, 'user.created', { id: '29w83' })).toMatchObject({
    id: 'msg_29w83',
    eventtype: 'user.created',
    time: '2026-11-23T12:00:00.000Z',
    subject: 'user_29w83',
    source: '//clerk.com/instances/ins_2g7np7Hrk0SN6kj5EDMLDaKNL0S',
  });
});

it('an event from an older instance, without a time or an instance, has the signed time', async () => {
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

it('fields that the SDK does not know are kept', async () => {
  const edit = (body: string) => body.replace('{', '{"brand_new":1.0,');
  expect((await sampleEvent(clerk, clerkSamples, 'user.created', { edit })).data).toHaveProperty('brand_new', 1);
});

it('an event can be revived from its envelope', async () => {
  expect(ClerkEvent.revive(await sample('user.created')).event).toMatchObject({
    type: 'user.created',
    data: { id: 'user_1' },
  });
});

it('a message whose data is not a Clerk event is a bad event', async () => {
  const envelope = { ...(await sample('user.created')), data: { type: 'user.created' } };
  expect(() => ClerkEvent.revive(envelope)).toThrow(expect.objectContaining({ code: 'clerk/bad-event' }));
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const events = await Promise.all(['user.created', 'user.deleted', 'organization.created'].map(sample));
  const users = await firstValueFrom(
    of(...events.map((envelope) => ClerkEvent.revive(envelope))).pipe(
      isOfType(ClerkEvent),
      isClerkEventOfType('user.created', 'user.updated'),
      toArray(),
    ),
  );
  expect(users.map(({ event }) => event.data.email_addresses[0]?.email_address)).toEqual(['ada@example.com']);
  expectTypeOf(users[0]?.event.type).toEqualTypeOf<'user.created' | 'user.updated' | undefined>();
});

it('the types are those of the SDK, even if one of its events has several types', () => {
  // @ts-expect-error there is no such type
  isClerkEventOfType('user.teleported');
  expectTypeOf<ClerkEventOfType<'user.created'>['event']['data']>().toEqualTypeOf<UserJSON>();
  expectTypeOf<ClerkEventOfType<'user.created'>['event']['type']>().toEqualTypeOf<'user.created'>();
});
