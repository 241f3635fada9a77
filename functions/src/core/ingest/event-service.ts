import type { IntegrationSettings } from '../config/settings.ts';
import { titleOf } from '../event/names.ts';
import type { HttpReply, Integration } from '../integration/integration.ts';
import { describeAll, type Described } from '../integration/recognition.ts';
import type { Ports } from '../ports.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { secretSourceOf, type AccountDoor } from '../secrets/secret-source.ts';
import type { LogFields, Logger } from '../telemetry/logger.ts';
import { traceparentOf } from '../telemetry/traceparent.ts';
import { traced, type Span, type SpanAttributes } from '../telemetry/tracer.ts';
import { requireAcceptable } from './acceptance.ts';
import { EventPublisher, publishDeadlineOf, type Envelope } from './event-publisher.ts';
import { RecentIds } from './recent-ids.ts';
import { refuse } from './refusal.ts';
import { idsOf, logReceived } from './request-lines.ts';
import { Verifier, type Verification } from './verifier.ts';

/** What accompanies a request on its way. */
interface Reception {
  readonly log: Logger;
  /** Called once it is known which events a request carries: a later failure is logged with them. */
  readonly identify: (events: LogFields) => void;
  readonly traceparent: string | undefined;
  readonly span: Span | undefined;
}

/** What a verified request carries, ready to be published. */
interface Arrived<Native> {
  readonly verification: Verification<Native>;
  /** Described one by one, in the order of {@link envelopes}. */
  readonly carried: readonly Described<Native>[];
  readonly envelopes: readonly Envelope[];
  /** What spans say of it: its first event. */
  readonly about: SpanAttributes;
}

type ServicePorts = Pick<Ports, 'publisher' | 'secrets' | 'blobs' | 'clock' | 'tracer'>;

/**
 * The one way in: takes a webhook request of one provider through handshake, verification, envelope and publishing.
 * One instance serves all requests of a function instance.
 */
export class EventService<Native> {
  readonly #integration: Integration<Native>;
  readonly #settings: IntegrationSettings;
  readonly #ports: ServicePorts;
  readonly #verifier: Verifier<Native>;
  readonly #publisher: EventPublisher;
  readonly #accounts: AccountDoor | undefined;
  readonly #recent = new RecentIds();
  readonly #remarks = new Set<string>();

  /**
   * @param accounts What serves many accounts, if the provider has them.
   * @throws {IntegrationError} `bad-config` when a configured secret is malformed.
   */
  constructor(
    integration: Integration<Native>,
    settings: IntegrationSettings,
    ports: ServicePorts,
    log: Logger,
    accounts?: AccountDoor,
  ) {
    this.#integration = integration;
    this.#settings = settings;
    this.#ports = ports;
    this.#accounts = settings.accounts === undefined ? undefined : accounts;
    const secrets = secretSourceOf(integration, settings, { ...ports, log }, accounts);
    this.#verifier = new Verifier(integration, settings, secrets);
    this.#publisher = new EventPublisher(settings, ports, publishDeadlineOf(integration));
  }

  /** The largest body that is read, in bytes. */
  get maxBytes(): number {
    return this.#settings.maxBytes ?? this.#integration.maxBytes;
  }

