import { createHash, randomUUID } from 'node:crypto';
import { Signature } from '@hubspot/api-client/lib/src/utils/signature.js';
import type { Samples } from '../../core/integration/samples.ts';

const CONTACT_ID = 27001;
const DEAL_ID = 98001;

/** Batches of one event, as HubSpot prints them. */
export const hubspotSamples: Samples = {
  types: [
    'contact.creation',
    'contact.propertyChange',
    'contact.deletion',
    'contact.privacyDeletion',
    'contact.merge',
    'deal.creation',
    'deal.propertyChange',
    'deal.deletion',
    'deal.associationChange',
  ],

  makeSecret() {
    const secret = randomUUID();
    return { configured: secret, signing: secret };
  },

  sample(type, { id, now }) {
    const digest = createHash('sha256').update(`${type} ${id}`).digest();
    const [kind = '', change = ''] = type.split('.');
    return JSON.stringify([
      {
        eventId: digest.readUInt32BE(),
        subscriptionId: 2_000_000 + digest.readUInt16BE(4),
        portalId: 62515,
        appId: 54321,
        occurredAt: now.getTime(),
        subscriptionType: type,
        attemptNumber: 0,
        changeSource: 'CRM',
        ...fieldsOf(kind, change),
      },
    ]);
  },

  request({ body, signing, now, url }) {
    const timestamp = now.getTime();
    const requestBody = Buffer.from(body).toString();
    const signed = { signature: '', clientSecret: signing, requestBody, url, timestamp };
    return {
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'HubSpot Connect 2.0 (http://dev.hubspot.com/) - Webhooks',
        'x-hubspot-request-timestamp': String(timestamp),
        'x-hubspot-signature-v3': Signature.getSignature('POST', 'v3', signed),
        // Sent along for old endpoints; this one does not take it.
        'x-hubspot-signature': Signature.getSignature('POST', 'v1', signed),
        'x-hubspot-signature-version': 'v1',
      },
      body,
    };
  },
};

function fieldsOf(kind: string, change: string): object {
  const objectId = kind === 'deal' ? DEAL_ID : CONTACT_ID;
  switch (change) {
    case 'propertyChange':
      return kind === 'deal'
        ? { objectId, propertyName: 'dealstage', propertyValue: 'closedwon' }
        : { objectId, propertyName: 'email', propertyValue: 'jané.doe@example.com' };
    case 'merge':
      return { primaryObjectId: objectId, mergedObjectIds: [27002], newObjectId: 27003, numberOfPropertiesMoved: 4 };
    case 'associationChange':
      return {
        associationType: 'DEAL_TO_CONTACT',
        fromObjectId: DEAL_ID,
        toObjectId: CONTACT_ID,
        associationRemoved: false,
      };
    default:
      return { objectId, changeFlag: change === 'creation' ? 'NEW' : 'DELETED' };
  }
}
