import { expect, it } from 'vitest';
import { hubspotRegistration } from './registration.ts';

const wanted = { url: 'https://a.example/hubspot-webhook', variable: 'HUBSPOT_WEBHOOK_SECRET' };

it('says step by step how webhooks are registered at HubSpot, which has no API for those of private apps', () => {
  expect(hubspotRegistration.ways).toEqual([]);
  const types = ['contact.creation', 'contact.propertyChange'];
  const text = hubspotRegistration.byHand?.({ ...wanted, types }).join('\n');
  expect(text).toMatch(/https:\/\/a\.example\/hubspot-webhook exactly.*contact\.creation, contact\.propertyChange/s);
  expect(text).toContain('the secret that HUBSPOT_WEBHOOK_SECRET_NAME names');
});

it('leaves the choice of subscriptions to whoever wants every type', () => {
  expect(hubspotRegistration.byHand?.({ ...wanted, types: 'all' }).join('\n')).toContain('subscriptions that you want');
});
