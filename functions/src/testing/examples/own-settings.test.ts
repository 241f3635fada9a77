import { map } from 'rxjs';
import { expect, it } from 'vitest';
import { Command, commandHandler, isOfType, saga, secret, service, setting } from 'integration-service';
import { isStripeEventOfType, objectIdOf, StripeEvent } from 'integration-service/stripe';
import { stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';

export const crmUrl = setting('CRM_URL', { read: (text) => new URL(text) });
export const crmKey = secret('CRM_KEY');

/** Everything that talks to the CRM takes it from here. */
export const crm = service('crm', async ({ use }) => {
  const url = await use(crmUrl);
  return {
    add: async (customer: string, key: string, signal: AbortSignal) => {
      const headers = { authorization: `Bearer ${key}` };
      const { ok, status } = await fetch(new URL(`customers/${customer}`, url), { method: 'PUT', headers, signal });
      if (!ok) throw new Error(`The CRM answered ${status}.`);
    },
  };
});

export class AddToCrm extends Command {
  static readonly type = 'AddToCrm';
  readonly customer: string;

  constructor(customer: string) {
    super();
    this.customer = customer;
  }
}

export const addToCrm = commandHandler(AddToCrm, async ({ customer }, { use, signal }) => {
  const { add } = await use(crm);
  await add(customer, await use(crmKey), signal); // asked for each time: a rotation needs no deploy
});

export const newCustomers = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType('customer.created'),
    map((event) => new AddToCrm(objectIdOf(event))),
  ),
);

it('a new customer is added with the key of today', async () => {
  const added: string[] = [];
  using _crm = crm.replace({ add: async (customer, key) => void added.push(`${customer} ${key}`) });
  using _key = crmKey.replace('key-of-today');
  const consumer = stripeConsumer({ sagas: { newCustomers }, handlers: [addToCrm] });
  await consumer.deliver(stripeEvent('customer.created', { object: { id: 'cus_1' } }));
  expect(added).toEqual(['cus_1 key-of-today']);
});
