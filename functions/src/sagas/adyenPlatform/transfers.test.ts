import { expect, it } from 'vitest';
import { AdyenPlatformEvent } from 'integration-service/adyenPlatform';
import { adyenPlatform } from 'integration-service/adyenPlatform/integration';
import { adyenPlatformSamples } from 'integration-service/adyenPlatform/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { syncTransfer, transfers } from './transfers.ts';

const logic = { sagas: { transfers }, handlers: [syncTransfer] };

async function event(name: string, edit = (body: string) => body): Promise<AdyenPlatformEvent> {
  const now = new Date('2026-11-23T12:00:00Z');
  const type = `balancePlatform.${name}`;
  const sample = await sampleEvent(adyenPlatform, adyenPlatformSamples, type, { id: '1', now, edit });
  return AdyenPlatformEvent.revive(sample);
}

async function after(...events: readonly AdyenPlatformEvent[]) {
  return (await (await handleEvents(logic, events)).get('transfers', 'adyenPlatform:TR1'))?.data;
}

it('a transfer is recorded as far as it has come, in whatever order its events arrive', async () => {
  const all = [await event('transfer.created'), await event('transfer.updated')];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject({
      provider: 'adyenPlatform',
      account: 'SampleCupsPlatform',
      status: 'booked',
      direction: 'outgoing',
      amount: 150_000,
      currency: 'EUR',
      accountHolder: 'AH32272223222B5GFSNSXFFL9',
      reference: 'payout-1',
    });
  }
});

it('a transfer without an amount is recorded nevertheless', async () => {
  const edit = (body: string) => body.replace('{"value":150000,"currency":"EUR"}', 'null');
  expect(await after(await event('transfer.created', edit))).toMatchObject({ amount: null, currency: null });
});

it('an account holder leaves no record', async () => {
  expect(await after(await event('accountHolder.created'))).toBeUndefined();
});
