import { Paddle, type ITransactionNotificationResponse, type SubscriptionStatus } from '@paddle/paddle-node-sdk';
import { firstValueFrom, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { isOfType } from '../../core/logic/saga.ts';
import { atTime } from '../../testing/at-time.ts';
import { integrationConformance, rawWebhookOf } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isPaddleEventOfType, PaddleEvent, type PaddleEventOfType } from './event.ts';
import { paddle } from './index.ts';
import { paddleSamples } from './samples.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const sdk = new Paddle('none');

integrationConformance(paddle, paddleSamples, {
  official: ({ rawBody, headers }, secret, now) =>
    atTime(now, async () => {
      try {
        const text = Buffer.from(rawBody).toString();
        return await sdk.webhooks.isSignatureValid(text, secret, String(headers['paddle-signature']));
      } catch {
        return false;
      }
    }),
});

describe('while a secret is rotated at Paddle', () => {
  const { configured: secret, signing } = paddleSamples.makeSecret();
  const body = Buffer.from(paddleSamples.sample('subscription.created', { id: '1', now: NOW }));
  const signedBy = (key: string) => {
    const url = 'https://webhooks.example.com/hook';
    return rawWebhookOf(paddleSamples.request({ body, type: '', id: '1', signing: key, now: NOW, url }), NOW);
  };
  const own = signedBy(signing);
  const ownHeader = String(own.headers['paddle-signature']);
  const other = String(signedBy('another').headers['paddle-signature']);
  const verify = (header: string) =>
    paddle.verify({ ...own, headers: { ...own.headers, 'paddle-signature': header } }, [secret], NOW, {
      toleranceSeconds: 5,
    });

  it.each([
    ['first', `${ownHeader};${other.split(';')[1]}`],
    ['last', `${other};${ownHeader.split(';')[1]}`],
  ])('every signature in the header is tried, whether ours is the %s or not', async (_place, header) => {
    expect(await verify(header)).toMatchObject({ secret: 0 });
  });

  it('a header with two times is refused, whichever one was signed', () => {
    expect(() => verify(`ts=1795435199;${ownHeader}`)).toThrow(
      expect.objectContaining({ code: 'paddle/bad-signature' }),
    );
  });
});

it('an event is described by its own id, time and object', async () => {
  expect(await sampleEvent(paddle, paddleSamples, 'subscription.canceled', { id: '01hv8x2' })).toMatchObject({
    id: 'evt_01hv8x2',
    eventtype: 'subscription.canceled',
    time: '2026-11-23T12:00:00.000Z',
    subject: 'sub_01hv8x2',
    source: '//paddle.com',
  });
});

const sample = (type: string) => sampleEvent(paddle, paddleSamples, type);

it('an event is the same after a round trip through its message', async () => {
  expect(PaddleEvent.revive(await sample('subscription.created')).event).toMatchObject({
    event_type: 'subscription.created',
    data: { id: 'sub_1', transaction_id: 'txn_1' },
  });
});

it('a message without a Paddle event is a bad event', async () => {
  const envelope = { ...(await sample('subscription.created')), data: { event_type: 'subscription.created' } };
  expect(() => PaddleEvent.revive(envelope)).toThrow(expect.objectContaining({ code: 'paddle/bad-event' }));
});

it('the operator lets through the given types and narrows the event to them', async () => {
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

it('types are those of the SDK, with fields as they are sent', () => {
  // @ts-expect-error there is no such type
  isPaddleEventOfType('subscription.teleported');
  type Completed = PaddleEventOfType<'transaction.completed'>['event'];
  expectTypeOf<Completed['data']>().toEqualTypeOf<ITransactionNotificationResponse>();
  expectTypeOf<Completed['event_type']>().toEqualTypeOf<'transaction.completed'>();
});
