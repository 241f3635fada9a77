import { delay, ignoreElements, map } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { defineBundle } from '../functions/src/core/config/bundle.ts';
import { days } from '../functions/src/core/durable/durations.ts';
import { durableSaga } from '../functions/src/core/durable/durable-saga.ts';
import { PermanentError } from '../functions/src/core/event/errors.ts';
import { isJsonObject } from '../functions/src/core/event/json.ts';
import { RECOVERED } from '../functions/src/core/delivery.ts';
import { printJsonLine } from '../functions/src/core/telemetry/json-line.ts';
import type { LogLine } from '../functions/src/core/telemetry/logger.ts';
import { useRuntime } from '../functions/src/core/runtime.ts';
import { reconcileFunction } from '../functions/src/gcp/reconcile-function.ts';
import { sagaWakeFunction } from '../functions/src/gcp/saga-wake-function.ts';
import { memoryPorts } from '../functions/src/testing/memory-ports.ts';
import { acmeLister } from '../functions/src/testing/acme-lister.ts';
import { ScriptedConsumer } from '../functions/src/testing/scripted-consumer.ts';
import { keepLostEvents } from '../functions/src/sagas/stripe/lost-events.ts';
import { StripeApi } from '../functions/src/testing/stripe-api.ts';
import { stripeConsumer, stripeEvent } from '../functions/src/testing/stripe-events.ts';
import { acme, SagaWorld } from '../functions/src/testing/saga-world.ts';
import { tracedWay } from '../functions/src/testing/traced-way.ts';
import { monitoringFiles } from '../ops/monitoring/files.ts';

defineBundle({});

const files = monitoringFiles();
const metrics = new Map(files.metrics.map((metric) => [String(metric['name']), metric]));

/** What the code logs while everything happens to it that there is a metric for. */
const lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  let deed = () => {};
  const way = tracedWay(undefined, () => deed());
  const settle = () => way.deliver().catch(() => undefined);
  await way.send('old-e1');
  await settle();

  await way.send('x'.repeat(2_000));
  way.ports.publisher.failure = new Error('Pub/Sub is down');
  await way.send('e2');
  way.ports.publisher.failure = undefined;

  deed = () => {
    throw new Error('not now');
  };
  await way.send('e3');
  await settle();
  way.ports.clock.advance(10 * 60_000);
  deed = () => {
    throw new PermanentError('never');
  };
  await settle();
  way.ports.store.claim = () => Promise.reject(new Error('Firestore is down'));
  await way.send('e4');
  await settle();
  lines.push(
    ...way.ports.lines.map(asLogged),
    ...(await reconciliations()),
    ...(await failedSweep()),
    ...(await lateSagas()),
    ...(await skippedEvent()),
    ...(await lostEvent()),
    ...(await recoveredEvent()),
  );
});

/** An event that only the search for missed events brings. */
async function recoveredEvent(): Promise<Record<string, unknown>[]> {
  const subject = new ScriptedConsumer();
  subject.deeds = { a: () => {} };
  await subject.deliver({ attributes: { [RECOVERED]: 'list' } });
  return subject.ports.lines.map(asLogged);
}

/** An event of a type that nobody handles. */
async function skippedEvent(): Promise<Record<string, unknown>[]> {
  const subject = new ScriptedConsumer();
  await subject.deliver();
  return subject.ports.lines.map(asLogged);
}

/** An event that Stripe reports it never generated. */
async function lostEvent(): Promise<Record<string, unknown>[]> {
  await using _api = await StripeApi.start({});
  const stripe = stripeConsumer({ tasks: { keepLostEvents } });
  await stripe.deliver(stripeEvent('v2.core.health.event_generation_failure.resolved'));
  return stripe.ports.lines.map(asLogged);
}

