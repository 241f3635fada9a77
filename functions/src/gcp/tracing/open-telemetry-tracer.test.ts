import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { beforeEach, describe, expect, it } from 'vitest';
import { IntegrationError } from '../../core/event/errors.ts';
import { traced } from '../../core/telemetry/tracer.ts';
import { INCOMING_TRACE, tracedWay } from '../../testing/traced-way.ts';
import { OpenTelemetryTracer } from './open-telemetry-tracer.ts';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const ABOUT = { provider: 'acme', eventId: 'evt_1', eventType: 'thing.made' };

let exporter: InMemorySpanExporter;
let tracer: OpenTelemetryTracer;

beforeEach(async () => {
  exporter = new InMemorySpanExporter();
  tracer = await OpenTelemetryTracer.load({ exporter, ratio: 1, resource: { 'service.name': 'acme-webhook' } });
});

async function ended(): Promise<readonly ReadableSpan[]> {
  await tracer.flush();
  return exporter.getFinishedSpans();
}

describe('a span', () => {
  it('belongs to the trace that led to it, and names itself for what follows', async () => {
    const span = tracer.start('webhook', { kind: 'server', parent: PARENT, attributes: ABOUT });
    expect(span.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    span.end();
    const [only] = await ended();
    expect(only?.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(only?.parentSpanContext).toMatchObject({ spanId: 'b7ad6b7169203331', isRemote: true });
    expect(only?.resource.attributes).toMatchObject({ 'service.name': 'acme-webhook' });
  });

  it('names the topic as it is in the cloud', async () => {
    const scoped = await OpenTelemetryTracer.load({ exporter, ratio: 1, resource: {}, scope: 'eu' });
    scoped.start('publish', { kind: 'producer', parent: PARENT, attributes: ABOUT }).end();
    await scoped.flush();
    const [only] = exporter.getFinishedSpans();
    expect(only?.name).toBe('send eu-integration-acme-events');
    expect(only?.attributes).toMatchObject({ 'messaging.destination.name': 'eu-integration-acme-events' });
  });

  it.each([undefined, '', 'nonsense', '00-0af7-b7ad-01'])(
    'without a valid parent (%s) begins a trace',
    async (parent) => {
      tracer.start('webhook', { kind: 'server', parent }).end();
      const [only] = await ended();
      expect(only?.parentSpanContext).toBeUndefined();
      expect(only?.spanContext().traceId).toMatch(/^[0-9a-f]{32}$/);
    },
  );

  it.each([
    ['webhook', 'server', 'POST acme-webhook', SpanKind.SERVER, {}],
    ['verify', 'internal', 'verify', SpanKind.INTERNAL, {}],
    [
      'publish',
      'producer',
      'send integration-acme-events',
      SpanKind.PRODUCER,
      {
        'messaging.system': 'gcp_pubsub',
        'messaging.destination.name': 'integration-acme-events',
        'messaging.operation.type': 'send',
      },
    ],
    [
      'handle',
      'consumer',
      'process integration-acme-events',
      SpanKind.CONSUMER,
      {
        'messaging.operation.type': 'process',
        'messaging.consumer.group.name': 'acme-onAcmeEvent',
        'messaging.message.id': '7',
      },
    ],
    [
      'command',
      'internal',
      'command',
      SpanKind.INTERNAL,
      { 'integration.command': 'saga/Do', 'integration.attempt': 2 },
    ],
  ] as const)('of %s has the names that OpenTelemetry has for it', async (name, kind, title, kindOf, attributes) => {
    const more = { consumer: 'acme-onAcmeEvent', messageId: '7', command: 'saga/Do', attempt: 2 };
    tracer.start(name, { kind, attributes: { ...ABOUT, ...more } }).end();
    expect(await ended()).toMatchObject([
      { name: title, kind: kindOf, attributes: { ...attributes, 'cloudevents.event_id': 'evt_1' } },
    ]);
  });

  it('takes attributes that become known later', async () => {
    await traced(tracer, 'handle', { kind: 'consumer', attributes: ABOUT }, (span) => span?.set({ outcome: 'done' }));
    expect(await ended()).toMatchObject([{ attributes: { 'integration.outcome': 'done' } }]);
  });

  it.each([
    [new IntegrationError('acme', 'bad-signature', 'secret text'), 'acme/bad-signature'],
    [new TypeError('secret text'), 'TypeError'],
    ['secret text', 'string'],
  ])('of a step that failed says how, and never quotes it: %s', async (error, type) => {
    await expect(traced(tracer, 'verify', { kind: 'internal' }, () => Promise.reject(error))).rejects.toBe(error);
    const [only] = await ended();
    expect(only?.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(only?.attributes).toMatchObject({ 'error.type': type });
    expect(JSON.stringify([only?.attributes, only?.events, only?.status])).not.toContain('secret text');
  });
});

describe('sampling', () => {
  it('keeps a share of the requests at random, and each trace whole', async () => {
    let drawn = 0;
    const half = await OpenTelemetryTracer.load({ exporter, ratio: 0.5, random: () => drawn, resource: {} });
    const draws = Array.from({ length: 200 }, (_, index) => index / 200);
    const kept = draws.filter((draw) => {
      drawn = draw;
      const first = half.start('webhook', { kind: 'server' });
      const second = half.start('handle', { kind: 'consumer', parent: first.traceparent });
      for (const span of [first, second]) span.end();
      expect(second.traceparent.slice(-2)).toBe(first.traceparent.slice(-2));
      return first.traceparent.endsWith('01');
    });
    expect(kept).toEqual(draws.filter((draw) => draw < 0.5));
    await half.flush();
    expect(exporter.getFinishedSpans()).toHaveLength(2 * kept.length);
  });

  it.each([
    ['an id that a share by ids always keeps', `00-${'0'.repeat(31)}1-b7ad6b7169203331-00`],
    ['an id that a share by ids never keeps', `00-${'f'.repeat(8)}${'0'.repeat(24)}-b7ad6b7169203331-00`],
    ['a flag that says it was sampled', PARENT],
  ])('goes by nothing that a stranger sends: %s', async (_what, parent) => {
    let drawn = 0;
    const some = await OpenTelemetryTracer.load({ exporter, ratio: 0.1, random: () => drawn, resource: {} });
    const flags = [0.09, 0.11].map((draw) => {
      drawn = draw;
      return some.start('webhook', { kind: 'server', parent }).traceparent.slice(-2);
    });
    expect(flags).toEqual(['01', '00']);
  });

  it('of none still hands the trace on, marked as not kept', async () => {
    const none = await OpenTelemetryTracer.load({ exporter, ratio: 0, resource: {} });
    const span = none.start('webhook', { kind: 'server', parent: PARENT });
    expect(span.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
    span.end();
    await none.flush();
    expect(exporter.getFinishedSpans()).toEqual([]);
  });
});

it('one trace leads from the request to the command, as an exporter sees it', async () => {
  const { send, deliver } = tracedWay(tracer);
  expect(await send('e1')).toMatchObject({ status: 200 });
  await deliver();
  const spans = await ended();
  const named = (name: string) => spans.find((span) => span.name === name);
  const steps = [
    'POST acme-webhook',
    'verify',
    'send integration-acme-events',
    'process integration-acme-events',
    'command',
  ];
  expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(new Set([INCOMING_TRACE.split('-')[1]]));
  const idOf = (name: string) => named(name)?.spanContext().spanId;
  expect(steps.map((step) => named(step)?.parentSpanContext?.spanId)).toEqual([
    INCOMING_TRACE.split('-')[2],
    idOf('POST acme-webhook'),
    idOf('POST acme-webhook'),
    idOf('POST acme-webhook'),
    idOf('process integration-acme-events'),
  ]);
});

it('an exporter that fails is not a reason to fail', async () => {
  const failing = new InMemorySpanExporter();
  failing.export = (_spans, done) => done({ code: 1, error: new Error('unreachable') });
  const lossy = await OpenTelemetryTracer.load({ exporter: failing, ratio: 1, resource: {} });
  lossy.start('webhook', { kind: 'server' }).end();
  await expect(lossy.flush()).resolves.toBeUndefined();
});
