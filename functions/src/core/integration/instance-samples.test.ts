import { expect, it } from 'vitest';
import { sampleEvent } from '../../testing/sample-events.ts';
import { ed25519, hmac, milliseconds } from '../scheme/schemes.ts';
import { instanceIntegration } from './instance-integration.ts';
import { instanceSamples } from './instance-samples.ts';
import type { Instance } from './instance.ts';

const scheme = hmac({ headers: { 'x-signature': '{signature}' } });
const published = (instance: Instance, type: string) =>
  sampleEvent(instanceIntegration('acme', instance), instanceSamples('acme', instance), type);

it.each<[string, Instance]>([
  ['the body', { scheme, places: { type: '/event' } }],
  ['a header', { scheme, places: { type: 'header:x-type' } }],
  ['two places', { scheme, places: { type: '{/kind}.{/meta/action}' } }],
  ['the elements of a list', { scheme, places: { type: '/event', list: '' } }],
  ['the elements of a list within the body', { scheme, places: { type: '/event', list: '/data/events' } }],
])('a sample may have any type, if the type is in %s', async (_where, instance) => {
  expect(instanceSamples('acme', instance).anyType).toBe(true);
  expect(await published(instance, 'thing.happened')).toMatchObject({ eventtype: 'thing.happened' });
});

it('a sample has the one type of an instance that names none', async () => {
  expect(instanceSamples('acme', { scheme })).toMatchObject({ types: ['untyped'], anyType: false });
  expect(await published({ scheme }, 'untyped')).toMatchObject({ eventtype: 'untyped' });
});

it('a sample has everything that the places point to', async () => {
  const instance: Instance = {
    scheme: hmac({ headers: { 'x-signature': '{signature}' }, time: milliseconds(300, { at: '/sent/at' }) }),
    places: {
      id: '{/order}:{/version}',
      type: '/type',
      time: ['/at', 'arrival'],
      subject: '/order',
      needs: { '/data': 'object', '/kind': 'is order', '/count': 'whole number', '/name': 'text' },
    },
  };
  const event = await published(instance, 'order.paid');
  expect(event).toMatchObject({ eventtype: 'order.paid', data: { kind: 'order', data: {}, count: 1 } });
  expect(event).not.toHaveProperty('unknown');
});

it('a sample signs the headers that its scheme names', async () => {
  const byHeader = hmac({
    headers: { 'x-signature': '{signature}', 'x-shop': '{any}' },
    signs: '{header:x-shop}.{body}',
  });
  expect(await published({ scheme: byHeader, places: { type: '/type' } }, 'a.b')).toMatchObject({ eventtype: 'a.b' });
});

it('a sample is signed by a private key if the provider signs by one', async () => {
  const byKey = { scheme: ed25519({ headers: { 'x-signature': '{signature}' } }), places: { type: '/type' } } as const;
  expect(await published(byKey, 'order.paid')).toMatchObject({ eventtype: 'order.paid' });
});

it('a provider that verifies its endpoint by a token gets one for local use, which is not its secret', () => {
  const made = instanceSamples('acme', { scheme, challenge: 'hub' }).makeSecret();
  expect(made.verifyToken).toMatch(/^[\w-]{32}$/);
  expect(made.verifyToken).not.toBe(made.configured);
  expect(instanceSamples('acme', { scheme }).makeSecret()).not.toHaveProperty('verifyToken');
});
