import { filter, map } from 'rxjs';
import { buildEvent, encodeEvent } from '../functions/src/core/event/platform-event.ts';
import { Command, commandHandler } from '../functions/src/core/logic/command.ts';
import { Consumer } from '../functions/src/core/handle/consumer.ts';
import { DEFAULT_DELIVERY_POLICY } from '../functions/src/core/config/delivery-policy.ts';
import { isOfType, saga, type SagaDefinition } from '../functions/src/core/logic/saga.ts';
import { serviceSource } from '../functions/src/core/secrets/service-source.ts';
import { EventService } from '../functions/src/core/ingest/event-service.ts';
import { descriptionOf } from '../functions/src/core/integration/recognition.ts';
import { createLogger } from '../functions/src/core/telemetry/logger.ts';
import { readSettings, variableOf } from '../functions/src/core/config/settings.ts';
import { systemClock, type Ports } from '../functions/src/core/ports.ts';
import { catalog } from '../functions/src/generated/catalog.ts';
import { isStripeEventOfType, StripeEvent } from '../functions/src/integrations/stripe/event.ts';
import { stripe } from '../functions/src/integrations/stripe/index.ts';
import { MemoryBlobs } from '../functions/src/testing/memory-blobs.ts';
import { MemorySecrets } from '../functions/src/testing/memory-ports.ts';
import { MemoryStore } from '../functions/src/testing/memory-store.ts';
import { builtFunctions } from './lib/built-functions.ts';
import { FrameworkProcess } from './lib/framework-process.ts';
import { burst, RequestPool } from './lib/load.ts';
import type { Section } from './lib/report.ts';
import { SECRET, stripeEvent, stripeEventOf, stripeHeaders, stripeRequest } from './lib/requests.ts';
import { ourWebhook } from './lib/rivals.ts';
import { medianOf } from './lib/statistics.ts';

