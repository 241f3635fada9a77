import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { EasyshipEvent, isEasyshipEventOfType, type EasyshipEventType } from './event.ts';
import { easyship } from './index.ts';
import { easyshipSamples } from './samples.ts';

integrationConformance(easyship, easyshipSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const SECRET = 'webh_0123456789abcdef';

const event = (type: EasyshipEventType, edit?: (body: string) => string) =>
  sampleEvent(easyship, easyshipSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

/** Signed with nothing but node:crypto. */
function tokenOf(claims: object, secret = SECRET): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

async function verify(token: string) {
  const rawBody = Buffer.from('{"event_type":"shipment.cancelled","resource_type":"shipment","resource_id":"ES1"}');
  const headers = { 'x-easyship-signature': token };
  const request: RawWebhook = { method: 'POST', url: '/', publicUrls: [], headers, rawBody, receivedAt: NOW };
  return easyship.verify(request, [SECRET], NOW, { toleranceSeconds: 0 });
}

it('a token that was signed without the scheme is accepted', async () => {
  expect(await verify(tokenOf({ easyship_company_id: 'CUS1' }))).toMatchObject({ secret: 0 });
});

it.each([
  ['with another secret', tokenOf({ easyship_company_id: 'CUS1' }, 'webh_other')],
  ['without a company', tokenOf({})],
  ['that has expired', tokenOf({ easyship_company_id: 'CUS1', exp: NOW.getTime() / 1000 - 1 })],
])('a token %s is refused', async (_what, token) => {
  await expect(verify(token)).rejects.toMatchObject({ code: 'easyship/bad-signature' });
});

it('an API token is not accepted as a secret', () => {
  expect(easyship.checkSecret?.('prod_0123456789abcdef')).toContain('webh_');
});

it('an event is described by what it holds, and none of it is signed', async () => {
  expect(await event('shipment.tracking.status.changed')).toMatchObject({
    id: expect.stringMatching(/^[\w-]{43}$/),
    eventtype: 'shipment.tracking.status.changed',
    time: '2026-11-23T12:00:00.000Z',
    source: '//easyship.com',
    subject: 'ESUS10007',
    unsigned: 'id,type,time,subject',
  });
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['shipment.label.created', 'shipment.cancelled'] as const).map((type) => event(type)));
  const events = all.map((envelope) => EasyshipEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isEasyshipEventOfType('shipment.cancelled'), toArray()));
  expect(passed).toEqual(events.slice(1));
  for (const { event: one } of passed) expectTypeOf(one.shipment.easyship_shipment_id).toEqualTypeOf<string>();
  // @ts-expect-error Easyship has no such event.
  isEasyshipEventOfType('shipment.created');
});
