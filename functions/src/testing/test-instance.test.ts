import { expect, it } from 'vitest';
import { defineBundle } from '../core/config/bundle.ts';
import { hmac } from '../core/scheme/schemes.ts';
import { sampleEvents } from './sample-events.ts';
import { testInstance } from './test-instance.ts';

const config = defineBundle(
  {
    instances: {
      acme: {
        scheme: hmac({ headers: { 'x-acme-signature': '{signature}' } }),
        places: { id: '/id', type: '/event', list: '' },
      },
    },
  },
  {},
);

it('an instance is tested with signed samples of any type, one event for each element of a batch', async () => {
  const { integration, samples } = testInstance(config, 'acme');
  const edit = () => JSON.stringify(['1', '2'].map((id) => ({ id, event: 'order.paid' })));
  const events = await sampleEvents(integration, samples, 'order.paid', { edit });
  expect(events.map(({ id, eventtype }) => [id, eventtype])).toEqual([
    ['1', 'order.paid'],
    ['2', 'order.paid'],
  ]);
});

it('a name without an instance is an error that says so', () => {
  expect(() => testInstance(config, 'globex')).toThrow(expect.objectContaining({ code: 'globex/bad-config' }));
});
