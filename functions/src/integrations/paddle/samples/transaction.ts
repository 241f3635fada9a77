import type { ITransactionNotificationResponse } from '@paddle/paddle-node-sdk';
import { MONTHLY, PRODUCT } from './catalog.ts';

/** A paid month of ten seats. @param at When it was created, in RFC 3339. */
export function transactionOf(id: string, at: string): ITransactionNotificationResponse {
  const totals = { subtotal: '30000', discount: '0', tax: '5700', total: '35700' };
  return {
    id: `txn_${id}`,
    status: 'completed',
    customer_id: 'ctm_01grnn4zta5a1mf02jjze7y2ys',
    address_id: 'add_01gm302t81w94gyjpjpqypkzkf',
    business_id: null,
    custom_data: { order_id: `order_${id}` },
    currency_code: 'EUR',
    origin: 'web',
    subscription_id: `sub_${id}`,
    invoice_id: 'inv_01ghbk4xjn4qdsmstcwzgcgg35',
    invoice_number: '123-45678',
    collection_mode: 'automatic',
    discount_id: null,
    billing_details: null,
    billing_period: { starts_at: at, ends_at: new Date(Date.parse(at) + 30 * 86_400_000).toISOString() },
    items: [{ price_id: MONTHLY.id, price: MONTHLY, quantity: 10, proration: null }],
    details: {
      tax_rates_used: [{ tax_rate: '0.19', totals }],
      totals: {
        ...totals,
        credit: '0',
        credit_to_balance: '0',
        balance: '0',
        grand_total: '35700',
        grand_total_tax: '5700',
        fee: '1835',
        earnings: '28165',
        currency_code: 'EUR',
      },
      adjusted_totals: null,
      payout_totals: null,
      adjusted_payout_totals: null,
      line_items: [
        {
          id: `txnitm_${id}`,
          price_id: MONTHLY.id,
          quantity: 10,
          proration: null,
          tax_rate: '0.19',
          unit_totals: { subtotal: '3000', discount: '0', tax: '570', total: '3570' },
          totals,
          product: { ...PRODUCT, updated_at: PRODUCT.created_at },
        },
      ],
    },
    payments: [
      {
        payment_attempt_id: '937640dd-e3dc-40df-a16c-bb75aafd8f71',
        stored_payment_method_id: '281ff2ca-8550-42b9-bf39-15948e7de62d',
        payment_method_id: 'paymtd_01hkm9xwqpbbpr1ksmvg3sx3v1',
        amount: '35700',
        status: 'captured',
        error_code: null,
        method_details: {
          type: 'card',
          card: { type: 'visa', last4: '3184', expiry_month: 1, expiry_year: 2030, cardholder_name: 'Ada Lovelace' },
          paypal: null,
          south_korea_local_card: null,
          underlying_details: null,
        },
        created_at: at,
        captured_at: at,
      },
    ],
    checkout: { url: 'https://example.com/pay' },
    created_at: at,
    updated_at: at,
    billed_at: at,
    revised_at: null,
  };
}
