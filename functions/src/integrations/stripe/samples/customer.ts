import type Stripe from 'stripe';
import { DAY, secondsAt, type At } from './at.ts';

/** A company in Lisbon. */
export function customer(at: At, changes: Partial<Stripe.Customer> = {}): Stripe.Customer {
  return {
    id: `cus_${at.id}`,
    object: 'customer',
    address: {
      city: 'Lisboa',
      country: 'PT',
      line1: 'Rua Augusta 100',
      line2: null,
      postal_code: '1100-053',
      state: null,
    },
    balance: 0,
    created: secondsAt(at, -10 * DAY),
    currency: 'eur',
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: 'Acme Lda.',
    discount: null,
    email: 'billing@acme.example',
    invoice_prefix: 'ACME0001',
    invoice_settings: {
      custom_fields: null,
      default_payment_method: `pm_${at.id}`,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: { workspace: 'acme' },
    name: 'Acme Lda.',
    next_invoice_sequence: 2,
    phone: null,
    preferred_locales: ['pt-PT'],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
    ...changes,
  };
}