/** Whether more integrations make any one of them slower. */
export async function integrations(rounds: number): Promise<Section> {
  using idle = await builtFunctions('idle');
  const names = Object.values(catalog).map(({ provider }) => variableOf(provider, 'WebhookSecretName'));
  const others = Object.fromEntries(
    names.filter((name) => !name.startsWith('STRIPE_')).map((name) => [name, 'a-secret']),
  );
  const few = ourWebhook(idle, '1 integration');
  const many = ourWebhook(idle, `${names.length} integrations`, others);
  const requests = new RequestPool(2_000, () => stripeRequest());
  const rows = [few, many].map((deployed) => ({ deployed, start: [] as number[], each: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { deployed, start, each } of rows) {
      start.push((await FrameworkProcess.coldStart(deployed, stripeRequest())).cpuMs);
      const started = await FrameworkProcess.start(deployed);
      await burst({ port: started.port, requests, connections: 4, total: 2_000 });
      const before = started.cpuMs();
      await burst({ port: started.port, requests, connections: 4, total: 4_000 });
      each.push((started.cpuMs() - before) / 4);
      await started.stop();
    }
  }
  const [one = Number.NaN, twenty = Number.NaN] = rows.map(({ each }) => medianOf(each));
  return {
    title: 'Integrations that are on',
    columns: ['', 'cold start, CPU ms', 'event, CPU µs'],
    rows: rows.map(({ deployed, start, each }) => [deployed.name, Math.round(medianOf(start)), medianOf(each)]),
    goals: [{ text: 'cost of an event, many over one', reached: twenty / one, atMost: 1.15 }],
  };
}

/** Whether sagas that do not want an event make it dearer. */
export async function sagas(events: number): Promise<Section> {
  const one = await perEvent(events, consumerWith(1));
  const fifty = await perEvent(events, consumerWith(50));
  return {
    title: 'Sagas of one consumer, one of which wants the event; ledger and records in memory',
    columns: ['', 'event, CPU µs'],
    rows: [
      ['1 saga', one],
      ['50 sagas', fifty],
      ['each saga more', (fifty - one) / 49],
    ],
    note: 'in memory the ledger costs next to nothing; in Firestore its two calls take milliseconds',
  };
}

/** Whether the cost of a request is in proportion to its bytes. */
export async function bodies(): Promise<Section> {
  const sizes = [2_000, 20_000, 200_000, 1_000_000];
  const rows: (readonly (string | number)[])[] = [];
  for (const size of sizes) {
    const micros = await perRequest(Math.max(20, Math.min(2_000, Math.floor(20_000_000 / size))), size);
    rows.push([`${size / 1000} kB`, micros, (micros * 1000) / size]);
  }
  const perByte = rows.map((row) => Number(row[2]));
  return {
    title: 'Size of the body: verification, envelope, publisher idle',
    columns: ['', 'request, CPU µs', 'ns per byte'],
    rows,
    goals: [
      { text: 'ns per byte, 1 MB over 200 kB', reached: (perByte[3] ?? Number.NaN) / (perByte[2] ?? 1), atMost: 1.2 },
    ],
    note: 'V8 allots texts above 128 kB one by one, which costs each byte more; above 380 kB the event travels by reference: a digest more, and an object in Cloud Storage',
  };
}

function idlePorts(): Ports {
  return {
    publisher: { publish: (_topic, messages) => Promise.resolve(messages.map(() => '1')) },
    secrets: new MemorySecrets(),
    store: new MemoryStore(),
    blobs: new MemoryBlobs(),
    log: createLogger(() => undefined, 'info'),
    clock: systemClock,
  };
}

/** What a request costs, in microseconds of CPU time. @param bytes Size of its body. */
export async function perRequest(count: number, bytes: number): Promise<number> {
  const ports = idlePorts();
  const settings = readSettings('stripe', { stripeWebhookSecret: SECRET, maxBytes: 32_000_000 }, {});
  const service = new EventService(stripe, settings, ports, ports.log);
  const requests = Array.from({ length: count }, () => {
    const rawBody = stripeEventOf(bytes);
    const headers = { 'content-type': 'application/json', ...stripeHeaders(rawBody) };
    return { method: 'POST', url: '/', publicUrls: [], headers, rawBody, receivedAt: new Date() };
  });
  let start = process.cpuUsage();
  for (const [index, request] of requests.entries()) {
    // The first tenth warms up.
    if (index === Math.floor(count / 10)) start = process.cpuUsage();
    const { status } = await service.dispatchEvent(request, ports.log);
    if (status !== 200) throw new Error(`A body of ${bytes} bytes was answered ${status}.`);
  }
  return cpuMicrosSince(start) / (count - Math.floor(count / 10));
}

class Noted extends Command {
  static readonly type = 'Noted';
}

/** A consumer with sagas of which one wants the event of `perEvent`. */
export function consumerWith(count: number): Consumer {
  const wants = saga((events$) =>
    events$.pipe(
      isOfType(StripeEvent),
      isStripeEventOfType('customer.subscription.deleted'),
      map(() => new Noted()),
    ),
  );
  const ignores = saga((events$) =>
    events$.pipe(
      isOfType(StripeEvent),
      isStripeEventOfType('invoice.paid'),
      filter(({ event }) => event.livemode),
      map(() => new Noted()),
    ),
  );
  const all: Record<string, SagaDefinition> = { wants };
  for (let index = 1; index < count; index++) all[`ignores${index}`] = ignores;
  const ports = idlePorts();
  const definition = {
    name: 'stripe-bench',
    provider: 'stripe',
    revive: StripeEvent.revive.bind(StripeEvent),
    sagas: all,
    tasks: {},
    handlers: [commandHandler(Noted, () => undefined)],
    policy: DEFAULT_DELIVERY_POLICY,
    timeoutSeconds: 60,
  };
  return new Consumer(
    definition,
    ports,
    serviceSource({ environment: {}, settings: (provider) => readSettings(provider, {}, {}) }, ports),
  );
}

/** What an event costs a consumer, in microseconds of CPU time. */
export async function perEvent(count: number, consumer: Consumer): Promise<number> {
  const log = createLogger(() => undefined, 'info');
  const now = new Date();
  const deliveries = Array.from({ length: count }, (_, index) => {
    const json = stripeEvent();
    const request = { method: 'POST', url: '/', publicUrls: [], headers: {}, rawBody: json, receivedAt: now };
    const about = descriptionOf(stripe, JSON.parse(json.toString()), request);
    const message = encodeEvent(buildEvent('stripe', about, { receivedAt: now }), json);
    return { ...message, messageId: String(index), publishTime: now };
  });
  let start = process.cpuUsage();
  for (const [index, delivery] of deliveries.entries()) {
    if (index === Math.floor(count / 5)) start = process.cpuUsage();
    await consumer.handle(delivery, log);
  }
  return cpuMicrosSince(start) / (count - Math.floor(count / 5));
}

/** CPU time of this process, which depends less than the clock on whatever else runs. */
function cpuMicrosSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return user + system;
}
