import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { BraintreeEventType } from './event.ts';
import { braintree } from './index.ts';
import { formOf } from './scheme.ts';

type Field = string | number | boolean | null | readonly [name: string, fields: Fields][] | Fields;
interface Fields {
  readonly [name: string]: Field;
}

/** Realistic Braintree notifications. */
export const braintreeSamples = samplesOf(braintree, {
  headers: () => ({ 'content-type': 'application/x-www-form-urlencoded', accept: '*/*; q=0.5, application/xml' }),
  secret: () => `${randomBytes(8).toString('hex')}|${randomBytes(16).toString('hex')}`,
  print: (notification) => formOf(inLines(xmlOf(notification)), '-'),
  around: (kind, subject, { now }) => ({
    timestamp: now.toISOString().replace(/\.\d+/, ''),
    kind,
    'source-merchant-id': 'shop_merchant',
    subject,
  }),
  bodies: {
    subscription_charged_successfully: (at) => subscription(at, {}, [sale(at)]),
    subscription_charged_unsuccessfully: (at) =>
      subscription(at, { 'failure-count': 1 }, [
        sale(at, { status: 'processor_declined', 'processor-response-code': '2001' }),
      ]),
    subscription_went_active: (at) => subscription(at, {}, [sale(at)]),
    subscription_went_past_due: (at) =>
      subscription(at, { status: 'Past Due', 'failure-count': 2 }, [
        sale(at, { status: 'processor_declined', 'processor-response-code': '2001' }),
      ]),
    subscription_trial_ended: (at) => subscription(at, { 'current-billing-cycle': 1 }, [sale(at)]),
    subscription_canceled: (at) => subscription(at, { status: 'Canceled', 'next-billing-date': null }, [sale(at)]),
    subscription_expired: (at) => subscription(at, { status: 'Expired', 'next-billing-date': null }, [sale(at)]),
    transaction_settled: (at) => ({ transaction: sale(at, { status: 'settled' }) }),
    transaction_settlement_declined: (at) => ({ transaction: sale(at, { status: 'settlement_declined' }) }),
    refund_failed: (at) => ({
      transaction: sale(at, {
        id: `refund${at.id}`,
        type: 'credit',
        status: 'processor_declined',
        'refunded-transaction-id': `sale${at.id}`,
      }),
    }),
    dispute_opened: (at) => dispute(at, 'open'),
    dispute_lost: (at) => dispute(at, 'lost'),
    dispute_won: (at) => dispute(at, 'won'),
    local_payment_completed: (at) => ({
      'local-payment': {
        'payment-id': `PAY-${at.id}`,
        'payer-id': 'ABCPAYER',
        transaction: sale(at, {
          status: 'settling',
          'payment-instrument-type': 'local_payment',
          'subscription-id': null,
        }),
      },
    }),
    check: () => ({ check: true }),
  } satisfies { readonly [Type in BraintreeEventType]?: (at: SampleAt) => Fields },
});

function sale({ id, now }: SampleAt, fields: Fields = {}): Fields {
  return {
    id: `sale${id}`,
    status: 'submitted_for_settlement',
    type: 'sale',
    'currency-iso-code': 'EUR',
    amount: '49.00',
    'merchant-account-id': 'shop_eur',
    'order-id': `order-${id}`,
    'created-at': now.toISOString().replace(/\.\d+/, ''),
    'payment-instrument-type': 'credit_card',
    'processor-response-code': '1000',
    'subscription-id': `studio${id}`,
    'custom-fields': { 'user-id': `user_${id}` },
    customer: { id: `customer${id}`, email: 'ada.lovelace@example.com' },
    ...fields,
  };
}

function subscription({ id, now }: SampleAt, fields: Fields, transactions: readonly Fields[]): Fields {
  const day = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  return {
    subscription: {
      id: `studio${id}`,
      status: 'Active',
      'plan-id': 'studio-monthly',
      price: '49.00',
      balance: '0.00',
      'trial-period': false,
      'current-billing-cycle': 3,
      'never-expires': true,
      'number-of-billing-cycles': null,
      'first-billing-date': day(-60),
      'next-billing-date': day(30),
      'paid-through-date': day(29),
      'billing-period-end-date': day(29),
      'created-at': '2026-09-24T12:00:00Z',
      'failure-count': 0,
      'payment-method-token': `card${id}`,
      'merchant-account-id': 'shop_eur',
      transactions: transactions.map((one) => ['transaction', one] as [string, Fields]),
      'add-ons': [],
      ...fields,
    },
  };
}

function dispute(at: SampleAt, status: string): Fields {
  return {
    dispute: {
      id: `dispute${at.id}`,
      amount: '49.00',
      'currency-iso-code': 'EUR',
      kind: 'chargeback',
      reason: 'fraud',
      status,
      'received-date': '2026-11-20',
      'reply-by-date': '2026-12-04',
      transaction: { id: `sale${at.id}`, amount: '49.00', 'order-id': `order-${at.id}` },
    },
  };
}

function xmlOf(notification: object): string {
  const fields = Object.entries(notification).map(([name, value]) => elementOf(name, value, 1));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<notification>\n${fields.join('')}</notification>\n`;
}

function elementOf(name: string, value: Field, level: number): string {
  const indent = '  '.repeat(level);
  if (value === null) return `${indent}<${name} nil="true"/>\n`;
  if (typeof value === 'boolean') return `${indent}<${name} type="boolean">${value}</${name}>\n`;
  if (typeof value === 'number') return `${indent}<${name} type="integer">${value}</${name}>\n`;
  if (typeof value === 'string') {
    const type = /^\d{4}-\d\d-\d\dT/.test(value) ? ' type="datetime"' : '';
    return `${indent}<${name}${type}>${value}</${name}>\n`;
  }
  const isList = Array.isArray(value);
  const children: readonly (readonly [string, Field])[] = isList ? value : Object.entries(value);
  const inner = children.map(([child, one]) => elementOf(child, one, level + 1)).join('');
  return inner === ''
    ? `${indent}<${name}${isList ? ' type="array"' : ''}/>\n`
    : `${indent}<${name}${isList ? ' type="array"' : ''}>\n${inner}${indent}</${name}>\n`;
}

/** Base64 in lines of 60 characters, as Ruby writes it. */
function inLines(text: string): string {
  return Buffer.from(text)
    .toString('base64')
    .replaceAll(/.{1,60}/g, '$&\n');
}
