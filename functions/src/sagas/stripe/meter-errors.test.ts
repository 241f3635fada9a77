import { describe, expect, it } from 'vitest';
import { StripeApi, stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';
import { keepMeterErrors } from './meter-errors.ts';

const TYPE = 'v1.billing.meter.error_report_triggered';
const EVENT = 'GET /v2/core/events/evt_test_1';
const METER = 'GET /v1/billing/meters/mtr_1';

const REPORT = {
  id: 'evt_test_1',
  object: 'v2.core.event',
  type: TYPE,
  data: {
    developer_message_summary: 'There are 4 invalid usage events.',
    reason: {
      error_count: 4,
      error_types: [
        { code: 'meter_event_customer_not_found', error_count: 3, sample_errors: [] },
        { code: 'timestamp_in_future', error_count: 1, sample_errors: [] },
      ],
    },
    validation_start: '2026-11-23T10:00:00.000Z',
    validation_end: '2026-11-23T11:00:00.000Z',
  },
};

function consumer() {
  return stripeConsumer({ tasks: { keepMeterErrors } });
}

describe('a report of usage that could not be billed', () => {
  it('is recorded with its details, which the event leaves out', async () => {
    await using api = await StripeApi.start({
      [EVENT]: { body: REPORT },
      [METER]: { body: { event_name: 'api_calls' } },
    });
    const stripe = consumer();
    await stripe.deliver(stripeEvent(TYPE));
    expect(await stripe.record('meterErrors', 'evt_test_1')).toEqual({
      id: 'evt_test_1',
      meter: 'mtr_1',
      eventName: 'api_calls',
      summary: 'There are 4 invalid usage events.',
      errorCount: 4,
      errors: { meter_event_customer_not_found: 3, timestamp_in_future: 1 },
      periodStart: '2026-11-23T10:00:00.000Z',
      periodEnd: '2026-11-23T11:00:00.000Z',
      reportedAt: '2026-11-23T12:00:00.000Z',
    });
    expect(api.requests).toHaveLength(2);
  });

  it('is recorded without its details if Stripe no longer has them', async () => {
    await using api = await StripeApi.start({});
    const stripe = consumer();
    await stripe.deliver(stripeEvent(TYPE));
    expect(await stripe.record('meterErrors', 'evt_test_1')).toMatchObject({
      meter: 'mtr_1',
      summary: null,
      errors: {},
    });
    expect(api.requests).toHaveLength(2);
  });

  it('is logged as a warning', async () => {
    await using api = await StripeApi.start({ [EVENT]: { body: REPORT }, [METER]: { body: {} } });
    const stripe = consumer();
    await stripe.deliver(stripeEvent(TYPE));
    expect(stripe.ports.lines).toContainEqual(
      expect.objectContaining({
        severity: 'WARNING',
        message: 'Stripe could not bill usage',
        meter: 'mtr_1',
        errorCount: 4,
      }),
    );
    expect(api.requests).toHaveLength(2);
  });

  it('is retried until the API key is set, and says which variable to set', async () => {
    const stripe = consumer();
    await expect(stripe.deliver(stripeEvent(TYPE))).rejects.toThrow('STRIPE_API_KEY');
    expect(await stripe.record('meterErrors', 'evt_test_1')).toBeUndefined();
  });

  it('is the only event that the task handles', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('v2.core.account.updated'));
    await stripe.deliver(stripeEvent('customer.created'));
    expect(await stripe.ports.store.list('meterErrors', { limit: 1 })).toEqual([]);
  });
});
