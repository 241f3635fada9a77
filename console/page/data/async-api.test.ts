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
        other: { name: 'other', headers: { properties: { id: {} } } },
      },
    },
  },
  components: {
    messages: {
      'invoice.paid': {
        title: 'An invoice was paid',
        externalDocs: { url: 'https://docs.stripe.com/api/events/types' },
        payload: {
          allOf: [
            { $ref: '#/components/schemas/envelope~1v1' },
            { properties: { data: { description: 'The invoice.' }, provider: { const: 'stripe' } } },
          ],
        },
      },
    },
    schemas: {
      'envelope/v1': {
        required: ['id'],
        properties: {
          id: { type: 'string', description: 'Its id.' },
          provider: { type: 'string', description: 'Whose it is.' },
          time: { type: 'string', format: 'date-time' },
        },
      },
    },
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
            headers: [],
            payload: [
              { name: 'id', type: 'string', isRequired: true, description: 'Its id.' },
              { name: 'provider', type: '"stripe"', isRequired: false, description: 'Whose it is.' },
              { name: 'time', type: 'string, date-time', isRequired: false, description: '' },
              { name: 'data', type: '', isRequired: false, description: 'The invoice.' },
            ],
          },
          {
            name: 'other',
            title: 'other',
            contentType: 'application/cloudevents+json',
            headers: [{ name: 'id', type: '', isRequired: false, description: '' }],
            payload: [],
          },
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
      headers: [],
      payload: [],
    });
  });
});
