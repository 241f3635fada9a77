import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { stripeSamples } from './samples.ts';

const NOW = new Date('2026-11-23T12:00:00.500Z');
const at = { id: 'a1', now: NOW };

describe('a sample event', () => {
  it.each([...stripeSamples.types])('of %s is parsed by Stripe’s SDK, with fresh ids and the given time', (type) => {
    const json = stripeSamples.sample(type, at);
    const thin = json.includes('"v2.core.event"');
    const event = thin
      ? new Stripe('sk_none').parseEventNotificationWithoutVerification(json)
      : Stripe.webhooks.constructEventWithoutVerification(json);
    expect(event).toMatchObject({ type, livemode: false, created: thin ? NOW.toISOString() : 1795435200 });
    expect(event.id).toMatch(/^evt_.*a1$/);
  });

  it.each([...stripeSamples.types])('of %s is the same for the same id and time, and differs for others', (type) => {
    const sample = stripeSamples.sample(type, at);
    expect(stripeSamples.sample(type, at)).toBe(sample);
    expect(stripeSamples.sample(type, { ...at, id: 'b2' })).toBe(sample.replaceAll('a1', 'b2'));
  });

  it('has the API version of the SDK’s types', () => {
    const snapshot = JSON.parse(stripeSamples.sample('invoice.paid', at));
    expect(snapshot).toMatchObject({ object: 'event', api_version: Stripe.API_VERSION });
  });

  it('of an unknown type is refused with a list of the known types', () => {
    expect(() => stripeSamples.sample('invoice.payed', at)).toThrow(/invoice\.payed.*invoice\.paid/);
    expect(() => stripeSamples.sample('toString', at)).toThrow('toString');
  });
});

describe('a sample delivery', () => {
  it('is accepted by Stripe’s verifier', () => {
    const { configured, signing } = stripeSamples.makeSecret();
    const body = Buffer.from(stripeSamples.sample('customer.created', at));
    const delivery = { body, type: 'customer.created', id: at.id, signing, now: NOW, url: 'https://example.com/hook' };
    const { method, url, headers } = stripeSamples.request(delivery);
    expect({ method, url }).toEqual({ method: 'POST', url: 'https://example.com/hook' });
    const header = headers['stripe-signature'] ?? '';
    expect(Stripe.webhooks.constructEvent(body, header, configured, 300, undefined, NOW.getTime())).toMatchObject({
      type: 'customer.created',
    });
  });

  it('is signed with a secret in Stripe’s format, a new one each time', () => {
    const [first, second] = [stripeSamples.makeSecret(), stripeSamples.makeSecret()];
    expect(first.configured).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(first.configured).toBe(first.signing);
    expect(second.configured).not.toBe(first.configured);
  });
});

describe('what Stripe answers about a sample', () => {
  const answersTo = (type: string, edit = (body: string) => body) =>
    stripeSamples.answers?.({ ...at, type, body: Buffer.from(edit(stripeSamples.sample(type, at))) });

  it('is the whole event, and the object that it names', () => {
    expect(answersTo('v1.invoice.paid')).toMatchObject({
      'GET /v2/core/events/evt_test_a1': { id: 'evt_test_a1', type: 'v1.invoice.paid' },
      'GET /v1/invoices/in_a1': { id: 'in_a1', object: 'invoice', status: 'paid' },
    });
  });

  it('is about the event as it was edited', () => {
    const answers = answersTo('v1.invoice.paid', (body) => body.replaceAll('in_a1', 'in_edited'));
    expect(answers?.['GET /v1/invoices/in_edited']).toMatchObject({ id: 'in_edited' });
  });

  it('is the lost event and its object for a report of one', () => {
    expect(answersTo('v2.core.health.event_generation_failure.resolved')).toMatchObject({
      'GET /v2/core/events/evt_test_a1': { data: { impact: { event_type: 'invoice.paid' } } },
      'GET /v1/invoices/in_a1': { status: 'paid' },
    });
  });

  it('is nothing for a snapshot, which has its object, and for what is not JSON', () => {
    expect(answersTo('invoice.paid')).toEqual({});
    expect(answersTo('v1.invoice.paid', () => 'no JSON')).toEqual({});
  });
});
