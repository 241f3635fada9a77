import { expect, expectTypeOf, it } from 'vitest';
import type { Check } from '../scheme/proof.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { custom } from '../scheme/schemes.ts';
import type { ProviderFacts } from './facts.ts';
import { integration } from './from-facts.ts';
import { readOne, type Recognition } from './recognition.ts';

type Native = Readonly<Record<string, unknown>>;

const facts = {
  provider: 'acme',
  scheme: custom({
    headers: { 'x-acme-signature': '{signature}' },
    says: 'a signature of its own kind',
    covers: ['body'],
    verifies: () => false,
    signs: () => ({}),
  }),
  places: { id: '/id', type: '/type' },
} as const;

const request: RawWebhook = {
  method: 'POST',
  url: '/acme',
  publicUrls: [],
  headers: {},
  rawBody: Buffer.from('{"id":"1","type":"a"}'),
  receivedAt: new Date(0),
};

it('code that verifies decides in place of the scheme, with the guard that the places make', async () => {
  const checks: Check[] = [];
  const verifies = (check: Check, recognition: Recognition<Native>) => {
    checks.push(check);
    return { ...readOne(recognition, check.request), secret: 0 };
  };
  const acme = integration<Native>({ ...facts, verifies });

  const { events } = await acme.verify(request, ['key'], new Date(1), { toleranceSeconds: 60 });
  expect(events.map(({ native }) => native)).toEqual([{ id: '1', type: 'a' }]);
  expect(checks).toEqual([{ provider: 'acme', request, secrets: ['key'], now: new Date(1), window: 60 }]);
});

it('nothing that runs around the scheme can be given beside it', () => {
  const verifies = () => ({ events: [], secret: 0 });
  expectTypeOf({ ...facts, verifies }).toExtend<ProviderFacts<Native>>();
  expectTypeOf({ ...facts, verifies, verifiedBy: () => true }).not.toExtend<ProviderFacts<Native>>();
  expectTypeOf({ ...facts, verifies, refuses: () => undefined }).not.toExtend<ProviderFacts<Native>>();
});
