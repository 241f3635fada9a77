import type Stripe from 'stripe';
import { idOf, olderField } from 'integration-service/stripe';

/** The subscription that an invoice bills; API versions before 2025-03-31 have it in the invoice itself. */
export function subscriptionOf(invoice: Stripe.Invoice): string | null {
  return idOf(invoice.parent?.subscription_details?.subscription) ?? idOf(olderField(invoice, 'subscription'));
}
