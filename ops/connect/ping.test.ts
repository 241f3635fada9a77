import { expect, it } from 'vitest';
import { readSettings } from '../../functions/src/core/config/settings.ts';
import { EventService } from '../../functions/src/core/ingest/event-service.ts';
import { LedgerEventReader } from '../../functions/src/core/inspect/ledger-event-reader.ts';
import { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import type { RawWebhook } from '../../functions/src/core/scheme/raw-webhook.ts';
import { signedHeaders } from '../../functions/src/core/scheme/sign.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { StripeEvent } from '../../functions/src/integrations/stripe/event.ts';
import { stripe } from '../../functions/src/integrations/stripe/index.ts';
import { memoryPorts } from '../../functions/src/testing/memory-ports.ts';
import { FakeListApi } from '../../functions/src/testing/lister/fake-list-api.ts';
import { FakeDestinations, type SentPing } from '../../functions/src/testing/registrar/stripe-destinations.ts';
import { STRIPE_KEY } from '../../functions/src/testing/registrar/stripe-endpoints.ts';
import { withApiKey } from '../../functions/src/testing/service-sources.ts';
import { TestConsumer } from '../../functions/src/testing/test-consumer.ts';
import { connect, type ConnectOptions } from './connect.ts';

const URL = 'https://europe-west1-acme.cloudfunctions.net/stripe-webhook';
const NAME = 'stripe-webhook';
const OPTIONS: ConnectOptions = { type: [], 'all-types': false, 'dry-run': false, 'take-over': false, wait: false };

/** A project whose secret has no version yet: its endpoint, its consumer with no business logic, and Stripe beside it. */
class Project {
  readonly fake = new FakeDestinations();
  readonly told: string[] = [];
  readonly replies: unknown[] = [];
  readonly #ports = memoryPorts();
  readonly #consumer = new TestConsumer(stripe, StripeEvent.revive, {});
  readonly #endpoint: EventService<unknown>;

  constructor() {
    const settings = readSettings('stripe', {}, { STRIPE_WEBHOOK_SECRET_NAME: NAME });
    this.#endpoint = new EventService<unknown>(stripe, settings, this.#ports, this.#ports.log);
  }

  /** Everything that was shown or logged. */
  get shown(): string {
    return JSON.stringify([this.told, this.replies, this.#ports.lines, this.#consumer.ports.lines]);
  }

  async secrets(): Promise<readonly string[]> {
    return (await this.#ports.secrets.versions(NAME)).map(({ value }) => value);
  }

  async run() {
    const registration = await catalog.stripe.registration?.();
    if (registration === undefined) throw new Error('Stripe has no registration.');
    await using http = await FakeListApi.start((request) => this.fake.answer(request));
    const request = { entry: catalog.stripe, registration, url: URL, options: OPTIONS };
    return await connect(request, {
      api: new RegistrationApi('stripe', { services: withApiKey(STRIPE_KEY), fetch: http.fetch }),
      keeper: {
        where: 'the secret stripe-webhook of acme',
        delayMs: 0,
        held: () => this.secrets().catch(() => []),
        add: async (value) => {
          this.#ports.secrets.set(NAME, value, ...(await this.secrets().catch(() => [])));
        },
      },
      events: new LedgerEventReader(this.#consumer.ports.store),
      tell: (text) => void this.told.push(text),
      mayChange: () => Promise.resolve(true),
      opened: (url) => url,
      wait: () => this.#deliver(),
      now: () => this.#ports.clock.now(),
    });
  }

  receive(ping: SentPing) {
    const now = this.#ports.clock.now();
    return this.#endpoint.dispatchEvent(requestOf(ping, now), this.#ports.log);
  }

  /** Stripe sends its pings to the endpoint; what the endpoint publishes reaches the consumer. */
  async #deliver(): Promise<void> {
    // A secret that was missing is looked up again after a few seconds.
    this.#ports.clock.advance(10_000);
    for (const ping of this.fake.pings.slice(this.replies.length)) this.replies.push(await this.receive(ping));
    for (const { message } of this.#ports.publisher.published.splice(0)) {
      const { data } = JSON.parse(String(message.data));
      await this.#consumer.deliver(JSON.stringify(data));
    }
  }
}

function requestOf({ body, secret }: SentPing, now: Date): RawWebhook {
  const rawBody = Buffer.from(body);
  const signed = signedHeaders(stripe.scheme, { body: rawBody, id: '', signing: secret, now, url: URL });
  const headers = { 'content-type': 'application/json', ...signed };
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody, receivedAt: now };
}

it('connecting Stripe from an empty project ends with "handled" for the ping', async () => {
  const project = new Project();
  const early = { id: 'evt_early', body: '{}', secret: 'whsec_unknown' };
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
