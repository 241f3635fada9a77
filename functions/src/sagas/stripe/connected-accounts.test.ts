import { describe, expect, it } from 'vitest';
import {
  commandsOf,
  type StripeAnswer,
  StripeApi,
  stripeConsumer,
  stripeEvent,
} from 'integration-service/stripe/testing';
import { connectedAccounts, SyncAccount, syncAccount } from './connected-accounts.ts';

const ROUTE = 'GET /v2/core/accounts/acct_1?include[0]=defaults&include[1]=identity&include[2]=requirements';

const ACCOUNT = {
  id: 'acct_1',
  object: 'v2.core.account',
  applied_configurations: ['merchant'],
  created: '2026-11-01T08:00:00.000Z',
  display_name: 'Padaria Central',
  identity: { country: 'PT' },
  livemode: false,
  requirements: {
    entries: [{ description: 'individual.documents' }],
    summary: { minimum_deadline: { status: 'currently_due' } },
  },
};

function consumer() {
  return stripeConsumer({ sagas: { connectedAccounts }, handlers: [syncAccount] });
}

function api(answer: StripeAnswer = { body: ACCOUNT }) {
  return StripeApi.start({ [ROUTE]: answer });
}

describe('the saga of connected accounts', () => {
  it.each([
    'v2.core.account.created',
    'v2.core.account.updated',
    'v2.core.account[requirements].updated',
    'v2.core.account.closed',
  ])('yields one sync command on %s', async (type) => {
    const commands = await commandsOf(connectedAccounts, type);
    expect(commands).toEqual([expect.any(SyncAccount)]);
    expect(commands).toMatchObject([{ snapshot: 'acct_1' }]);
  });

  it('yields nothing on a ping', async () => {
    expect(await commandsOf(connectedAccounts, 'v2.core.event_destination.ping')).toEqual([]);
  });
});

describe('the record of a connected account', () => {
  it('holds the current account from Stripe, since the event only names it', async () => {
    await using server = await api();
    const stripe = consumer();
    await stripe.deliver(stripeEvent('v2.core.account.updated', { id: 'evt_1' }));
    expect(await stripe.record('accounts', 'acct_1')).toEqual({
      id: 'acct_1',
      displayName: 'Padaria Central',
      country: 'PT',
      configurations: ['merchant'],
      closed: false,
      requirements: 1,
      requirementsStatus: 'currently_due',
      livemode: false,
      createdAt: '2026-11-01T08:00:00.000Z',
      asOf: { time: '2026-11-23T12:00:00.000Z', rank: 1, id: 'evt_1' },
    });
    expect(server.requests).toHaveLength(1);
  });

  it('is created even if Stripe sends only the minimum about the account', async () => {
    const { id, object, applied_configurations, created, livemode } = ACCOUNT;
    await using server = await api({ body: { id, object, applied_configurations, created, livemode, closed: true } });
    const stripe = consumer();
    await stripe.deliver(stripeEvent('v2.core.account.closed'));
    expect(await stripe.record('accounts', 'acct_1')).toMatchObject({
      displayName: null,
      country: null,
      closed: true,
      requirements: 0,
      requirementsStatus: null,
    });
    expect(server.requests).toHaveLength(1);
  });

  it('is retried if Stripe cannot answer', async () => {
    await using server = await api({ status: 503, body: { error: { message: 'Down.' } } });
    const stripe = consumer();
    const event = stripeEvent('v2.core.account.updated');
    await expect(stripe.deliver(event)).rejects.toThrow('Attempt 1 failed');
    server.routes[ROUTE] = { body: ACCOUNT };
    await stripe.deliver(event);
    expect(await stripe.record('accounts', 'acct_1')).toMatchObject({ displayName: 'Padaria Central' });
  });

  it('is retried until the API key is set, and says which variable to set', async () => {
    await expect(consumer().deliver(stripeEvent('v2.core.account.updated'))).rejects.toThrow('STRIPE_API_KEY');
  });

  it('is given up at once if Stripe does not know the account', async () => {
    await using server = await StripeApi.start({});
    const stripe = consumer();
    await stripe.deliver(stripeEvent('v2.core.account.updated'));
    expect(stripe.ports.publisher.to('integration-stripe-events-dead-letter')).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
  });
});
