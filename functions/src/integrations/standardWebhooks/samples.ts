import { samplesOf } from '../../core/integration/signed-samples.ts';
import { standardWebhooks } from './index.ts';

/** Events with the data of the specification's examples, signed with the headers `webhook-*`. */
export const standardWebhooksSamples = samplesOf(standardWebhooks, {
  anyType: true,
  around: (type, data, { id, now }) => ({ type, timestamp: now.toISOString(), data: { id: `obj_${id}`, ...data } }),
  bodies: {
    'contact.created': () => ({ email: 'ada@example.com', first_name: 'Ada', last_name: 'Lovelace' }),
    'contact.updated': () => ({ email: 'ada@example.com', first_name: 'Ada', last_name: 'King' }),
    'contact.deleted': () => ({}),
    'invoice.paid': () => ({ amount: 1_990, currency: 'eur' }),
  },
});