  /**
   * Accepts one request and answers once Pub/Sub has its events. Never throws: the answer to a failure is a typed error
   * of the error table.
   */
  dispatchEvent(request: RawWebhook, log: Logger): Promise<HttpReply> {
    const { provider } = this.#integration;
    const from = traceparentOf(request.headers);
    const server = { kind: 'server', parent: from, attributes: { provider } } as const;
    const received = this.#accounts?.addressed(request) ?? request;
    let known: LogFields = received.account === undefined ? {} : { account: received.account };
    const identify = (events: LogFields) => {
      known = { ...known, ...events };
    };
    const reply = traced(this.#ports.tracer, 'webhook', server, (span) =>
      this.#dispatch(received, { log, identify, traceparent: span?.traceparent ?? from, span }),
    );
    return Promise.resolve(reply).catch((thrown: unknown) => refuse(this.#integration, thrown, log.with(known)));
  }

  async #dispatch(request: RawWebhook, reception: Reception): Promise<HttpReply> {
    logReceived(this.#integration.provider, reception.log, { bytes: request.rawBody.byteLength });
    // Loading the client takes as long as verifying: do both at once.
    this.#ports.publisher.warm?.();

    const greeting = this.#integration.handshake === undefined ? undefined : await this.#handshake(request);
    if (greeting !== undefined) return greeting;
    requireAcceptable(this.#integration, request, this.maxBytes);

    const verified = this.#verify(request, reception);
    const arrived = this.#envelop(request, verified instanceof Promise ? await verified : verified, reception);
    this.#report(arrived, reception);
    const fresh = this.#fresh(arrived);
    if (fresh.length > 0) await this.#publish(fresh, arrived, reception);
    if (fresh.length < arrived.envelopes.length) this.#reportRepeat(arrived, reception);
    return this.#receipt(arrived);
  }

  /** The provider's own greeting. A body over the limit is never one. */
  #handshake(request: RawWebhook): HttpReply | undefined | Promise<HttpReply | undefined> {
    return request.rawBody.byteLength > this.maxBytes ? undefined : this.#verifier.handshake(request);
  }

  #verify(request: RawWebhook, { traceparent }: Reception): Verification<Native> | Promise<Verification<Native>> {
    const internal = { kind: 'internal', parent: traceparent, attributes: { provider: this.#provider } } as const;
    return traced(this.#ports.tracer, 'verify', internal, () => this.#verifier.verify(request));
  }

  #envelop(request: RawWebhook, verification: Verification<Native>, { traceparent }: Reception): Arrived<Native> {
    const { verified, secretVersion } = verification;
    const { receivedAt, account } = request;
    const arrival = { receivedAt, traceparent, secretVersion, account };
    const carried = describeAll(this.#integration, verified, request);
    const envelopes = carried.map(({ about, native, json }) => this.#publisher.envelop(about, native, json, arrival));
    const [first] = envelopes;
    const [eventId, eventType] = [first?.context.id, first?.context.eventtype];
    return { verification, carried, envelopes, about: { provider: this.#provider, eventId, eventType, secretVersion } };
  }

  /** From here on, a failure is logged with the events that it concerns. */
  #report({ verification, carried, envelopes, about }: Arrived<Native>, { log, identify, span }: Reception): void {
    const { verified, secretVersion, oldSecret } = verification;
    identify(idsOf(envelopes.map(({ context }) => context)));
    span?.set(about);
    for (const [index, { context }] of envelopes.entries()) {
      const { id: eventId, eventtype: eventType, unknown, account } = context;
      // The type is in the line that follows, whatever that is; logs are paid for by the byte.
      const secret = { secretVersion, ...(oldSecret && { oldSecret }), ...(account !== undefined && { account }) };
      log.info(`${this.#title} Event Verified`, { eventId, ...secret });
      if (unknown === undefined) continue;
      log.warn(`${this.#title} Event Not Recognised`, { eventId, eventType, unknown, needs: carried[index]?.needs });
    }
    for (const { native } of verified.events) this.#remark(native, log);
  }

  #remark(native: Native, log: Logger): void {
    const text = this.#integration.remark?.(native);
    if (text === undefined || this.#remarks.has(text)) return;
    this.#remarks.add(text);
    log.warn(text);
  }

  /** The events that this instance has not published a moment ago. */
  #fresh({ envelopes }: Arrived<Native>): readonly Envelope[] {
    const now = this.#ports.clock.now();
    return envelopes.filter(({ context }) => !this.#recent.has(context.source, context.id, now));
  }

  async #publish(
    fresh: readonly Envelope[],
    { about }: Arrived<Native>,
    { log, traceparent }: Reception,
  ): Promise<void> {
    const now = this.#ports.clock.now();
    const producer = { kind: 'producer', parent: traceparent, attributes: about } as const;
    await traced(this.#ports.tracer, 'publish', producer, () => this.#publisher.publish(fresh, log));
    for (const { context } of fresh) this.#recent.add(context.source, context.id, now);
  }

  #reportRepeat({ envelopes }: Arrived<Native>, { log }: Reception): void {
    const events = idsOf(envelopes.map(({ context }) => context));
    log.info(`${this.#title} Event Already Published`, { ...events, provider: this.#provider });
  }

  #receipt({ verification, envelopes }: Arrived<Native>): HttpReply {
    const natives = verification.verified.events.map(({ native }) => native);
    const ids = envelopes.map(({ context }) => context.id);
    return this.#integration.ack?.(natives) ?? { status: 200, body: receipt(ids) };
  }

  get #provider(): string {
    return this.#integration.provider;
  }

  get #title(): string {
    return titleOf(this.#provider);
  }
}

function receipt(ids: readonly string[]): { received: true; id?: string; ids?: readonly string[] } {
  const [id] = ids;
  return ids.length === 1 && id !== undefined ? { received: true, id } : { received: true, ids };
}
