import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { DocusignEventType } from './event.ts';
import { docusign } from './index.ts';

const ACCOUNT = '7f09961a-a22e-4ebc-bdcf-1f1b9a3f0a51';
const HOUR_MS = 3_600_000;

/** Realistic DocuSign events of one envelope. */
export const docusignSamples = samplesOf(docusign, {
  headers: () => ({ 'x-authorization-digest': 'HMACSHA256' }),
  secret: () => randomBytes(32).toString('base64'),
  around: (type, data, { id, now }) => {
    const envelopeId = `2b6a3c5e-91d4-4f7a-8e02-${id}`;
    return {
      event: type,
      apiVersion: 'v2.1',
      uri: `/restapi/v2.1/accounts/${ACCOUNT}/envelopes/${envelopeId}`,
      retryCount: 0,
      configurationId: 10_203_040,
      generatedDateTime: now.toISOString().replace('Z', '0000Z'),
      data: { accountId: ACCOUNT, userId: '9c1d3f5b-0a2e-4c6d-8f70-51b3d5e7f901', envelopeId, ...data },
    };
  },
  bodies: {
    'envelope-completed': (at) => summary(at, 'completed', { completedDateTime: at.now.toISOString() }),
    'envelope-sent': (at) => summary(at, 'sent'),
    'envelope-delivered': (at) => summary(at, 'delivered', { deliveredDateTime: at.now.toISOString() }),
    'envelope-declined': (at) => summary(at, 'declined', { declinedDateTime: at.now.toISOString() }),
    'envelope-voided': (at) =>
      summary(at, 'voided', { voidedDateTime: at.now.toISOString(), voidedReason: 'Replaced by a newer version' }),
    'recipient-completed': () => ({ recipientId: '1' }),
  } satisfies { readonly [Type in DocusignEventType]?: (at: SampleAt) => object },
});

function summary({ id, now }: SampleAt, status: string, fields: object = {}): object {
  return {
    envelopeSummary: {
      status,
      emailSubject: 'Please sign: lease',
      sentDateTime: new Date(now.getTime() - HOUR_MS).toISOString(),
      sender: { email: 'legal@shop.example', userName: 'Legal' },
      customFields: { textCustomFields: [{ name: 'dealId', value: id }] },
      ...fields,
    },
  };
}
