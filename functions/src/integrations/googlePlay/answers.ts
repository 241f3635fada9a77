import { isJsonObject, isText } from '../../core/event/json.ts';
import type { ApiAnswers } from '../../core/integration/samples.ts';
import type { SampleAt } from '../../core/integration/signed-samples.ts';

const DAY = 86_400_000;

/** What became of a subscription, by the number in its notification. */
const STATES: ReadonlyMap<unknown, { readonly state: string; readonly days: number; readonly renews?: true }> = new Map(
  [
    [1, { state: 'ACTIVE', days: 30, renews: true }],
    [2, { state: 'ACTIVE', days: 30, renews: true }],
    [3, { state: 'CANCELED', days: 12 }],
    [4, { state: 'ACTIVE', days: 30, renews: true }],
    [5, { state: 'ON_HOLD', days: -1, renews: true }],
    [6, { state: 'IN_GRACE_PERIOD', days: 3, renews: true }],
  ],
);

/** What the Google Play Developer API answers about the purchase in a notification. */
export function answersTo(event: Readonly<Record<string, unknown>>, at: SampleAt): ApiAnswers {
  const { packageName, subscriptionNotification: subscription, voidedPurchaseNotification: voided } = event;
  const part = [subscription, voided, event['oneTimeProductNotification']].find(isJsonObject);
  const token = part?.['purchaseToken'];
  if (!isText(packageName) || !isText(token)) return {};
  const purchases = `/androidpublisher/v3/applications/${packageName}/purchases` as const;
  return subscription === undefined && voided === undefined
    ? { [`GET ${purchases}/productsv2/tokens/${token}`]: product(part?.['sku'], at) }
    : { [`GET ${purchases}/subscriptionsv2/tokens/${token}`]: subscribed(part?.['notificationType'], at) };
}

function subscribed(type: unknown, { id, now }: SampleAt): object {
  const { state, days, renews = false } = STATES.get(type) ?? { state: 'EXPIRED', days: 0 };
  const expiryTime = new Date(now.getTime() + days * DAY).toISOString();
  return {
    kind: 'androidpublisher#subscriptionPurchaseV2',
    startTime: new Date(now.getTime() - DAY).toISOString(),
    regionCode: 'AT',
    subscriptionState: `SUBSCRIPTION_STATE_${state}`,
    lineItems: [
      {
        productId: 'notes_plus',
        expiryTime,
        autoRenewingPlan: { autoRenewEnabled: renews },
        offerDetails: { basePlanId: 'monthly' },
        latestSuccessfulOrderId: `GPA.3301-7702-4410-${id}`,
      },
    ],
    acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED',
    externalAccountIdentifiers: { obfuscatedExternalAccountId: 'user-7' },
  };
}

function product(sku: unknown, { id, now }: SampleAt): object {
  return {
    kind: 'androidpublisher#productPurchaseV2',
    productLineItem: [
      {
        productId: sku,
        productOfferDetails: { quantity: 1, consumptionState: 'CONSUMPTION_STATE_YET_TO_BE_CONSUMED' },
      },
    ],
    purchaseStateContext: { purchaseState: 'PURCHASED' },
    orderId: `GPA.3301-7702-4411-${id}`,
    obfuscatedExternalAccountId: 'user-7',
    purchaseCompletionTime: now.toISOString(),
    regionCode: 'AT',
    acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED',
  };
}
