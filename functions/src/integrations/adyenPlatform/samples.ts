import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import { adyenPlatform } from './index.ts';
import type { AdyenPlatformEventType } from './event.ts';

const PLATFORM = { balancePlatform: 'SampleCupsPlatform' };

/** Realistic events of a platform: a seller joins, and money is paid out to them. */
export const adyenPlatformSamples = samplesOf(adyenPlatform, {
  headers: () => ({ protocol: 'HmacSHA256' }),
  secret: () => randomBytes(32).toString('hex').toUpperCase(),
  around: (type, data, { now }) => ({ type, environment: 'test', timestamp: now.toISOString(), data }),
  bodies: {
    'balancePlatform.accountHolder.created': ({ id }) => ({
      ...PLATFORM,
      accountHolder: {
        id: `AH32272223222B5${id}`,
        description: 'Café Zoë',
        legalEntityId: `LE322JV223222D5${id}`,
        status: 'active',
        capabilities: { receivePayments: { enabled: true, allowed: false, verificationStatus: 'pending' } },
      },
    }),
    'balancePlatform.transfer.created': (at) => transfer(at, 'authorised', 1),
    'balancePlatform.transfer.updated': (at) => transfer(at, 'booked', 2),
  } satisfies { readonly [Type in AdyenPlatformEventType]?: (at: SampleAt) => object },
});

function transfer({ id, now }: SampleAt, status: string, sequenceNumber: number): object {
  return {
    ...PLATFORM,
    id: `TR${id}`,
    amount: { value: 150_000, currency: 'EUR' },
    direction: 'outgoing',
    category: 'bank',
    type: 'bankTransfer',
    status,
    reason: 'approved',
    reference: `payout-${id}`,
    description: 'Sales of November',
    accountHolder: { id: 'AH32272223222B5GFSNSXFFL9', description: 'Café Zoë' },
    balanceAccount: { id: 'BA32272223222B59CZ3T52DKZ', description: 'Main' },
    creationDate: now.toISOString(),
    sequenceNumber,
  };
}
