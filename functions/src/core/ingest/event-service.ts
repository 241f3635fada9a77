import { IntegrationError } from '../event/errors.ts';
import { titleOf } from '../event/names.ts';
import type { LogFields, Logger } from '../telemetry/logger.ts';
import type { IntegrationSettings } from '../config/settings.ts';
import type { Ports, SecretVersion } from '../ports.ts';
import { traced, type Span } from '../telemetry/tracer.ts';
import { EventPublisher } from './event-publisher.ts';
import type { HttpReply, Integration, Verified, VerifyLimits } from '../integration/integration.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { RecentIds } from './recent-ids.ts';
import { describeAll } from '../integration/recognition.ts';
import { refuse } from './refusal.ts';
import { requireAcceptable } from './acceptance.ts';
import { idsOf, logReceived } from './request-lines.ts';
import { secretSourceOf, type SecretSource } from '../secrets/secret-source.ts';
import { traceparentOf } from '../telemetry/traceparent.ts';

/** Used where the provider signs no time. Never compared with anything then. */
const NO_TOLERANCE = 0;

interface Verification<Native> {
  readonly verified: Verified<Native>;
  readonly secretVersion: string | undefined;
  /** Whether a newer secret is configured beside the one that verified: it may not go yet. */
  readonly oldSecret: boolean;
}

/** What goes along with a request. */
interface Reception {
  readonly log: Logger;
  /** Called once it is known which events a request carries: a failure from then on is logged with them. */
  readonly identify: (events: LogFields) => void;
  readonly traceparent: string | undefined;
  readonly span: Span | undefined;
}

type ServicePorts = Pick<Ports, 'publisher' | 'secrets' | 'blobs' | 'clock' | 'tracer'>;

/**
 * The one way in: takes a webhook request of one provider through verification, envelope and publishing.
 * One instance serves all requests of a function instance.
 */
export class EventService<Native> {
  readonly #integration: Integration<Native>;
  readonly #settings: IntegrationSettings;
  readonly #ports: ServicePorts;
  readonly #secrets: SecretSource;
  readonly #publisher: EventPublisher;
  readonly #recent = new RecentIds();
  readonly #remarks = new Set<string>();

  /** @throws {IntegrationError} `bad-config` when a configured secret is malformed. */
  constructor(integration: Integration<Native>, settings: IntegrationSettings, ports: ServicePorts, log: Logger) {
    this.#integration = integration;
    this.#settings = settings;
    this.#ports = ports;
    this.#secrets = secretSourceOf(integration, settings, { ...ports, log });
    this.#publisher = new EventPublisher(settings, ports);
  }

  /** The largest body that is read, in bytes. */
  get maxBytes(): number {
    return this.#settings.maxBytes ?? this.#integration.maxBytes;
  }

