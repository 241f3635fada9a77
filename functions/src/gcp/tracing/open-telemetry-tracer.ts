import type * as OpenTelemetry from '@opentelemetry/api';
import type { Attributes, Span as OtelSpan, SpanContext, Tracer as OtelTracer } from '@opentelemetry/api';
import type { SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { IntegrationError } from '../../core/event/errors.ts';
import { scoped } from '../../core/config/scope.ts';
import { topicOf } from '../../core/event/names.ts';
import type { Span, SpanAttributes, SpanName, SpanOptions, Tracer } from '../../core/telemetry/tracer.ts';
import { shareSampler } from './share-sampler.ts';

/** What of OpenTelemetry is used, loaded only where tracing is on. */
type Api = typeof OpenTelemetry;

/** Which names of OpenTelemetry's messaging attributes spans carry. */
export type MessagingNames = 'older' | 'newer' | 'both';

export interface TracerSetup {
  /** Where spans go. */
  readonly exporter: SpanExporter;
  /** The share of traces that is kept, from 0 to 1. */
  readonly ratio: number;
  /** Draws a number from 0 to 1 for each request; tests bring their own. */
  readonly random?: () => number;
  /** The attributes of this process: `service.name` and so on. */
  readonly resource: Readonly<Record<string, string>>;
  /** In front of the names of topics. */
  readonly scope?: string;
  /** The older ones if it is left out. */
  readonly messagingNames?: MessagingNames;
}

/** How long the end of a function may wait for its spans to be sent: some providers wait 3 s in all. */
const FLUSH_DEADLINE_MS = 500;
/** Who made the spans. */
const SCOPE = 'integration-service';

/**
 * Records spans by OpenTelemetry. Its own global state is left alone: Google's clients trace themselves where a
 * tracer is registered.
 */
export class OpenTelemetryTracer implements Tracer {
  readonly #api: Api;
  readonly #provider: TracerProvider;
  readonly #tracer: OtelTracer;
  readonly #scope: string;
  readonly #messagingNames: MessagingNames;

  private constructor(api: Api, provider: TracerProvider, { scope = '', messagingNames = 'older' }: TracerSetup) {
    this.#api = api;
    this.#scope = scope;
    this.#messagingNames = messagingNames;
    this.#provider = provider;
    this.#tracer = provider.getTracer(SCOPE);
  }

  /** Loads OpenTelemetry. */
  static async load(setup: TracerSetup): Promise<OpenTelemetryTracer> {
    const { exporter, ratio, random = Math.random, resource } = setup;
    const [api, sdk, resources] = await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/resources'),
    ]);
    const provider = new sdk.TracerProvider({
      resource: resources.resourceFromAttributes({ ...resource }),
      sampler: shareSampler({ api, sdk }, ratio, random),
      spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
    });
    return new OpenTelemetryTracer(api, provider, setup);
  }

  start(name: SpanName, { kind, parent, attributes = {} }: SpanOptions): Span {
    const { trace, ROOT_CONTEXT, SpanKind } = this.#api;
    const context = contextOf(parent);
    const span = this.#tracer.startSpan(
      titleOf(name, attributes, this.#scope),
      {
        kind: {
          server: SpanKind.SERVER,
          producer: SpanKind.PRODUCER,
          consumer: SpanKind.CONSUMER,
          internal: SpanKind.INTERNAL,
        }[kind],
        attributes: {
          ...messagingOf(name, attributes, this.#scope),
          ...(isMessaging(name) && systemBy(this.#messagingNames)),
          ...conventional(attributes),
        },
      },
      context === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, context),
    );
    return {
      traceparent: traceparentOf(span.spanContext()),
      set: (more) => void span.setAttributes(conventional({ ...attributes, ...more })),
      end: (error) => this.#end(span, error),
    };
  }

  async flush(): Promise<void> {
    // What cannot be sent in time stays for the next flush, or is lost: never a reason to fail an event.
    await this.#provider.forceFlush({ timeoutMillis: FLUSH_DEADLINE_MS }).catch(() => undefined);
  }

  #end(span: OtelSpan, error: unknown): void {
    if (error !== undefined) {
      // The message may quote what only the log may hold.
      span.setAttribute('error.type', errorTypeOf(error));
      span.setStatus({ code: this.#api.SpanStatusCode.ERROR });
    }
    span.end();
  }
}

/** Low in number, as OpenTelemetry asks of names: ids are attributes. */
function titleOf(name: SpanName, { provider = '' }: SpanAttributes, scope: string): string {
  switch (name) {
    case 'webhook':
      return `POST ${provider}-webhook`;
    case 'publish':
      return `send ${scoped(scope, topicOf(provider))}`;
    case 'handle':
      return `process ${scoped(scope, topicOf(provider))}`;
    case 'verify':
    case 'command':
      return name;
  }
}

/** @see https://opentelemetry.io/docs/specs/semconv/messaging/gcp-pubsub/ */
function messagingOf(name: SpanName, { provider, consumer }: SpanAttributes, scope: string): Attributes {
  if (provider === undefined || !isMessaging(name)) return {};
  const operation = name === 'publish' ? 'send' : 'process';
  return {
    'messaging.destination.name': scoped(scope, topicOf(provider)),
    'messaging.operation.type': operation,
    'messaging.operation.name': operation,
    ...(consumer !== undefined && { 'messaging.consumer.group.name': consumer }),
  };
}

function isMessaging(name: SpanName): boolean {
  return name === 'publish' || name === 'handle';
}

/**
 * OpenTelemetry renamed the attribute and its value. The other names above are the same in both.
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/
 */
function systemBy(names: MessagingNames): Attributes {
  return {
    ...(names !== 'newer' && { 'messaging.system': 'gcp_pubsub' }),
    ...(names !== 'older' && { 'messaging.system.name': 'gcp.pubsub' }),
  };
}

/**
 * Attributes by the names that OpenTelemetry has for them, else under a name of our own.
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/cloudevents/
 */
function conventional(attributes: SpanAttributes): Attributes {
  const { provider, eventId, eventType, messageId, secretVersion, consumer, command, attempt, outcome } = attributes;
  return {
    'integration.provider': provider,
    'cloudevents.event_id': eventId,
    'integration.event_type': eventType,
    'messaging.message.id': messageId,
    'integration.secret_version': secretVersion,
    'integration.consumer': consumer,
    'integration.command': command,
    'integration.attempt': attempt,
    'integration.outcome': outcome,
  };
}

function errorTypeOf(error: unknown): string {
  if (IntegrationError.is(error)) return error.code;
  return error instanceof Error ? error.name : typeof error;
}

/** @param traceparent `00-<32 hex>-<16 hex>-<2 hex>` */
function contextOf(traceparent: string | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
