import { createServer } from 'node:http';
import { consoleListener } from '../../console/server.ts';
import type { ConsolePorts, ProviderFacts, SagaPorts } from '../../console/ports.ts';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import type { ListedParked } from '../../functions/src/core/letters/wake-parked.ts';
import { fakeSagas } from './fake-sagas.ts';
import { fakeEvents, type FakeEvents } from './fake-events.ts';

/** A console over ports that are made up: what a deployed project looks like to the page. */
const TOKEN = 'token-of-the-fake-console';

export interface FakeConsole {
  readonly url: string;
  readonly token: string;
  /** Has the newest event handled. */
  handleNewest(): void;
  /** Has the newest event given up on. */
  giveUpNewest(): void;
  stop(): Promise<void>;
}

const PROVIDERS: readonly ProviderFacts[] = ['stripe', 'shopify', 'github', 'twilio', 'slack'].map((provider) => ({
  provider,
  title: provider.charAt(0).toUpperCase() + provider.slice(1),
  webhook: { name: `${provider}-webhook`, url: `https://us-central1-demo.cloudfunctions.net/${provider}-webhook` },
  topic: `integration-${provider}-events`,
  deadLetterTopic: `integration-${provider}-events-dead-letter`,
  deadLetters: `${provider}-onDeadLetter`,
  consumers: [
    {
      name: `${provider}-on${provider.charAt(0).toUpperCase()}${provider.slice(1)}Event`,
      sagas: [{ name: 'keepOrders', commands: ['StoreOrder', 'TellWarehouse'] }],
      tasks: ['countEvents'],
    },
  ],
  sampleTypes: ['order.created', 'order.paid', 'order.refunded'],
  signature: `HMAC-SHA256 in hex over {timestamp}.{body}, in ${provider}-signature`,
}));

const PARKED: readonly ListedParked[] = ['ord_1', 'ord_2'].map((id, at) => ({
  id: `parked-${id}`,
  provider: 'stripe',
  consumer: 'stripe-onStripeEvent',
  eventId: `evt_of_${id}`,
  source: '//stripe.com',
  eventType: 'order.paid',
  dueAt: Date.now() + (at + 1) * 600_000,
  times: at + 1,
  since: new Date(Date.now() - 3_600_000).toISOString(),
  reason: 'keepOrders/TellWarehouse: The warehouse takes 100 orders a minute, and asked to come back later.',
  messageId: String(at),
}));

/** Serves the console of a deployed project that may only be read. */
export async function startCloudConsole(events = 200): Promise<FakeConsole> {
  const made = fakeEvents(
    events,
    PROVIDERS.map(({ provider }) => provider),
  );
  const { handleNewest, giveUpNewest } = made;
  return { ...(await serve(cloudPorts(made, await fakeSagas()))), handleNewest, giveUpNewest };
}

function cloudPorts({ events, letters, issues, records, envelopes }: FakeEvents, sagas: SagaPorts): ConsolePorts {
  return {
    mode: 'cloud',
    project: 'acme-production',
    providers: PROVIDERS,
    events,
    letters,
    issues,
    parked: async () => PARKED,
    records,
    search: false,
    envelopes,
    sagas,
    totals: {
      totals: async () => ({
        providers: new Map(PROVIDERS.map(({ provider }) => [provider, { openLetters: 2 }])),
        consumers: new Map(),
      }),
    },
    subscriptions: {
      subscriptions: async () =>
        PROVIDERS.map(({ provider, topic, consumers }, at) => ({
          name: `eventarc-us-central1-${provider}-sub-12${at}`,
          ...(consumers[0] !== undefined && { consumer: consumers[0].name }),
          topic,
          backlog: at * 7,
          oldestUnackedSeconds: at * 12,
          policy: { retention: '31 days', attempts: '10', backoff: '10 s to 10 min' },
          drift: at === 2 ? ['Retention is 1 day, not 31 days.'] : [],
        })),
    },
    catalogue: async () =>
      JSON.stringify({
        asyncapi: '3.0.0',
        channels: {
          stripe: {
            address: 'integration-stripe-events',
            title: 'Stripe',
            messages: { order: { title: 'order.created', payload: { type: 'object' } } },
          },
        },
      }),
    integrations: async () =>
      PROVIDERS.map(({ provider, title }) => ({
        provider,
        title,
        kind: 'payments',
        isInstance: false,
        waysIn: ['HTTPS'],
        signed: 'time and body, HMAC-SHA256',
        checkedBy: `\`${provider}\``,
        window: '±300 s',
        recovery: `\`${provider}-reconcile\`, hourly`,
        variables: [],
        sagas: ['keepOrders'],
        durable: ['reminders'],
        records: ['orders'],
      })),
    logsUrl: (...about) => `https://console.cloud.google.com/logs/query;query=${encodeURIComponent(about.join(' '))}`,
  };
}

async function serve(ports: ConsolePorts): Promise<Omit<FakeConsole, 'handleNewest' | 'giveUpNewest'>> {
  const server = createServer(
    consoleListener(
      ports,
      createLogger((line) => console.error(line), 'error'),
      TOKEN,
    ),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    token: TOKEN,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
