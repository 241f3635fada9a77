import type { RevenuecatNative } from 'integration-service/revenuecat';

/** Until when the store lets the customer keep what they could not pay for. */
export function graceOf(purchase: RevenuecatNative['event']): number | null | undefined {
  return purchase.type === 'BILLING_ISSUE' ? purchase.grace_period_expiration_at_ms : undefined;
}