  /**
   * Accepts one request and answers once Pub/Sub has its events. Never throws: every failure is a typed
   * error of the error table, as an answer.
   */
  dispatchEvent(request: RawWebhook, log: Logger): Promise<HttpReply> {
    const { provider } = this.#integration;
    const from = traceparentOf(request.headers);
    const server = { kind: 'server', parent: from, attributes: { provider } } as const;
    let known: LogFields = {};
    const identify = (events: LogFields) => {
      known = events;
    };
    const reply = traced(this.#ports.tracer, 'webhook', server, (span) =>
      this.#dispatch(request, { log, identify, traceparent: span?.traceparent ?? from, span }),
    );
    return Promise.resolve(reply).catch((thrown: unknown) => refuse(this.#integration, thrown, log.with(known)));
  }

  async #dispatch(request: RawWebhook, { log, identify, traceparent, span }: Reception): Promise<HttpReply> {
    const { provider } = this.#integration;
    logReceived(provider, log, { bytes: request.rawBody.byteLength });
    // Loading the client takes as long as verifying: do both at once.
    this.#ports.publisher.warm?.();

    const greeting = this.#integration.handshake === undefined ? undefined : await this.#handshake(request);
    if (greeting !== undefined) return greeting;
    requireAcceptable(this.#integration, request, this.maxBytes);

    const { tracer } = this.#ports;
    const internal = { kind: 'internal', parent: traceparent, attributes: { provider } } as const;
    const verification = traced(tracer, 'verify', internal, () => this.#verify(request));
    const { verified, secretVersion, oldSecret } = verification instanceof Promise ? await verification : verification;
    const natives = verified.events.map(({ native }) => native);
    const arrival = { receivedAt: request.receivedAt, traceparent, secretVersion };
    const carried = describeAll(this.#integration, verified, request);
    const envelopes = carried.map(({ about, native, json }) => this.#publisher.envelop(about, native, json, arrival));
    const events = idsOf(envelopes.map(({ context }) => context));
    identify(events);
    const [first] = envelopes;
    const about = { provider, eventId: first?.context.id, eventType: first?.context.eventtype, secretVersion };
    span?.set(about);
    for (const [index, { context }] of envelopes.entries()) {
      const event = { eventId: context.id, eventType: context.eventtype };
      log.info(`${this.#title} Event Verified`, { ...event, secretVersion, ...(oldSecret && { oldSecret }) });
      if (context.unknown !== undefined) {
        log.warn(`${this.#title} Event Not Recognised`, {
          ...event,
          unknown: context.unknown,
          needs: carried[index]?.needs,
        });
      }
    }
    for (const native of natives) this.#remark(native, log);

    const now = this.#ports.clock.now();
    const fresh = envelopes.filter(({ context }) => !this.#recent.has(context.source, context.id, now));
    if (fresh.length > 0) {
      const producer = { kind: 'producer', parent: traceparent, attributes: about } as const;
      await traced(tracer, 'publish', producer, () => this.#publisher.publish(fresh, log));
    }
    for (const { context } of fresh) this.#recent.add(context.source, context.id, now);

    if (fresh.length < envelopes.length) log.info(`${this.#title} Event Already Published`, { ...events, provider });
    return (
      this.#integration.ack?.(natives) ?? { status: 200, body: receipt(envelopes.map(({ context }) => context.id)) }
    );
  }

  #handshake(request: RawWebhook): HttpReply | undefined | Promise<HttpReply | undefined> {
    if (request.rawBody.byteLength > this.maxBytes) return undefined;
    return this.#withSecrets(request, (secrets) =>
      this.#integration.handshake?.(request, valuesOf(secrets), request.receivedAt, {
        ...this.#limits,
        verifyToken: this.#settings.verifyToken,
      }),
    );
  }

  #verify(request: RawWebhook): Verification<Native> | Promise<Verification<Native>> {
    return this.#withSecrets(request, (secrets) => {
      // The time of arrival, not of this line: a cold start must not age a signature.
      const outcome = this.#integration.verify(request, valuesOf(secrets), request.receivedAt, this.#limits);
      const named = (verified: Verified<Native>) => {
        const { secret } = verified;
        return { verified, secretVersion: secrets[secret]?.version, oldSecret: secret > 0 };
      };
      return outcome instanceof Promise ? outcome.then(named) : named(outcome);
    });
  }

  /**
   * Tries the secrets at hand, and newer ones if none of them verifies: they may have been rotated. What is there
   * already is not awaited.
   */
  #withSecrets<T>(request: RawWebhook, attempt: (secrets: readonly SecretVersion[]) => T | Promise<T>): T | Promise<T> {
    const again = async (error: unknown): Promise<T> => {
      const mayBeRotated = IntegrationError.is(error) && error.code.endsWith('/bad-signature');
      const newer = mayBeRotated ? await this.#secrets.refreshed(request) : undefined;
      if (newer === undefined) throw error;
      return attempt(newer);
    };
    try {
      const held = this.#secrets.current(request);
      const outcome = held instanceof Promise ? held.then(attempt) : attempt(held);
      return outcome instanceof Promise ? outcome.catch(again) : outcome;
    } catch (error) {
      return again(error);
    }
  }

  #remark(native: Native, log: Logger): void {
    const text = this.#integration.remark?.(native);
    if (text === undefined || this.#remarks.has(text)) return;
    this.#remarks.add(text);
    log.warn(text);
  }

  get #limits(): VerifyLimits {
    return { toleranceSeconds: this.#settings.toleranceSeconds ?? this.#integration.toleranceSeconds ?? NO_TOLERANCE };
  }

  get #title(): string {
    return titleOf(this.#integration.provider);
  }
}

function valuesOf(secrets: readonly SecretVersion[]): readonly string[] {
  return secrets.map(({ value }) => value);
}

function receipt(ids: readonly string[]): { received: true; id?: string; ids?: readonly string[] } {
  const [id] = ids;
  return ids.length === 1 && id !== undefined ? { received: true, id } : { received: true, ids };
}
