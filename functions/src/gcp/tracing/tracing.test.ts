import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryPorts, type MemoryPorts } from '../../testing/memory-ports.ts';
import { OtlpCollector } from '../../testing/otlp-collector.ts';
import { configuredTracer } from './tracing.ts';

describe('the configured tracer', () => {
  let collector: OtlpCollector;
  let ports: MemoryPorts;

  beforeEach(async () => {
    collector = await OtlpCollector.start();
    ports = memoryPorts();
    // OpenTelemetry's exporter reads its own variables.
    vi.stubEnv('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', collector.url);
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await collector[Symbol.asyncDispose]();
  });

  const tracerOf = (more: Readonly<Record<string, string>>) =>
    configuredTracer({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.url, ...more }, ports.log);

  it('is none unless it is switched on', async () => {
    expect(await tracerOf({})).toBeUndefined();
    expect(await tracerOf({ INTEGRATIONS_TRACING: 'off' })).toBeUndefined();
  });

  it('sends its spans by OTLP before a function ends', async () => {
    const tracer = await tracerOf({ INTEGRATIONS_TRACING: 'on' });
    tracer?.start('webhook', { kind: 'server', attributes: { provider: 'acme' } }).end();
    expect(collector.spans).toEqual([]);
    await tracer?.flush?.();
    expect(collector.spans).toMatchObject([{ name: 'POST acme-webhook', parentSpanId: '' }]);
    expect(collector.contentTypes).toEqual(['application/x-protobuf']);
  });

  const OLDER = { 'messaging.system': 'gcp_pubsub' };
  const NEWER = { 'messaging.system.name': 'gcp.pubsub' };
  it.each([
    ['', OLDER],
    ['http,database', OLDER],
    ['http, messaging', NEWER],
    ['messaging/dup', { ...OLDER, ...NEWER }],
    ['messaging,messaging/dup', { ...OLDER, ...NEWER }],
  ])("names the messaging system as OpenTelemetry's opt-in '%s' asks", async (chosen, names) => {
    const tracer = await tracerOf({ INTEGRATIONS_TRACING: 'on', OTEL_SEMCONV_STABILITY_OPT_IN: chosen });
    tracer?.start('publish', { kind: 'producer', attributes: { provider: 'acme' } }).end();
    await tracer?.flush?.();
    const [span] = collector.spans;
    const about = Object.entries(span?.attributes ?? {}).filter(([name]) => name.startsWith('messaging.system'));
    expect(Object.fromEntries(about)).toEqual(names);
  });

  it('keeps the share of traces that it is told to', async () => {
    const tracer = await tracerOf({ INTEGRATIONS_TRACING: 'on', OTEL_TRACES_SAMPLER_ARG: '0' });
    tracer?.start('webhook', { kind: 'server' }).end();
    await tracer?.flush?.();
    expect(collector.spans).toEqual([]);
  });

  it('keeps all of them where the share is none, and says so', async () => {
    const tracer = await tracerOf({ INTEGRATIONS_TRACING: 'on', OTEL_TRACES_SAMPLER_ARG: 'half' });
    tracer?.start('webhook', { kind: 'server' }).end();
    await tracer?.flush?.();
    expect(collector.spans).toHaveLength(1);
    expect(ports.lines).toMatchObject([{ severity: 'WARNING', value: 'half' }]);
  });
});