async function reconciliations(): Promise<Record<string, unknown>[]> {
  const ports = memoryPorts();
  useRuntime(ports);
  process.env['ACME_WEBHOOK_SECRET'] = 'a-secret-of-the-tests';
  process.env['ACME_API_KEY'] = 'key';
  const found = acmeLister(async () => ({
    things: [{ id: 'missed', type: 't', at: ports.clock.now().getTime() - 1 }],
  }));
  await reconcileFunction(found)?.run({ scheduleTime: '' });
  const source = acmeLister(() => Promise.reject(new Error('revoked')));
  await expect(reconcileFunction(source)?.run({ scheduleTime: '' })).rejects.toThrow('revoked');
  return ports.lines.map(asLogged);
}

/** An instance that is woken late and removed later, one that is held, one without its beginning, and an event without a key. */
async function lateSagas(): Promise<Record<string, unknown>[]> {
  const failed = acme('failed');
  const reminding = durableSaga({ failed }, (facts$, { clock }) =>
    facts$.pipe(delay(days(1), clock), ignoreElements()),
  );
  const broken = durableSaga({ failed }, (facts$, { clock }) =>
    facts$.pipe(
      delay(days(1), clock),
      map(() => {
        throw new Error('broken');
      }),
    ),
  );
  const deaf = durableSaga({ failed }, (facts$) => facts$.pipe(ignoreElements()));
  const world = new SagaWorld({ reminding, broken, deaf: { ...deaf, collecting: 'silently' } }, []);
  await world.event('failed', {});
  await world.event('failed', { key: 'a' });
  world.durable = { reminding, broken, deaf };
  await world.advance(days(1.5));
  await world.advance(days(40));
  return world.ports.lines.map(asLogged);
}

async function failedSweep(): Promise<Record<string, unknown>[]> {
  const ports = memoryPorts();
  ports.store.find = () => Promise.reject(new Error('Firestore is down'));
  useRuntime(ports);
  await expect(sagaWakeFunction({ durable: {} }).run({ scheduleTime: '' })).rejects.toThrow('Firestore is down');
  return ports.lines.map(asLogged);
}

