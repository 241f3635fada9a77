import { expect, it } from 'vitest';
import { sampleEvent } from '../../testing/sample-events.ts';
import { instanceIntegration } from './instance-integration.ts';
import { hmac, type Instance } from './instance.ts';
import { instanceSamples } from './samples.ts';

const typeOfSample = async (instance: Instance, type: string) => {
  const samples = instanceSamples('acme', instance);
  return (await sampleEvent(instanceIntegration('acme', instance), samples, type)).eventtype;
};

it.each<[string, Instance]>([
  ['the body', hmac({ header: 'x-signature', type: '/event' })],
  ['a header', hmac({ header: 'x-signature', type: 'header:x-type' })],
  ['two places', hmac({ header: 'x-signature', type: ['/kind', '/meta/action'] })],
])('a sample may have any type, where the type stands in %s', async (_where, instance) => {
  expect(instanceSamples('acme', instance).anyType).toBe(true);
  expect(await typeOfSample(instance, 'thing.happened')).toBe('thing.happened');
});

it('a sample has the one type of an instance that names none', async () => {
  const instance = hmac({ header: 'x-signature' });
  expect(instanceSamples('acme', instance)).toMatchObject({ types: ['untyped'], anyType: false });
  expect(await typeOfSample(instance, 'untyped')).toBe('untyped');
});

it('a provider that verifies its endpoint by a token gets one for local use, which is not its secret', () => {
  const made = instanceSamples('acme', hmac({ header: 'x-signature', challenge: 'hub' })).makeSecret();
  expect(made.verifyToken).toMatch(/^[\w-]{32}$/);
  expect(made.verifyToken).not.toBe(made.configured);
  expect(instanceSamples('acme', hmac({ header: 'x-signature' })).makeSecret()).not.toHaveProperty('verifyToken');
});
