import { describe, expect, it } from 'vitest';
import { days } from 'integration-service';
import { EasypostEvent } from 'integration-service/easypost';
import { easypost } from 'integration-service/easypost/integration';
import { easypostSamples } from 'integration-service/easypost/samples';
import { ShipstationEvent } from 'integration-service/shipstation';
import { shipstation } from 'integration-service/shipstation/integration';
import { shipstationSamples } from 'integration-service/shipstation/samples';
import { ShopifyEvent, type ShopifyEventType } from 'integration-service/shopify';
import { shopify } from 'integration-service/shopify/integration';
import { shopifySamples } from 'integration-service/shopify/samples';
import { reviveStripe, stripeEvent } from 'integration-service/stripe/testing';
import { given, inAnyOrder, sampleEvent } from 'integration-service/testing';
import {
  AskForReview,
  askForReview,
  EscalateShipment,
  escalateShipment,
  SettleEscalation,
  settleEscalation,
} from './fulfilment-commands.ts';
import { lateShipments } from '../shopify/late-shipments.ts';
import { stripeLateShipments } from '../stripe/late-shipments.ts';
import { reviewRequests } from './review-requests.ts';

const logic = {
  durable: { lateShipments, reviewRequests, stripeLateShipments },
  handlers: [askForReview, escalateShipment, settleEscalation],
};

const TIME = '2026-11-23T12:00:00.000Z';
const ORDER = {
  provider: 'stripe',
  order: 'stripe:1001',
  orderId: '1001',
  customer: 'cus_1',
  livemode: false,
} as const;
const PAID = { ...ORDER, time: TIME };

async function shop(type: ShopifyEventType, fields: Record<string, unknown> = {}): Promise<ShopifyEvent> {
  const envelope = await sampleEvent(shopify, shopifySamples, type, {
    fields: { '/id': 450, '/admin_graphql_api_id': 'gid://shopify/Order/450', ...fields },
  });
  return ShopifyEvent.revive({ ...envelope, id: `evt_${type}` });
}

function stripe(type: string, object: object = {}) {
  return reviveStripe(stripeEvent(type, { id: `evt_${type}`, object }));
}

async function delivered(): Promise<EasypostEvent> {
  return EasypostEvent.revive(await sampleEvent(easypost, easypostSamples, 'tracker.updated'));
}

describe('an order that was paid', () => {
  const paid = () => given(lateShipments).fact('paid', PAID);

  it('and is not shipped within five days is escalated', () => {
    paid().wakesAt(days(5)).at(days(5)).then(new EscalateShipment(PAID)).waitsForFacts();
  });

  it.each(['shipped', 'calledOff'] as const)('and is %s in time is not', (step) => {
    paid().at(days(4)).fact(step, { time: TIME }).thenNothing().isComplete();
    given(lateShipments).fact(step, { time: TIME }).thenNothing().isComplete();
  });

  it('and is shipped late is settled', () => {
    paid()
      .at(days(8))
      .then(EscalateShipment)
      .fact('shipped', { time: '2026-12-01T12:00:00.000Z' })
      .then(new SettleEscalation(PAID, '2026-12-01T12:00:00.000Z'))
      .isComplete();
  });
});

describe('a parcel', () => {
  it('is asked about three days after its delivery, once both the shop and the carrier have told of it', () => {
    given(reviewRequests)
      .fact('dispatched', PAID)
      .at(days(2))
      .fact('delivered', { time: TIME })
      .wakesAt(days(5))
      .at(days(5))
      .then(new AskForReview(PAID, TIME))
      .isComplete();
    given(reviewRequests).fact('delivered', { time: TIME }).at(days(9)).fact('dispatched', PAID).wakesAt(days(12));
  });

  it('that nobody has sent is not asked about', () => {
    given(reviewRequests).fact('delivered', { time: TIME }).at(days(30)).thenNothing().waitsForFacts();
  });
});