describe('the log-based metrics', () => {
  it.each([...metrics])('%s counts lines that the code writes, and no others', (_name, metric) => {
    const matching = lines.filter((line) => matches(String(metric['filter']), line));
    expect(matching.length).toBeGreaterThan(0);
    expect(new Set(matching.map(({ message }) => withoutProvider(message))).size).toBe(1);
    for (const line of matching) {
      for (const extractor of Object.values(asObject(metric['labelExtractors']))) {
        expect(extracted(String(extractor), line), `${String(extractor)} of ${JSON.stringify(line)}`).toMatch(/\S/);
      }
      if (metric['valueExtractor'] !== undefined) {
        expect(Number(extracted(textOf(metric['valueExtractor']), line))).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('miss no message of an event’s way that people have to count', () => {
    const counted = new Set(
      [...metrics.values()].flatMap((metric) => lines.filter((line) => matches(String(metric['filter']), line))),
    );
    const shown = lines.filter(({ severity }) => severity !== 'DEBUG');
    const left = new Set(shown.filter((line) => !counted.has(line)).map(({ message }) => withoutProvider(message)));
    expect(left).toEqual(new Set(['Event Already Handled', 'Command Failed']));
  });

  it('name each label that they extract', () => {
    for (const metric of metrics.values()) {
      const labels: unknown[] = asList(asObject(metric['metricDescriptor'])['labels']);
      expect(labels.map((label) => asObject(label)['key'])).toEqual(Object.keys(asObject(metric['labelExtractors'])));
    }
  });
});

describe.each([
  ['alerts', files.alerts],
  ['the dashboard', [files.dashboard]],
])('what %s watches', (_what, documents) => {
  const queries = documents.flatMap(queriesIn);

  it('are metrics that exist, and labels that they have', () => {
    expect(queries.length).toBeGreaterThan(0);
    for (const { filter, groupByFields } of queries) {
      const [, name] = /metric\.type="logging\.googleapis\.com\/user\/(\w+)"/.exec(filter) ?? [];
      if (name === undefined) {
        expect(filter).toMatch(
          /metric\.type="pubsub\.googleapis\.com\/subscription\/(oldest_unacked_message_age|dead_letter_message_count)"/,
        );
        continue;
      }
      const labels = Object.keys(asObject(metrics.get(name)?.['labelExtractors']));
      for (const field of groupByFields) expect(labels.map((label) => `metric.label.${label}`)).toContain(field);
    }
  });
});

it("Pub/Sub's own metrics are those of our own subscriptions", () => {
  const patterns = [...files.alerts, files.dashboard]
    .flatMap(queriesIn)
    .flatMap(({ filter }) => /full_match\("(.+)"\)/.exec(filter)?.[1] ?? [])
    .map((pattern) => new RegExp(`^${pattern}$`));
  const watched = (id: string) => patterns.filter((pattern) => pattern.test(id)).length;
  expect(watched('eventarc-us-central1-stripe-onstripeevent-123456-sub-789')).toBeGreaterThanOrEqual(2);
  expect(watched('eventarc-us-central1-stripe-ondeadletter-123456-sub-789')).toBeGreaterThanOrEqual(1);
  expect(watched('eventarc-us-central1-theirs-123456-sub-789')).toBe(0);
});

it('each alert says what it means and what to do', () => {
  for (const alert of files.alerts) {
    const { content, subject } = asObject(alert['documentation']);
    expect(subject).toBe(alert['displayName']);
    expect(String(content).length).toBeGreaterThan(100);
  }
});

interface Query {
  readonly filter: string;
  readonly groupByFields: readonly string[];
}

/** Every filter in a document, with what it is grouped by. */
function queriesIn(document: unknown): readonly Query[] {
  if (Array.isArray(document)) return document.flatMap(queriesIn);
  if (!isJsonObject(document)) return [];
  const own = typeof document['filter'] === 'string' ? [queryOf(document, document['filter'])] : [];
  return [...own, ...Object.values(document).flatMap(queriesIn)];
}

function queryOf({ aggregation, aggregations }: Record<string, unknown>, filter: string): Query {
  const found = [aggregation, ...asList(aggregations)].flatMap((one) => asList(asObject(one)['groupByFields']));
  return { filter, groupByFields: found.map(String) };
}

/** A line as Cloud Logging keeps it: what was printed, read back. */
function asLogged(line: LogLine): Record<string, unknown> {
  return JSON.parse(printJsonLine(line));
}

function withoutProvider(message: unknown): string {
  return String(message).replace(/^\w+ /, '');
}

/** The part of Cloud Logging's language that the metrics use. @see https://cloud.google.com/logging/docs/view/logging-query-language */
function matches(filter: string, line: Record<string, unknown>): boolean {
  return filter.split(' AND ').every((comparison) => {
    if (comparison === 'resource.type="cloud_run_revision"') return true;
    const [, field = '', operator, value = ''] = /^jsonPayload\.(\w+)(=~|>=|=)(.+)$/.exec(comparison) ?? [];
    const actual = textOf(line[field]);
    if (operator === '=~') return new RegExp(JSON.parse(value)).test(actual);
    if (operator === '>=') return actual !== '' && Number(actual) >= Number(value);
    if (operator === '=') return actual === value;
    throw new Error(`"${comparison}" is not a comparison that this test knows.`);
  });
}

function extracted(extractor: string, line: Record<string, unknown>): string {
  const [, field = '', pattern] = /^(?:REGEXP_)?EXTRACT\(jsonPayload\.(\w+)(?:, "(.+)")?\)$/.exec(extractor) ?? [];
  const text = textOf(line[field]);
  return pattern === undefined ? text : (new RegExp(pattern).exec(text)?.[1] ?? '');
}

/** A field as Cloud Logging compares and extracts it; empty if there is none. */
function textOf(value: unknown): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

function asObject(value: unknown): Record<string, unknown> {
  return isJsonObject(value) ? value : {};
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
