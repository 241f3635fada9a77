import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { isOfType } from '../../core/logic/saga.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isStandardWebhooksEventOfType, StandardWebhooksEvent } from './event.ts';
import { standardWebhooks } from './index.ts';
import { standardWebhooksSamples } from './samples.ts';

declare module './event.ts' {
  interface StandardWebhooksData {
    'test.declared': { id: string };
  }
}

const sample = (type: string) => sampleEvent(standardWebhooks, standardWebhooksSamples, type);

it('an event is the same after its way over the wire', async () => {
  const event = StandardWebhooksEvent.revive(await sample('invoice.paid'));
  expect(event.event).toMatchObject({ type: 'invoice.paid', data: { currency: 'eur' } });
  expect(event.envelope).toMatchObject({ id: 'msg_1', type: 'com.standardwebhooks.invoice.paid', subject: 'obj_1' });
});

it.each([null, [], 'text', { type: 7 }])('a message that holds %j is a bad event', async (data) => {
  const envelope = { ...(await sample('invoice.paid')), data };
  expect(() => StandardWebhooksEvent.revive(envelope)).toThrow(
    expect.objectContaining({ code: 'standardWebhooks/bad-event' }),
  );
});

it('only events of the wanted types are let through, with the data that was declared for them', async () => {
  const events = await Promise.all(['test.declared', 'contact.deleted'].map(sample));
  const declared = await firstValueFrom(
    of(...events.map((envelope) => StandardWebhooksEvent.revive(envelope))).pipe(
      isOfType(StandardWebhooksEvent),
      isStandardWebhooksEventOfType('test.declared'),
      toArray(),
    ),
  );
  expect(declared.map(({ event }) => event.data.id)).toEqual(['obj_1']);
  expectTypeOf(declared[0]?.event.type).toEqualTypeOf<'test.declared' | undefined>();
});

it('the data of a type that nobody declared is unknown', () => {
  const operator = isStandardWebhooksEventOfType('contact.deleted');
  type Passed = Parameters<NonNullable<Parameters<ReturnType<typeof operator>['forEach']>[0]>>[0];
  expectTypeOf<Passed['event']['data']>().toBeUnknown();
});
