import type { ITransactionNotificationResponse, SubscriptionStatus } from '@paddle/paddle-node-sdk';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { isOfType } from '../../core/logic/saga.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isPaddleEventOfType, PaddleEvent, type PaddleEventOfType } from './event.ts';
import { paddle } from './index.ts';
import { paddleSamples } from './samples.ts';

const sample = (type: string) => sampleEvent(paddle, paddleSamples, type);

it('an event is the same after its way over the wire', async () => {
  expect(PaddleEvent.revive(await sample('subscription.created')).event).toMatchObject({
    event_type: 'subscription.created',
    data: { id: 'sub_1', transaction_id: 'txn_1' },
  });
});

it('a message without an event of Paddle is a bad event', async () => {
  const envelope = { ...(await sample('subscription.created')), data: { event_type: 'subscription.created' } };
  expect(() => PaddleEvent.revive(envelope)).toThrow(expect.objectContaining({ code: 'paddle/bad-event' }));
});

it('only events of the wanted types are let through, narrowed to them', async () => {
  const events = await Promise.all(['subscription.past_due', 'transaction.completed'].map(sample));
  const passed = await firstValueFrom(
    of(...events.map((envelope) => PaddleEvent.revive(envelope))).pipe(
      isOfType(PaddleEvent),
      isPaddleEventOfType('subscription.past_due', 'subscription.canceled'),
      toArray(),
    ),
  );
  expect(passed.map(({ event }) => event.data.status)).toEqual(['past_due']);
  expectTypeOf(passed[0]?.event.data.status).toEqualTypeOf<SubscriptionStatus | undefined>();
});

it('types are those of the SDK, as they are on the wire', () => {
  // @ts-expect-error there is no such type
  isPaddleEventOfType('subscription.teleported');
  type Completed = PaddleEventOfType<'transaction.completed'>['event'];
  expectTypeOf<Completed['data']>().toEqualTypeOf<ITransactionNotificationResponse>();
  expectTypeOf<Completed['event_type']>().toEqualTypeOf<'transaction.completed'>();
});
