import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../functions/src/core/ports.ts';
import { catalog, type CatalogEntry } from '../../functions/src/generated/catalog.ts';
import type { Samples } from '../../functions/src/core/integration/samples.ts';
import { config } from '../../functions/src/integrations.config.ts';
import { openDatabase, stateFileIn } from '../../local/database.ts';
import { localSecretOf, localTopicOf } from '../../local/integrations.ts';
import { LocalPublisher } from '../../local/queue/publisher.ts';
import { MadeSecrets } from '../../local/secrets.ts';
import { parseSendArguments } from '../../ops/send/arguments.ts';
import type { FollowedEvent } from '../../ops/send/follow.ts';
import { sendOverTopic } from '../../ops/send/over-topic.ts';
import { send, type SendReporter } from '../../ops/send/send.ts';
import { startHost, type RunningHost } from '../../ops/testing/running-host.ts';
import { fewestSamplesOf } from '../sample-counts.ts';

const stateDir = mkdtempSync(join(tmpdir(), 'send-all-'));
let host: RunningHost;

beforeAll(async () => {
  const env = {
    LOCAL_STATE_DIR: stateDir,
    GCLOUD_PROJECT: 'demo-send-all',
    LOCAL_BACKOFF_SCALE: '0',
    LOG_LEVEL: 'error',
  };
  host = await startHost(env);
}, 180_000);

afterAll(async () => {
  await host.end('SIGTERM');
  rmSync(stateDir, { recursive: true, force: true });
});

describe.each(Object.values(catalog))('npm run send -- $provider', (entry) => {
  it(
    'ends handled for every type that there is a sample of, with its record if a saga wants it',
    { timeout: 180_000 },
    async () => {
      const samples = await entry.samples();
      const { types } = samples;
      expect(types.length).toBeGreaterThanOrEqual(fewestSamplesOf(entry.provider));
      const ends = await Promise.all(types.map(async (type) => [type, await sendOne(entry, samples, type)] as const));
      expect(Object.fromEntries(ends)).toEqual(Object.fromEntries(types.map((type) => [type, 'handled'])));
    },
  );
});

it(
  'an event whose sample brings no answers ends with a dead letter that names the key of the API',
  { timeout: 60_000 },
  async () => {
    const { answers: _none, ...samples } = await catalog.stripe.samples();
    const end = await sendOne(catalog.stripe, samples, 'v2.core.account.closed');
    expect(end).toMatch(/^dead: .*STRIPE_API_KEY/);
  },
);

const PUBLISHING = Object.values(catalog).filter(({ providerTopic }) => providerTopic !== undefined);

it.each(PUBLISHING)(
  'npm run send -- $provider --topic ends handled for every type that there is a sample of',
  { timeout: 180_000 },
  async (entry: CatalogEntry) => {
    const { types } = await entry.samples();
    const ends = await Promise.all(types.map(async (type) => [type, await sendOneOverTopic(entry, type)] as const));
    expect(Object.fromEntries(ends)).toEqual(Object.fromEntries(types.map((type) => [type, 'handled'])));
  },
);

/** Sends one sample as the command does. @returns what became of it. */
async function sendOne(entry: CatalogEntry, samples: Samples, type: string): Promise<string> {
  const integration = await entry.integration();
  const target = {
    integration,
    samples,
    settings: config.settings(entry.provider),
    secret: localSecretOf(config, new MadeSecrets(stateDir), integration),
    endpoint: String(host.endpoints[entry.webhook]),
    console: consoleOfHost(),
  };
  const report = new LastStates();
  await send(target, parseSendArguments([entry.provider, type]), report);
  return report.summary();
}

/** Publishes one sample to the topic that the local host has made. @returns what became of it. */
async function sendOneOverTopic(entry: CatalogEntry, type: string): Promise<string> {
  const facts = await entry.providerTopic?.();
  if (facts === undefined) throw new Error(`${entry.provider} publishes to no topic.`);
  const target = { integration: await entry.integration(), samples: await entry.samples(), console: consoleOfHost() };
  const database = openDatabase(stateFileIn(stateDir), 'crash');
  const topic = { facts, name: localTopicOf(entry.provider), publisher: new LocalPublisher(database, systemClock) };
  const report = new LastStates();
  await sendOverTopic(target, topic, parseSendArguments([entry.provider, type, '--topic']), report);
  database.close();
  return report.summary();
}

function consoleOfHost() {
  return { url: host.consoleUrl, token: host.consoleToken };
}

/** Keeps the last state of each event of a request. */
class LastStates implements SendReporter {
  readonly #states = new Map<string, string>();
  sending(): void {}
  publishedTo(): void {}

  answered({ status, error }: Parameters<SendReporter['answered']>[0]): void {
    if (status < 200 || status > 299) this.#states.set('', `answered ${status}, ${error?.code}: ${error?.message}`);
  }

  changed({ id, status, consumers, records }: FollowedEvent): void {
    const errors = consumers.flatMap(({ error }) => error ?? []);
    // The engine's own step for an event that tests the way leaves nothing but an entry in the ledger.
    const isWanted = consumers.some(({ commands }) => commands.some(({ name }) => name !== 'connectionTest'));
    const lacksRecord = status === 'handled' && isWanted && records.length === 0;
    this.#states.set(id, [status, ...errors, ...(lacksRecord ? ['without a record'] : [])].join(': '));
  }

  unsettled(id: string, event: FollowedEvent | undefined): void {
    if (event === undefined) this.#states.set(id, 'lost');
  }

  summary(): string {
    return [...new Set(this.#states.values())].join('; ');
  }
}
