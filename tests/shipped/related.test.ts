import { expect, it } from 'vitest';
import { valueAt } from '../../functions/src/core/event/json-pointer.ts';
import { idIn } from '../../functions/src/core/event/json.ts';
import { isFactual } from '../../functions/src/core/integration/facts.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { sampleEvents } from '../../functions/src/testing/sample-events.ts';

const all = await Promise.all(
  Object.values(catalog).map(async (entry) => {
    const integration = await entry.integration();
    const related = isFactual(integration) ? integration.places.related : undefined;
    return { entry, integration, related: related ?? [] };
  }),
);

/** What only types of events have that there is no sample of. */
const NOT_IN_SAMPLES: Readonly<Record<string, readonly string[]>> = {
  chargebee: ['/content/invoice/customer_id'],
  github: ['/discussion/id', '/deployment/id'],
  gocardless: ['/links/customer'],
  polar: ['/data/subscription_id'],
  resend: ['/data/email'],
  square: ['/data/object/invoice/primary_recipient/customer_id', '/data/object/subscription/customer_id'],
  stripe: ['/data/object/subscription', '/data/object/invoice'],
  workos: ['/data/user_id'],
};

it('many integrations name other objects than the subject', () => {
  expect(all.filter(({ related }) => related.length > 0).length).toBeGreaterThan(35);
});

it.each(all.filter(({ related }) => related.length > 0))(
  'a sample of $entry.provider holds an id or an address in each place where related objects are',
  async ({ entry, integration, related }) => {
    const samples = await entry.samples();
    const events = (await Promise.all(samples.types.map((type) => sampleEvents(integration, samples, type)))).flat();
    const held = related.filter((pointer) =>
      events.some(({ data }) => [valueAt(data, pointer)].flat().some((value) => idIn(value) !== undefined)),
    );
    const others = NOT_IN_SAMPLES[entry.provider] ?? [];
    expect(held).toEqual(related.filter((pointer) => !others.includes(pointer)));
  },
);
