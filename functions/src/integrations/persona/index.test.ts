import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isPersonaEventOfType, PersonaEvent, type PersonaEventType, type PersonaInquiryStatus } from './event.ts';
import { persona } from './index.ts';
import { personaSamples } from './samples.ts';

integrationConformance(persona, personaSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const SECONDS = NOW.getTime() / 1000;
const BODY = '{"data":{"id":"evt_1","attributes":{"name":"inquiry.created","payload":{"data":{"id":"inq_1"}}}}}';

const event = (type: PersonaEventType, edit?: (body: string) => string) =>
  sampleEvent(persona, personaSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

function setOf(secret: string, time = SECONDS): string {
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${BODY}`).digest('hex')}`;
}

async function verify(signature: string) {
  const headers = { 'persona-signature': signature };
  const request: RawWebhook = {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers,
    rawBody: Buffer.from(BODY),
    receivedAt: NOW,
  };
  return persona.verify(request, ['wbhsec_ours'], NOW, { toleranceSeconds: 300 });
}

it.each([
  ['a single set', setOf('wbhsec_ours')],
  ['two sets, of which the first is ours', `${setOf('wbhsec_ours')} ${setOf('wbhsec_other')}`],
  ['two sets, of which the second is ours', `${setOf('wbhsec_other')} ${setOf('wbhsec_ours')}`],
])('%s is accepted', async (_what, signature) => {
  expect(await verify(signature)).toMatchObject({ secret: 0 });
});

it.each([
  [
    'the time of another set',
    `t=${SECONDS - 9},v1=${'0'.repeat(64)} ${setOf('wbhsec_ours').replace(/t=\d+/, `t=${SECONDS - 9}`)}`,
  ],
  ['a set that is too old', setOf('wbhsec_ours', SECONDS - 301)],
  ['a set with another secret', setOf('wbhsec_other')],
])('%s is refused', async (_what, signature) => {
  await expect(verify(signature)).rejects.toMatchObject({ code: 'persona/bad-signature' });
});

it('an API key is not accepted as a secret', () => {
  expect(persona.checkSecret?.('persona_production_0123456789abcdef')).toContain('wbhsec_');
});

it('an inquiry is described by what is signed', async () => {
  expect(await event('inquiry.approved')).toMatchObject({
    id: 'evt_inquiry.approved_7',
    eventtype: 'inquiry.approved',
    time: '2026-11-23T12:00:00.000Z',
    source: '//withpersona.com',
    subject: 'inq_2CVZ4HyVg7qaboXz7',
  });
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['inquiry.approved', 'verification.failed'] as const).map((type) => event(type)));
  const events = all.map((envelope) => PersonaEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isPersonaEventOfType('inquiry.approved'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) {
    expectTypeOf(one.data.attributes.payload.data.attributes.status).toEqualTypeOf<PersonaInquiryStatus>();
  }
  // @ts-expect-error Persona calls it inquiry.declined.
  isPersonaEventOfType('inquiry.rejected');
});
