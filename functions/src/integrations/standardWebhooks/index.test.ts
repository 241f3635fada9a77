import { firstValueFrom, of, toArray } from 'rxjs';
import { Webhook } from 'standardwebhooks';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Samples } from '../../core/integration/samples.ts';
import { isOfType } from '../../core/logic/saga.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { standardWebhooks as signedBy } from '../../core/scheme/schemes.ts';
import { signedHeaders } from '../../core/scheme/sign.ts';
import { integrationConformance, rawWebhookOf } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { standardWebhooksVerdict } from '../../testing/standard-webhooks-verdict.ts';
import { isStandardWebhooksEventOfType, StandardWebhooksEvent } from './event.ts';
import { standardWebhooks } from './index.ts';
import { standardWebhooksSamples } from './samples.ts';

declare module './event.ts' {
  interface StandardWebhooksData {
    'test.declared': { id: string };
  }
}

const NOW = new Date('2026-11-23T12:00:00Z');
const LIMITS = { toleranceSeconds: 300 };

const svixSamples: Samples = {
  ...standardWebhooksSamples,
  request: (delivery) => {
    const { headers, ...request } = standardWebhooksSamples.request(delivery);
    const { 'content-type': contentType = '' } = headers;
    return { ...request, headers: { 'content-type': contentType, ...signedHeaders(signedBy('svix'), delivery) } };
  },
};

describe('signed with the headers of the specification', () => {
  const variant = { ...standardWebhooks, signatureHeader: 'webhook-signature' };
  integrationConformance(variant, standardWebhooksSamples, {
    vectors: ['standard-webhooks'],
    official: standardWebhooksVerdict(Webhook, 'webhook'),
  });
});

describe('signed with the headers of Svix', () => {
  const variant = { ...standardWebhooks, signatureHeader: 'svix-signature' };
  integrationConformance(variant, svixSamples, {
    vectors: ['svix'],
    official: standardWebhooksVerdict(Webhook, 'svix'),
  });
});

function signed(samples: Samples, id: string, signing: string): RawWebhook {
  const body = Buffer.from(samples.sample('contact.created', { id, now: NOW }));
  const url = 'https://webhooks.example.com/hook';
  return rawWebhookOf(samples.request({ body, type: 'contact.created', id, signing, now: NOW, url }), NOW);
}

describe('a request with both families of headers', () => {
  const { configured: secret, signing } = standardWebhooksSamples.makeSecret();

  it.each([
    ['the specification’s', standardWebhooksSamples, 'svix'],
    ['Svix’s', svixSamples, 'webhook'],
  ])('has the signed id if only %s are signed', async (_whose, samples, others) => {
    const request = signed(samples, '7', signing);
    const headers = {
      ...request.headers,
      [`${others}-id`]: 'forged',
      [`${others}-timestamp`]: '1795435200',
      [`${others}-signature`]: 'v1,AAAA',
    };
    const both = { ...request, headers };
    const { events } = await standardWebhooks.verify(both, [secret], NOW, LIMITS);
    expect(events.map(({ native }) => standardWebhooks.describe(native, both).id)).toEqual(['msg_7']);
  });

  it('is refused if neither is signed with our secret', async () => {
    const request = signed(standardWebhooksSamples, '7', standardWebhooksSamples.makeSecret().signing);
    const others = signed(svixSamples, '7', standardWebhooksSamples.makeSecret().signing);
    const both = { ...request, headers: { ...request.headers, ...others.headers } };
    await expect(async () => standardWebhooks.verify(both, [secret], NOW, LIMITS)).rejects.toThrow(
      expect.objectContaining({ code: 'standardWebhooks/bad-signature' }),
    );
  });
});

it('a request without a signature is told which header is missing', async () => {
  const request = signed(standardWebhooksSamples, '7', 'whsec_AAAA');
  const bare = { ...request, headers: { 'content-type': 'application/json' } };
  await expect(async () => standardWebhooks.verify(bare, ['whsec_AAAA'], NOW, LIMITS)).rejects.toThrow(/webhook-id/);
});

const sample = (type: string) => sampleEvent(standardWebhooks, standardWebhooksSamples, type);
const eventWith = (body: string) =>
  sampleEvent(standardWebhooks, standardWebhooksSamples, 'contact.created', { edit: () => body });

it.each(['{"test":2432232314}', '{"type":"","timestamp":""}'])(
  'the payload %s, without a type or a time, is described by the signed values',
  async (body) => {
    const event = await eventWith(body);
    expect(event).toMatchObject({
      id: 'msg_1',
      eventtype: 'untyped',
      time: '2026-11-23T12:00:00.000Z',
      source: '//standardwebhooks.com',
    });
    expect(event).not.toHaveProperty('subject');
    expect(event).not.toHaveProperty('unknown');
  },
);

it.each(['{"type":7}', '{"timestamp":1795435200}'])('the payload %s is not recognised', async (body) => {
  expect(await eventWith(body)).toMatchObject({ id: 'msg_1', eventtype: 'unknown' });
});

it('an event can be revived from its envelope', async () => {
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

it('the operator lets through the given types, with the data that was declared for them', async () => {
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

it('the operator lets through untyped events, whose payload has no type either', async () => {
  const events = [await eventWith('{"data":{"id":"obj_2"}}'), await sample('contact.deleted')];
  const untyped = await firstValueFrom(
    of(...events.map((envelope) => StandardWebhooksEvent.revive(envelope))).pipe(
      isStandardWebhooksEventOfType('untyped'),
      toArray(),
    ),
  );
  expect(untyped.map(({ envelope }) => envelope.subject)).toEqual(['obj_2']);
  expectTypeOf(untyped[0]?.event.type).toEqualTypeOf<string | undefined>();
});

it('the data of an undeclared type is unknown', () => {
  const operator = isStandardWebhooksEventOfType('contact.deleted');
  type Passed = Parameters<NonNullable<Parameters<ReturnType<typeof operator>['forEach']>[0]>>[0];
  expectTypeOf<Passed['event']['data']>().toBeUnknown();
  expectTypeOf<Passed['event']['type']>().toEqualTypeOf<'contact.deleted'>();
});
