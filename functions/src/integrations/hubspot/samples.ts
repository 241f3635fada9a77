import { createHash, randomUUID } from 'node:crypto';
import { Signature } from '@hubspot/api-client/lib/src/utils/signature.js';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { HubspotEventType } from './event.ts';
import { hubspot } from './index.ts';

const CONTACT = { objectId: 27001 };
const DEAL = { objectId: 98001 };

/** Batches of one event, formatted as HubSpot does. */
export const hubspotSamples = samplesOf(hubspot, {
  secret: () => randomUUID(),
  print: (event) => JSON.stringify([event]),
  headers: ({ body, signing, now, url }) => {
    const requestBody = Buffer.from(body).toString();
    const signed = { signature: '', clientSecret: signing, requestBody, url, timestamp: now.getTime() };
    return {
      'user-agent': 'HubSpot Connect 2.0 (http://dev.hubspot.com/) - Webhooks',
      // HubSpot still sends this for old endpoints; this service ignores it.
      'x-hubspot-signature': Signature.getSignature('POST', 'v1', signed),
      'x-hubspot-signature-version': 'v1',
    };
  },
  around: (type, body, { id, now }) => {
    const digest = createHash('sha256').update(`${type} ${id}`).digest();
    return {
      eventId: digest.readUInt32BE(),
      subscriptionId: 2_000_000 + digest.readUInt16BE(4),
      portalId: 62515,
      appId: 54321,
      occurredAt: now.getTime(),
      subscriptionType: type,
      attemptNumber: 0,
      changeSource: 'CRM',
      ...body,
    };
  },
  bodies: {
    'contact.creation': () => ({ ...CONTACT, changeFlag: 'NEW' }),
    'contact.propertyChange': () => ({ ...CONTACT, propertyName: 'email', propertyValue: 'jané.doe@example.com' }),
    'contact.deletion': () => ({ ...CONTACT, changeFlag: 'DELETED' }),
    'contact.privacyDeletion': () => ({ ...CONTACT, changeFlag: 'DELETED' }),
    'contact.merge': () => ({
      primaryObjectId: CONTACT.objectId,
      mergedObjectIds: [27002],
      newObjectId: 27003,
      numberOfPropertiesMoved: 4,
    }),
    'deal.creation': () => ({ ...DEAL, changeFlag: 'NEW' }),
    'deal.propertyChange': () => ({ ...DEAL, propertyName: 'dealstage', propertyValue: 'closedwon' }),
    'deal.deletion': () => ({ ...DEAL, changeFlag: 'DELETED' }),
    'deal.associationChange': () => ({
      associationType: 'DEAL_TO_CONTACT',
      fromObjectId: DEAL.objectId,
      toObjectId: CONTACT.objectId,
      associationRemoved: false,
    }),
  } satisfies { readonly [Type in HubspotEventType]?: (at: SampleAt) => object },
});
