import type { EventDetail, EventQuery, EventView } from '../../functions/src/core/inspect/event-reader.ts';
import type { KeptLetter } from '../../functions/src/core/letters/letters.ts';
import type { Issue } from '../../functions/src/core/letters/issues.ts';
import type { ListedParked } from '../../functions/src/core/letters/wake-parked.ts';
import type { ConsolePorts, ProviderFacts } from '../ports.ts';

/** Ports over a few values; a test puts its own in their place. */

export const stripe: ProviderFacts = {
  provider: 'stripe',
  title: 'Stripe',
  webhook: { name: 'stripe-webhook', url: 'http://127.0.0.1:5001/demo/us-central1/stripe-webhook' },
  topic: 'integration-stripe-events',
  deadLetterTopic: 'integration-stripe-events-dead-letter',
  deadLetters: 'stripe-onDeadLetter',
  consumers: [
    { name: 'stripe-onStripeEvent', sagas: [{ name: 'invoices', commands: ['SyncInvoice'] }], tasks: ['countRevenue'] },
  ],
  sampleTypes: ['invoice.paid'],
  signature: 'HMAC-SHA256 in hex over {timestamp}.{body}, in stripe-signature',
};

export const event: EventView = {
  id: 'evt/1',
  provider: 'stripe',
  source: '//stripe.com',
  type: 'invoice.paid',
  subject: 'in_1',
  time: '2026-11-23T12:00:00.000Z',
  receivedTime: '2026-11-23T12:00:01.000Z',
  status: 'handled',
  consumers: [
    { name: 'stripe-onStripeEvent', status: 'handled', attempts: 1, commands: [{ name: 'a/B', status: 'done' }] },
  ],
};

export const ENVELOPE = '{"specversion":"1.0", "data":{"exact":12345678901234567890.10}}';

export const ATTRIBUTES = {
  id: 'evt/1',
  source: '//stripe.com',
  provider: 'stripe',
  eventtype: 'invoice.paid',
  secretversion: '7',
};

const details = new Map<string, EventDetail>([
  ['evt/1', { ...event, messageId: '7', attributes: ATTRIBUTES, envelope: Buffer.from(ENVELOPE) }],
  ['evt_odd', { ...event, messageId: '8', attributes: {}, envelope: Buffer.from([0xff]) }],
  [
    'evt_dead',
    {
      ...event,
      id: 'evt_dead',
      status: 'dead',
      consumers: [{ name: 'stripe-onStripeEvent', status: 'dead', attempts: 8, commands: [] }],
      messageId: '10',
      attributes: { ...ATTRIBUTES, id: 'evt_dead' },
      envelope: Buffer.from(ENVELOPE),
    },
  ],
  ['evt_gone', { ...event, id: 'evt_gone', messageId: '9', attributes: {} }],
]);

export const letter: KeptLetter = {
  id: 'letter-1',
  status: 'open',
  provider: 'stripe',
  consumer: 'stripe-onStripeEvent',
  reason: 'invoices/SyncInvoice: it cannot work',
  attempts: 1,
  time: '2026-11-23T12:00:05.000Z',
  messageId: '7',
  eventId: 'evt/1',
  source: '//stripe.com',
  eventType: 'invoice.paid',
  attributes: ATTRIBUTES,
  data: Buffer.from(ENVELOPE).toString('base64'),
  bytes: ENVELOPE.length,
};

export const issue: Issue = {
  issue: '0123456789ab',
  provider: 'stripe',
  consumer: 'stripe-onStripeEvent',
  command: 'invoices/SyncInvoice',
  reason: 'invoices/SyncInvoice: it cannot work',
  stack: 'TypeError\n    at sync (functions/src/sync.ts:1:2)',
  first: '2026-11-23T12:00:00.000Z',
  last: '2026-11-23T12:00:05.000Z',
  letters: { open: 1, redriven: 2, dismissed: 0 },
  retrying: 3,
  isBack: false,
};

const parked: ListedParked = {
  id: 'parked-1',
  provider: 'stripe',
  consumer: 'stripe-onStripeEvent',
  eventId: 'evt_waits',
  source: '//stripe.com',
  eventType: 'invoice.paid',
  dueAt: Date.parse('2026-11-23T13:00:00.000Z'),
  times: 2,
  since: '2026-11-23T12:00:00.000Z',
  reason: 'invoices/SyncInvoice: too many requests',
  messageId: '11',
};

const records = [
  { id: 'a', version: 1, data: { status: 'open' } },
  { id: 'b', version: 2, data: { status: 'paid' } },
];

/** @param more Ports in place of these, or beside them. @returns the ports, and the last question for events. */
export function fakePorts(more: Partial<ConsolePorts> = {}): {
  ports: ConsolePorts;
  asked: () => EventQuery | undefined;
} {
  let asked: EventQuery | undefined;
  const ports: ConsolePorts = {
    mode: 'local',
    project: 'demo',
    providers: [stripe],
    search: true,
    events: {
      events: async (query) => {
        if (query.provider === 'broken') throw new Error('/secret/path');
        asked = query;
        return { events: [event], next: '41' };
      },
      event: async (id, provider) => (provider === 'twilio' ? undefined : details.get(id)),
    },
    records: {
      list: async (_collection, { limit, after = '' }) => records.filter(({ id }) => id > after).slice(0, limit),
      get: async (_collection, id) => records.find((record) => record.id === id),
      collections: async () => [{ name: 'orders', count: 2 }],
    },
    letters: {
      letters: async ({ eventId }) => (eventId === undefined || eventId === letter.eventId ? [letter] : []),
      count: async ({ status = 'open' }) => (status === 'open' ? 12 : 0),
      letter: async (id) => (id === letter.id ? letter : undefined),
    },
    issues: {
      issues: async () => ({ issues: [issue], ungrouped: 2 }),
      issue: async (id) => (id === issue.issue ? issue : undefined),
    },
    parked: async () => [parked],
    totals: { totals: async () => ({ providers: new Map(), consumers: new Map() }) },
    ...more,
  };
  return { ports, asked: () => asked };
}
