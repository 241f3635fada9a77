import { filter, map } from 'rxjs';
import { expect, it } from 'vitest';
import { Command, commandHandler, isJsonObject, isOfType, saga } from 'integration-service';
import { StripeEvent } from 'integration-service/stripe';
import { stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';

class KeepForecast extends Command {
  static readonly type = 'KeepForecast';
  readonly id: string;

  constructor(id: string) {
    super();
    this.id = id;
  }
}

const keepForecast = commandHandler(KeepForecast, ({ id }, { records }) => records.update('forecasts', id, () => ({})));

const forecasts = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    filter(({ envelope }) => envelope.eventtype === 'billing.forecast.created'),
    map(({ event }) => new KeepForecast(idOfObject('data' in event ? event.data : undefined))),
  ),
);

/** The types do not know this object yet, so each field is looked at before it is believed. */
function idOfObject(data: unknown): string {
  const object = isJsonObject(data) ? data['object'] : undefined;
  return isJsonObject(object) ? String(object['id']) : '';
}

it('a type of event that is newer than the SDK is told by the envelope', async () => {
  const consumer = stripeConsumer({ sagas: { forecasts }, handlers: [keepForecast] });
  const event = { type: 'billing.forecast.created' };
  await consumer.deliver(stripeEvent('customer.updated', { event, object: { id: 'bfc_1' } }));
  expect(await consumer.record('forecasts', 'bfc_1')).toEqual({});
});
