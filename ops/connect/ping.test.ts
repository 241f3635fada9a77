import { expect, it } from 'vitest';
import { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { StripeEvent } from '../../functions/src/integrations/stripe/event.ts';
import { stripe } from '../../functions/src/integrations/stripe/index.ts';
import { FakeListApi } from '../../functions/src/testing/lister/fake-list-api.ts';
import { FakeDestinations } from '../../functions/src/testing/registrar/stripe-destinations.ts';
import { STRIPE_KEY } from '../../functions/src/testing/registrar/stripe-endpoints.ts';
import { withApiKey } from '../../functions/src/testing/service-sources.ts';
import { TestConsumer } from '../../functions/src/testing/test-consumer.ts';
import { connect, type ConnectOptions } from './connect.ts';
import { EmptyProject } from './testing/empty-project.ts';

const URL = 'https://europe-west1-acme.cloudfunctions.net/stripe-webhook';
const OPTIONS: ConnectOptions = { type: [], 'all-types': false, 'dry-run': false, 'take-over': false, wait: false };

/** A project with a consumer that has no business logic, and Stripe beside it. */
class Project {
  readonly fake = new FakeDestinations();
  readonly replies: unknown[] = [];
  readonly #here = new EmptyProject(stripe, new TestConsumer(stripe, StripeEvent.revive, {}));

  /** Everything that was shown or logged. */
  get shown(): string {
    return this.#here.shown + JSON.stringify(this.replies);
  }

  secrets(): Promise<readonly string[]> {
    return this.#here.secrets();
  }

  async run() {
    const registration = await catalog.stripe.registration?.();
    if (registration === undefined) throw new Error('Stripe has no registration.');
    await using http = await FakeListApi.start((request) => this.fake.answer(request));
    const request = { entry: catalog.stripe, registration, url: URL, options: OPTIONS };
    return await connect(request, {
      ...this.#here.connecting,
      api: new RegistrationApi('stripe', { services: withApiKey(STRIPE_KEY), fetch: http.fetch }),
      opened: (url) => url,
      wait: () => this.#deliver(),
    });
  }

  receive({ body, secret }: { readonly body: string; readonly secret: string }) {
    return this.#here.receiveSigned(body, secret, URL);
  }

  /** Stripe sends its pings to the endpoint; what the endpoint publishes reaches the consumer. */
  async #deliver(): Promise<void> {
    // A secret that was missing is looked up again after a few seconds.
    this.#here.ports.clock.advance(10_000);
    for (const ping of this.fake.pings.slice(this.replies.length)) this.replies.push(await this.receive(ping));
    await this.#here.deliver();
  }
}

it('connecting Stripe from an empty project ends with "handled" for the ping', async () => {
  const project = new Project();
  const early = { body: '{}', secret: 'whsec_unknown' };
  expect(await project.receive(early)).toMatchObject({
    status: 503,
    body: { error: { code: 'stripe/secret-missing' } },
  });
  const report = await project.run();
  expect(report).toMatchObject({ way: 'destination', does: 'create', secret: 'added', isDone: true });
  expect(report.event).toEqual({ id: 'evt_ping_1', type: 'v2.core.event_destination.ping', status: 'handled' });
  const secrets = await project.secrets();
  expect(project.fake.held().map(({ secret }) => secret)).toEqual(secrets);
  expect(await project.run()).toMatchObject({ does: 'nothing', secret: 'kept', isDone: true });
  for (const secret of [STRIPE_KEY, ...secrets]) expect(project.shown + JSON.stringify(report)).not.toContain(secret);
});
