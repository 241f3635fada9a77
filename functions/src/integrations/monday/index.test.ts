import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isMondayEventOfType, MondayEvent } from './event.ts';
import { monday } from './index.ts';
import { mondaySamples } from './samples.ts';

integrationConformance(monday, mondaySamples);

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: string, edit = (body: string) => body) =>
  sampleEvent(monday, mondaySamples, type, { id: '7', now: NOW, edit });

function greeted(body: string) {
  const request: RawWebhook = {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers: {},
    rawBody: Buffer.from(body),
    receivedAt: NOW,
  };
  return monday.handshake?.(request, [], NOW, { toleranceSeconds: 0, verifyToken: undefined });
}

it('a challenge is echoed as JSON, and nothing else of the request', () => {
  expect(greeted('{"challenge":"a text","more":1}')).toEqual({ status: 200, body: { challenge: 'a text' } });
});

it.each(['{"challenge":7}', '{"challenge":"a","event":{}}', `{"challenge":"${'a'.repeat(1_000)}"}`, '[]'])(
  '%.30s is not a challenge',
  (body) => {
    expect(greeted(body)).toBeUndefined();
  },
);

it('nothing of an event is signed', async () => {
  expect(await event('update_column_value')).toMatchObject({
    id: '5b0e7c7updatecolumnvalue',
    eventtype: 'update_column_value',
    time: '2026-11-23T12:00:00.000Z',
    source: '//monday.com/boards/6611002',
    subject: '7700007',
    unsigned: 'id,type,time,source,subject',
  });
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all(['create_pulse', 'create_update'].map((type) => event(type)));
  const events = all.map((envelope) => MondayEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isMondayEventOfType('create_update'), toArray()));
  expect(passed).toEqual(events.slice(1));
  for (const { event: one } of passed) expectTypeOf(one.event.updateId).toEqualTypeOf<number>();
  // @ts-expect-error monday has no such event.
  isMondayEventOfType('explode_pulse');
});
