import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { XeroEventType } from './event.ts';
import { xero } from './index.ts';

/** Realistic Xero events: contacts and documents that somebody created or changed. */
export const xeroSamples = samplesOf(xero, {
  secret: () => randomBytes(66).toString('base64'),
  around: (type, { plural }: { readonly plural?: string }, { id, now }) => {
    const [eventCategory, eventType] = type.split('.');
    const resourceId = `e6c0${id}-58b1-4a3d-9f72-0d4be81c97a5`;
    const event = {
      resourceUrl: `https://api.xero.com/api.xro/2.0/${plural}/${resourceId}`,
      resourceId,
      eventDateUtc: now.toISOString().replace('Z', ''),
      eventType,
      eventCategory,
      tenantId: '2b9f6a17-c3e8-4d05-b1a4-7f60d92ce358',
      tenantType: 'ORGANISATION',
    };
    return { events: [event], firstEventSequence: 8, lastEventSequence: 8, entropy: `QWJKSAMPLE${id}` };
  },
  bodies: {
    'CONTACT.CREATE': () => ({ plural: 'Contacts' }),
    'CONTACT.UPDATE': () => ({ plural: 'Contacts' }),
    'INVOICE.CREATE': () => ({ plural: 'Invoices' }),
    'INVOICE.UPDATE': () => ({ plural: 'Invoices' }),
    'CREDITNOTE.CREATE': () => ({ plural: 'CreditNotes' }),
  } satisfies { readonly [Type in XeroEventType]?: (at: SampleAt) => object },
});
