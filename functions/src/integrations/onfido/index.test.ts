import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isOnfidoEventOfType, OnfidoEvent, type OnfidoEventType, type OnfidoRunStatus } from './event.ts';
import { onfido } from './index.ts';
import { onfidoSamples } from './samples.ts';

integrationConformance(onfido, onfidoSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const BODY = '{"payload":{"resource_type":"check","action":"check.completed","object":{"id":"c1"}}}';
const SIGNATURE = createHmac('sha256', 'a token of a webhook').update(BODY).digest('hex');

const event = (type: OnfidoEventType, edit?: (body: string) => string) =>
  sampleEvent(onfido, onfidoSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

async function verify(signature: string) {
  const headers = { 'x-sha2-signature': signature };
  const request: RawWebhook = {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers,
    rawBody: Buffer.from(BODY),
    receivedAt: NOW,
  };
  return onfido.verify(request, ['a token of a webhook'], NOW, { toleranceSeconds: 0 });
}

it.each([SIGNATURE, SIGNATURE.toUpperCase()])(
  'a signature that was made without the scheme is accepted: %s',
  async (signature) => {
    expect(await verify(signature)).toMatchObject({ secret: 0 });
  },
);

it.each([`${SIGNATURE}, junk`, `${SIGNATURE}zz`, `sha256=${SIGNATURE}`])(
  'the signature %s is refused',
  async (signature) => {
    await expect(verify(signature)).rejects.toMatchObject({ code: 'onfido/bad-signature' });
  },
);

it('an API token is not accepted as a secret', () => {
  expect(onfido.checkSecret?.('api_live.abcdefgh.ijklmnop')).toContain('the token of the webhook');
});

it.each([
  ['workflow_run.completed', '6f64bf2a-e1d5-42d8-8ba4-7'],
  ['workflow_task.started', '6f64bf2a-e1d5-42d8-8ba4-7'],
  ['check.completed', 'a0f64bf2-e1d5-42d8-8ba4-7'],
] as const)('%s is described by what is signed, and is about %s', async (type, subject) => {
  expect(await event(type)).toMatchObject({
    id: expect.stringMatching(/^[\w-]{43}$/),
    eventtype: type,
    time: '2026-11-23T12:00:00.000Z',
    source: '//api.eu.onfido.com',
    subject,
  });
});

it('an event without a place in the API comes from Onfido', async () => {
  const edit = (body: string) => body.replace('"href"', '"other"');
  expect(await event('check.completed', edit)).toMatchObject({ source: '//onfido.com' });
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['workflow_run.completed', 'check.completed'] as const).map((type) => event(type)));
  const events = all.map((envelope) => OnfidoEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isOnfidoEventOfType('workflow_run.completed'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const {
    event: { payload },
  } of passed) {
    expectTypeOf(payload.resource?.status).toEqualTypeOf<OnfidoRunStatus | undefined>();
  }
  // @ts-expect-error Onfido has no such event.
  isOnfidoEventOfType('workflow_run.approved');
});
