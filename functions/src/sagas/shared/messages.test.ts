import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RecordData } from 'integration-service';
import { withStage, type MessageStatus, type MessageUpdate } from './messages.ts';

const STATUSES = ['queued', 'sent', 'delayed', 'delivered', 'opened', 'clicked', 'failed', 'bounced'] as const;

function update(status: MessageStatus, second = 0): MessageUpdate {
  return {
    provider: 'twilio',
    messageId: 'SM1',
    channel: 'sms',
    status,
    providerStatus: `their ${status}`,
    time: new Date(Date.UTC(2026, 10, 23, 12, 0, second)),
    ...(status === 'failed' && { error: { code: '30003', message: 'Unreachable' } }),
  };
}

function after(...updates: readonly MessageUpdate[]): RecordData | undefined {
  return updates.reduce<RecordData | undefined>(withStage, undefined);
}

it('the furthest stage is the status, even if an earlier one is reported later', () => {
  expect(after(update('delivered', 5), update('sent', 9))).toMatchObject({
    status: 'delivered',
    providerStatus: 'their delivered',
    statusTime: '2026-11-23T12:00:05.000Z',
    reached: { delivered: '2026-11-23T12:00:05.000Z', sent: '2026-11-23T12:00:09.000Z' },
  });
});

it('a message that bounces after it was delivered has bounced', () => {
  expect(after(update('delivered', 1), update('bounced', 60))?.['status']).toBe('bounced');
});

it('the record keeps why the message failed', () => {
  expect(after(update('queued'), update('failed', 2))?.['error']).toEqual({ code: '30003', message: 'Unreachable' });
});

it('a stage that is already recorded is not written again', () => {
  const record = after(update('queued', 1), update('sent', 2));
  expect(withStage(record, update('sent', 2))).toBe(record);
  expect(withStage(record, update('queued', 8))).toBe(record);
});

it('updates lead to the same record in every order', () => {
  const updates = fc.array(fc.tuple(fc.constantFrom(...STATUSES), fc.nat(59)), { minLength: 1, maxLength: 6 });
  const shuffled = updates.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(shuffled, ([one, other]) => {
      const fold = (list: typeof one) => after(...list.map(([status, second]) => update(status, second)));
      expect(fold(other)).toEqual(fold(one));
    }),
  );
});
