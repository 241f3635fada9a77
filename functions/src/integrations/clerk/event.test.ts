import type { UserJSON } from '@clerk/backend';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { isOfType } from '../../core/logic/saga.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { ClerkEvent, isClerkEventOfType, type ClerkEventOfType } from './event.ts';
import { clerk } from './index.ts';
import { clerkSamples } from './samples.ts';

const sample = (type: string) => sampleEvent(clerk, clerkSamples, type);

it('an event is the same after its way over the wire', async () => {
  expect(ClerkEvent.revive(await sample('user.created')).event).toMatchObject({
    type: 'user.created',
    data: { id: 'user_1' },
  });
});

it('a message without an event of Clerk is a bad event', async () => {
  const envelope = { ...(await sample('user.created')), data: { type: 'user.created' } };
  expect(() => ClerkEvent.revive(envelope)).toThrow(expect.objectContaining({ code: 'clerk/bad-event' }));
});

it('only events of the wanted types are let through, narrowed to them', async () => {
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

it('types are those of the SDK', () => {
  // @ts-expect-error there is no such type
  isClerkEventOfType('user.teleported');
  expectTypeOf<ClerkEventOfType<'user.created'>['event']['data']>().toEqualTypeOf<UserJSON>();
  expectTypeOf<ClerkEventOfType<'user.created'>['event']['type']>().toEqualTypeOf<'user.created'>();
});
