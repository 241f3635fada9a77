import { describe, expect, it } from 'vitest';
import { buildEvent, type PlatformEvent } from '../../../functions/src/core/event/platform-event.ts';
import { disguised } from './disguise.ts';
import { Pseudonyms } from './pseudonyms.ts';

const KEY = Buffer.alloc(32, 7);

function envelopeOf(data: unknown, more: Partial<PlatformEvent> = {}): PlatformEvent {
  const about = {
    id: 'evt_1MxAb',
    type: 'customer.updated',
    time: new Date(0),
    source: '//stripe.com/accounts/acct_1Nab',
  };
  return { ...buildEvent('stripe', about, { receivedAt: new Date(0) }), data, ...more };
}

function disguise(data: unknown, keep: readonly string[] = []) {
  const { envelope, replaced } = disguised(envelopeOf(data), { pseudonyms: new Pseudonyms(KEY), keep });
  return { data: envelope.data, replaced, kinds: replaced.map(({ kind }) => kind) };
}

describe('what is replaced', () => {
  it.each([
    ['a name', { first_name: 'Ada' }, 'name', /^[A-Z][a-z]{2}$/],
    ['a name in camel case', { cardholderName: 'Ada King' }, 'name', /^[A-Z][a-z]{2} [A-Z][a-z]{3}$/],
    ['a name in small letters', { username: 'ada' }, 'name', /^[a-z]{3}$/],
    [
      'an e-mail address, in whatever field',
      { contact: 'ada@lovelace.example' },
      'e-mail',
      /^person-\d{6}@example\.com$/,
    ],
    [
      'an e-mail address within a text',
      { memo: 'From ada@lovelace.example.' },
      'free text',
      /^[A-Z][a-z]{3} person-\d{6}@example\.com\.$/,
    ],
    ['a phone number', { phone: '+44 20 7946 0018' }, 'phone', /^\+99 \d\d \d{4} \d{4}$/],
    ['a phone number in an unknown field', { alt: '+14155550123' }, 'phone', /^\+999\d{8}$/],
    ['a street', { line1: '12 St James’s Square' }, 'address', /^\d\d [A-Z][a-z] [A-Z][a-z]{4}’[a-z] [A-Z][a-z]{5}$/],
    ['a postal code', { postal_code: 'SW1Y 4LE' }, 'address', /^[A-Z]{2}\d[A-Z] \d[A-Z]{2}$/],
    ['the end of a card number', { last4: '4242' }, 'card or account', /^\d{4}$/],
    ['a card number, in whatever field', { x: '4242 4242 4242 4242' }, 'card or account', /^(\d{4} ){3}\d{4}$/],
    ['an account', { iban: 'DE89370400440532013000' }, 'card or account', /^[A-Z]{2}\d{20}$/],
    ['a date of birth, which stays a date', { birth_date: '1815-12-10' }, 'personal fact', /^1990-01-01$/],
    ['an IP address', { ip: '203.0.113.9' }, 'IP address', /^192\.0\.2\.\d{1,3}$/],
    ['an IPv6 address', { addr: '2a00:1450:4001:81b::200e' }, 'IP address', /^2001:db8::[\da-f]+$/],
    ['a free text', { note: 'call her back' }, 'free text', /^[a-z]{4} [a-z]{3} [a-z]{4}$/],
    ['a text that nothing is known of', { x: 'Ada, call back!' }, 'free text', /^[A-Z][a-z]{2}, [a-z]{4} [a-z]{4}!$/],
    [
      'a signed text',
      { x: `${'eyJhbGciOi'.repeat(2)}.${'eyJzdWIiOi'.repeat(2)}.c2lnbmVk` },
      'signed text',
      /^\w{20}\.\w{20}\.\w{8}$/,
    ],
    ['a secret', { client_secret: 'pi_3Mt_secret_Yr' }, 'secret', /^pi_\w{3}_\w{6}_\w{2}$/],
    [
      'a URL',
      { x: 'https://ada.example/users/ada?token=a1b2' },
      'URL',
      /^https:\/\/example\.com\/users\/ada\?token=\w{4}$/,
    ],
    ['an id, with its prefix', { x: 'cus_NffrFeUfNV2Hib' }, 'id', /^cus_[A-Za-z\d]{14}$/],
    [
      'a UUID, which stays one',
      { x: '3f2a9c81-d0be-4c11-9a77-1f2e3d4c5b6a' },
      'id',
      /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-9[\da-f]{3}-[\da-f]{12}$/,
    ],
    ['a word in fields of one’s own', { metadata: { plan: 'gold' } }, 'own data', /^[a-z]{4}$/],
  ])('%s', (_what, data, kind, expected) => {
    const { data: made, kinds } = disguise(data);
    const [text] = textsIn(made);
    const [before] = textsIn(data);
    expect(kinds).toEqual([kind]);
    expect(text).toMatch(expected);
    expect(text).not.toBe(before);
  });

  it('an id that is a number stays a number, and is the one that it is elsewhere as a text', () => {
    const { data } = disguise({
      id: 450789469,
      order: { path: 'gid://shopify/Order/450789469', legacy: '450789469', customer: 450789469 },
    });
    expect(data).toMatchObject({ id: expect.any(Number), order: { customer: expect.any(Number) } });
    const [path, legacy] = textsIn(data);
    const [id, customer] = numbersIn(data);
    expect(String(id)).toMatch(/^[1-9]\d{8}$/);
    expect(id).not.toBe(450789469);
    expect([path, legacy, customer]).toEqual([`gid://shopify/Order/${id}`, String(id), id]);
  });

  it('the ids of the envelope are those of the body', () => {
    const data = { id: 'evt_1MxAb', account: 'acct_1Nab', object: { id: 'cus_9' } };
    const { envelope } = disguised(
      envelopeOf(data, { subject: 'cus_9', traceparent: '00-1-2-01', secretversion: '3' }),
    );
    expect(envelope.data).toMatchObject({ id: envelope.id, object: { id: envelope.subject } });
    expect(envelope.source).toBe(`//stripe.com/accounts/${textsIn(envelope.data)[1]}`);
    expect(envelope.id).not.toBe('evt_1MxAb');
    expect(Object.keys(envelope)).not.toEqual(expect.arrayContaining(['traceparent']));
    expect(envelope).not.toHaveProperty('secretversion');
  });

  it('JSON within a text stays JSON', () => {
    const [text = ''] = textsIn(disguise({ payload: '{"user":{"username":"ada"},"type":"block_actions"}' }).data);
    expect(JSON.parse(text)).toEqual({ user: { username: expect.not.stringMatching('ada') }, type: 'block_actions' });
  });

  it('an expiry and a date of birth in parts stay possible', () => {
    const { data } = disguise({ card: { exp_month: 3, exp_year: 2031 }, dob: { day: 10, month: 12, year: 1815 } });
    expect(data).toEqual({ card: { exp_month: 12, exp_year: 2034 }, dob: { day: 1, month: 1, year: 1990 } });
  });

  it('names of fields are replaced if they are somebody’s', () => {
    const { data } = disguise({ users: { 'ada@lovelace.example': { status: 'active' } } });
    expect(JSON.stringify(data)).toMatch(/^\{"users":\{"person-\d{6}@example\.com":\{"status":"active"\}\}\}$/);
  });

  it('two fixtures of one event have nothing in common', () => {
    const [one, other] = [1, 2].map(() => disguised(envelopeOf({ customer: 'cus_NffrFeUfNV2Hib' })).envelope.data);
    expect(one).not.toEqual(other);
  });
});

describe('what stays', () => {
  it.each([
    { type: 'invoice.payment_failed', status: 'requires_action', object: 'invoice' },
    { amount: 8700, currency: 'eur', total_price: '199.65', quantity: '3', tax_rate: '0.19' },
    { created: 1795435200, time: '2026-11-23T12:00:00.000Z', date: '2026-11-23', ts: '1795435200.000200' },
    { brand: 'visa', country: 'PT', locale: 'pt-BR', state: 'PAID', payment_method: 'card' },
    { api_version: '2026-10-28.endive', livemode: false, customer_tax_exempt: 'none', previous: null },
    { url: '/v1/invoices', attempt: 3, event_name: 'subscription_created' },
  ])('%j', (data) => {
    expect(disguise(data)).toMatchObject({ data, replaced: [] });
  });

  it('what is to be kept, with all that is below it', () => {
    const data = { object: { metadata: { plan: 'gold', owner: { name: 'Ada' } }, name: 'Ada' } };
    const { data: made, replaced } = disguise(data, ['object.metadata']);
    expect(made).toMatchObject({ object: { metadata: data.object.metadata } });
    expect(replaced).toEqual([{ path: 'object.name', kind: 'name' }]);
  });
});

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
