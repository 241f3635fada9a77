import { describe, expect, it } from 'vitest';
import { channelsIn } from './async-api.ts';

const document = {
  asyncapi: '3.0.0',
  defaultContentType: 'application/cloudevents+json',
  channels: {
    stripe: {
      title: 'Stripe',
      address: 'integration-stripe-events',
      messages: {
        paid: { $ref: '#/components/messages/invoice.paid' },
        other: { name: 'other', headers: { type: 'object' } },
      },
    },
  },
  components: {
    messages: {
      'invoice.paid': {
        title: 'An invoice was paid',
        externalDocs: { url: 'https://docs.stripe.com/api/events/types' },
        payload: { $ref: '#/components/schemas/envelope~1v1' },
      },
    },
    schemas: { 'envelope/v1': { type: 'object' } },
  },
};

describe('the channels of an AsyncAPI document', () => {
  it('are listed with their messages, references followed', () => {
    expect(channelsIn(document)).toEqual([
      {
        name: 'stripe',
        title: 'Stripe',
        address: 'integration-stripe-events',
        messages: [
          {
            name: 'paid',
            title: 'An invoice was paid',
            contentType: 'application/cloudevents+json',
            documentation: 'https://docs.stripe.com/api/events/types',
            payload: { type: 'object' },
          },
          { name: 'other', title: 'other', contentType: 'application/cloudevents+json', headers: { type: 'object' } },
        ],
      },
    ]);
  });

  it('of a document that is something else are none', () => {
    for (const nothing of [null, [], 'text', { channels: [] }]) expect(channelsIn(nothing)).toEqual([]);
  });

  it('have no link that would run a script, and no reference is followed in circles', () => {
    const [channel] = channelsIn({
      channels: {
        a: { messages: { b: { externalDocs: { url: 'javascript:alert(1)' }, payload: { $ref: '#/x' } } } },
      },
      x: { $ref: '#/x' },
    });
    expect(channel?.messages[0]).toEqual({
      name: 'b',
      title: 'b',
      contentType: 'application/json',
      payload: { $ref: '#/x' },
    });
  });
});
