import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { SampleSecret, Samples } from '../../core/integration/samples.ts';
import { locallyTrusted } from './app.ts';
import type { AppStoreEventType, AppStoreRenewal, AppStoreTransaction } from './event.ts';
import { appStore } from './index.ts';
import { makeChain } from './local-chain.ts';
import type { SigningKey } from './signing.ts';

const BUNDLE_ID = 'app.example.notes';
const APPLE_ID = 1_600_000_001;
const DAY = 86_400_000;
const MONTH = 30 * DAY;

/** Realistic notifications, signed under a root certificate that is made with the secret and is trusted by it alone. */
export const appStoreSamples: Samples = {
  ...samplesOf(appStore, {
    around: (type, body, { id, now }) => {
      const [notificationType, subtype] = type.split('.');
      return {
        notificationType,
        ...(subtype !== undefined && { subtype }),
        notificationUUID: `4d2f6c1a-9e07-4b53-8d1c-${id}`,
        version: '2.0',
        signedDate: now.getTime(),
        ...body,
      };
    },
    bodies: {
      'SUBSCRIBED.INITIAL_BUY': (at) => subscription(at, {}),
      'SUBSCRIBED.RESUBSCRIBE': (at) => subscription(at, {}),
      DID_RENEW: (at) => subscription(at, { transaction: { transactionReason: 'RENEWAL' } }),
      'DID_CHANGE_RENEWAL_STATUS.AUTO_RENEW_DISABLED': (at) => subscription(at, { renewal: { autoRenewStatus: 0 } }),
      'DID_FAIL_TO_RENEW.GRACE_PERIOD': (at) =>
        subscription(at, {
          status: 4,
          transaction: past(at),
          renewal: { isInBillingRetryPeriod: true, gracePeriodExpiresDate: at.now.getTime() + 16 * DAY },
        }),
      DID_FAIL_TO_RENEW: (at) =>
        subscription(at, { status: 3, transaction: past(at), renewal: { isInBillingRetryPeriod: true } }),
      GRACE_PERIOD_EXPIRED: (at) =>
        subscription(at, { status: 3, transaction: past(at), renewal: { isInBillingRetryPeriod: true } }),
      'EXPIRED.VOLUNTARY': (at) =>
        subscription(at, {
          status: 2,
          transaction: past(at),
          renewal: { autoRenewStatus: 0, expirationIntent: 1 },
        }),
      REFUND: (at) =>
        subscription(at, {
          status: 5,
          transaction: { revocationDate: at.now.getTime() - 1_000, revocationReason: 0 },
          renewal: { autoRenewStatus: 0 },
        }),
      REVOKE: (at) =>
        subscription(at, {
          status: 5,
          transaction: { inAppOwnershipType: 'FAMILY_SHARED', revocationDate: at.now.getTime() - 1_000 },
          renewal: { autoRenewStatus: 0 },
        }),
      ONE_TIME_CHARGE: (at) => ({ data: { ...APP, transactionInfo: lifetimeUnlock(at) } }),
      TEST: () => ({ data: APP }),
    } satisfies { readonly [Type in AppStoreEventType]?: (at: SampleAt) => object },
  }),
  makeSecret,
};

/** The app, and a chain of certificates in the place of Apple's. */
function makeSecret(): SampleSecret {
  const { privateKey, x5c } = makeChain();
  const key = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  const [, , root] = x5c;
  return {
    configured: locallyTrusted(root, `${BUNDLE_ID}:Production:${APPLE_ID}`),
    signing: JSON.stringify({ key, x5c } satisfies SigningKey),
  };
}

const APP = { appAppleId: APPLE_ID, bundleId: BUNDLE_ID, bundleVersion: '2.4.0', environment: 'Production' } as const;

interface Changes {
  readonly status?: 1 | 2 | 3 | 4 | 5;
  readonly transaction?: Partial<AppStoreTransaction>;
  readonly renewal?: Partial<AppStoreRenewal>;
}

function subscription(at: SampleAt, { status = 1, transaction, renewal }: Changes): object {
  return {
    data: {
      ...APP,
      status,
      transactionInfo: { ...purchase(at), ...transaction } satisfies AppStoreTransaction,
      renewalInfo: { ...nextRenewal(at), ...renewal } satisfies AppStoreRenewal,
    },
  };
}

/** The month that was paid for is over. */
function past({ now }: SampleAt): Partial<AppStoreTransaction> {
  return { purchaseDate: now.getTime() - MONTH - 60_000, expiresDate: now.getTime() - 60_000 };
}

function purchase({ id, now }: SampleAt): AppStoreTransaction {
  const bought = now.getTime() - 2_000;
  return {
    transactionId: `400000${id}`,
    originalTransactionId: `400000${id}`,
    bundleId: BUNDLE_ID,
    productId: 'app.example.notes.plus.monthly',
    subscriptionGroupIdentifier: '21000001',
    purchaseDate: bought,
    originalPurchaseDate: bought,
    expiresDate: bought + MONTH,
    quantity: 1,
    type: 'Auto-Renewable Subscription',
    appAccountToken: 'b7e2a9d4-31c6-4f08-9a55-2c7d1e6f8a90',
    inAppOwnershipType: 'PURCHASED',
    signedDate: now.getTime(),
    environment: 'Production',
    transactionReason: 'PURCHASE',
    storefront: 'DEU',
    storefrontId: '143443',
    price: 4990,
    currency: 'EUR',
  };
}

function lifetimeUnlock(at: SampleAt): AppStoreTransaction {
  const { subscriptionGroupIdentifier: _group, expiresDate: _end, ...others } = purchase(at);
  return { ...others, productId: 'app.example.notes.lifetime', type: 'Non-Consumable', price: 49_990 };
}

function nextRenewal({ id, now }: SampleAt): AppStoreRenewal {
  return {
    originalTransactionId: `400000${id}`,
    productId: 'app.example.notes.plus.monthly',
    autoRenewProductId: 'app.example.notes.plus.monthly',
    autoRenewStatus: 1,
    renewalDate: now.getTime() + MONTH,
    renewalPrice: 4990,
    currency: 'EUR',
    signedDate: now.getTime(),
    environment: 'Production',
  };
}
