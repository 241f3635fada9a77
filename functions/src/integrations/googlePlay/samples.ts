import { generateKeyPairSync } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { SampleSecret, Samples } from '../../core/integration/samples.ts';
import { locallyTrusted } from './account.ts';
import { answersTo } from './answers.ts';
import type { GooglePlayEventType } from './event.ts';
import { googlePlay } from './index.ts';
import type { SigningKey } from './scheme.ts';

const EMAIL = 'play-push@local-testing.iam.gserviceaccount.com';
const KEY_ID = 'local-testing';

/** Realistic notifications, pushed with a token of an account whose key is made with the secret and trusted by it alone. */
export const googlePlaySamples: Samples = {
  ...samplesOf(googlePlay, {
    answers: answersTo,
    around: (_type, body, { now }) => ({
      version: '1.0',
      packageName: 'app.example.notes',
      eventTimeMillis: String(now.getTime()),
      ...body,
    }),
    bodies: {
      SUBSCRIPTION_PURCHASED: (at) => subscription(at, 4),
      SUBSCRIPTION_RENEWED: (at) => subscription(at, 2),
      SUBSCRIPTION_CANCELED: (at) => subscription(at, 3),
      SUBSCRIPTION_IN_GRACE_PERIOD: (at) => subscription(at, 6),
      SUBSCRIPTION_ON_HOLD: (at) => subscription(at, 5),
      SUBSCRIPTION_RECOVERED: (at) => subscription(at, 1),
      SUBSCRIPTION_REVOKED: (at) => subscription(at, 12),
      SUBSCRIPTION_EXPIRED: (at) => subscription(at, 13),
      ONE_TIME_PRODUCT_PURCHASED: ({ id }) => ({
        oneTimeProductNotification: {
          version: '1.0',
          notificationType: 1,
          purchaseToken: tokenOf(id),
          sku: 'notes_lifetime',
        },
      }),
      VOIDED_PURCHASE: ({ id }) => ({
        voidedPurchaseNotification: {
          purchaseToken: tokenOf(id),
          orderId: 'GPA.3301-7702-4410-58113',
          productType: 1,
          refundType: 1,
        },
      }),
      TEST: () => ({ testNotification: { version: '1.0' } }),
    } satisfies { readonly [Type in GooglePlayEventType]?: (at: SampleAt) => object },
  }),
  makeSecret,
};

/** An account, and a key in the place of Google's. */
function makeSecret(): SampleSecret {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const jwk = JSON.stringify({ ...publicKey.export({ format: 'jwk' }), kid: KEY_ID });
  const key = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  return {
    configured: locallyTrusted(jwk, EMAIL),
    signing: JSON.stringify({ email: EMAIL, key, kid: KEY_ID } satisfies SigningKey),
  };
}

function subscription({ id }: SampleAt, notificationType: number): object {
  return {
    subscriptionNotification: {
      version: '1.0',
      notificationType,
      purchaseToken: tokenOf(id),
      subscriptionId: 'notes_plus_monthly',
    },
  };
}

function tokenOf(id: string): string {
  return `opkjhgfdsaqwertzuiopmnbv.AO-J1Ow${id}`;
}
