import { makeStandardSecret, standardWebhookRequest } from '../../core/scheme/standard-webhook-samples.ts';
import type { Samples } from '../../core/integration/samples.ts';
import { WEBHOOK_HEADERS } from '../../core/scheme/standard-webhooks.ts';

/** `data` by type, as in the specification's own examples. */
const DATA: Readonly<Record<string, object>> = {
  'contact.created': { email: 'ada@example.com', first_name: 'Ada', last_name: 'Lovelace' },
  'contact.updated': { email: 'ada@example.com', first_name: 'Ada', last_name: 'King' },
  'contact.deleted': {},
  'invoice.paid': { amount: 1_990, currency: 'eur' },
};

export const standardWebhooksSamples: Samples = {
  types: Object.keys(DATA),
  makeSecret: makeStandardSecret,

  sample(type, { id, now }) {
    const data = DATA[type];
    return JSON.stringify({ type, timestamp: now.toISOString(), data: { id: `obj_${id}`, ...data } });
  },

  request: (delivery) => standardWebhookRequest(delivery, WEBHOOK_HEADERS),
};
