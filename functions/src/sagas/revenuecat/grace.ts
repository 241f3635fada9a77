/** Until when the store lets the customer keep what they could not pay for. In milliseconds. */
export function graceOf(purchase: {
  readonly type: string;
  readonly grace_period_expiration_at_ms?: number | null | undefined;
}): number | null | undefined {
  return purchase.type === 'BILLING_ISSUE' ? purchase.grace_period_expiration_at_ms : undefined;
}