describe('the steps of an order', () => {
  it('at Shopify are read from its body, whatever the topic is', async () => {
    const order = { ...ORDER, provider: 'shopify', order: 'shopify:450', orderId: '450', livemode: null } as const;
    const customer = '115310627314';
    given(lateShipments)
      .skips(await shop('orders/create'))
      .event(await shop('orders/updated', { '/financial_status': 'paid' }))
      .at(days(5))
      .then(new EscalateShipment({ ...order, customer, time: TIME }))
      .event(await shop('orders/fulfilled'))
      .then(SettleEscalation);
    given(lateShipments)
      .event(await shop('orders/cancelled'))
      .isComplete();
    given(lateShipments)
      .event(await shop('orders/fulfilled', { '/fulfillment_status': 'partial' }))
      .isComplete();
  });

  it('at Shopify do not begin if nothing in it is sent', async () => {
    given(lateShipments).skips(await shop('orders/paid', { '/line_items': [{ requires_shipping: false }] }));
    given(lateShipments)
      .event(await shop('orders/paid', { '/line_items': undefined }))
      .wakesAt(days(5));
  });

  it('at Stripe begin with a charge that has a shipping address', async () => {
    given(stripeLateShipments)
      .event(await stripe('charge.succeeded'))
      .at(days(5))
      .then(new EscalateShipment(PAID))
      .event(await stripe('charge.updated'))
      .then(SettleEscalation);
    given(stripeLateShipments).skips(await stripe('charge.succeeded', { shipping: null }));
    given(stripeLateShipments)
      .event(await stripe('charge.refunded'))
      .isComplete();
  });
});

describe('the events of a parcel', () => {
  it('meet by its tracking number, however shop and carrier space it', async () => {
    given(reviewRequests)
      .event(await stripe('charge.updated', { shipping: { tracking_number: 'ez 1, EZ2' } }))
      .event(await delivered())
      .at(days(3))
      .then(new AskForReview(PAID, TIME));
  });

  it('are ignored until it is delivered, and if it goes back', async () => {
    const tracker = (fields: Record<string, unknown>) =>
      sampleEvent(easypost, easypostSamples, 'tracker.updated', { fields });
    given(reviewRequests)
      .skips(EasypostEvent.revive(await sampleEvent(easypost, easypostSamples, 'tracker.created')))
      .skips(EasypostEvent.revive(await tracker({ '/result/is_return': true })))
      .skips(EasypostEvent.revive(await tracker({ '/result/tracking_code': null })))
      .skips(ShipstationEvent.revive(await sampleEvent(shipstation, shipstationSamples, 'API_TRACK')));
  });
});

describe('in any order', () => {
  it('an order at Shopify whose parcel ShipStation delivers is asked about once', async () => {
    const fields = { '/fulfillments/0/tracking_number': '941' };
    const tracking = await sampleEvent(shipstation, shipstationSamples, 'TRACK_EVENT_V2');
    const events = [
      await shop('orders/paid'),
      await shop('orders/fulfilled', fields),
      await shop('orders/updated', { ...fields, '/financial_status': 'paid', '/fulfillments/0/status': 'success' }),
      ShipstationEvent.revive(tracking),
    ];
    const records = await inAnyOrder(logic, events, { passing: days(30) });
    expect(records).toEqual({
      'reviewRequests/shopify:450': {
        provider: 'shopify',
        order: 'shopify:450',
        orderId: '450',
        customer: '115310627314',
        livemode: null,
        deliveredAt: TIME,
      },
    });
  });

  it('an order at Stripe that nobody ships is escalated', async () => {
    const records = await inAnyOrder(logic, [await stripe('charge.succeeded'), await delivered()], {
      passing: days(30),
    });
    expect(records).toEqual({
      'lateShipments/stripe:1001': { ...ORDER, status: 'late', paidAt: TIME, settledAt: null },
    });
  });
});
