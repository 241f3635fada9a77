import { messageAttributes } from '../event/attributes.ts';
import { matchesType, topicOf } from '../event/names.ts';
import { decodeEnvelope, occurrenceOf, type OutgoingMessage } from '../event/platform-event.ts';
import { asBuffer } from '../event/json.ts';
import { STEERING, type Delivery } from '../delivery.ts';
import type { LedgerKey, Store } from '../ledger/store.ts';
import type { Publisher } from '../ports.ts';

/** What a topic still keeps of what was published to it. */
export interface TopicHistory {
  /** Messages published since a time, in any order; it ends when it has caught up with the start of the reading. */
  messages(topic: string, since: Date): AsyncIterable<Delivery>;
}

export interface ReplayRequest {
  readonly provider: string;
  /** The consumer that handles them; the others ack them unread. */
  readonly consumer: string;
  /** Published at this time or later. */
  readonly since: Date;
  /** Published before this time. */
  readonly until: Date;
  /** Native types; a trailing `*` stands for any ending. Empty: all. */
  readonly types: readonly string[];
  /**
   * Names the replay, if events that were handled should be handled again and repeat their effects.
   * Without it, only what was never handled is.
   */
  readonly again?: string;
  /**
   * Names a redrive, where events that the consumer gave up on are to go back to it too: for letters that were too
   * large to be kept with their bytes. What was done of them stays done.
   */
  readonly redrive?: string;
  /** A durable saga, if the events are to bring it their facts and to do nothing else. */
  readonly saga?: string;
}

export interface ReplayReport {
  readonly read: number;
  readonly published: number;
  /** Left out because the consumer gave them up: only a redrive reopens them. Absent if there are none. */
  readonly dead?: number;
  /** Left out because the consumer has handled them. Absent if there are none. */
  readonly handled?: number;
}

/** What a replay reads and publishes. */
export interface ReplayPorts {
  readonly history: TopicHistory;
  readonly publisher: Publisher;
  /** Tells what need not be published. Left out, the consumer finds out by itself. */
  readonly ledger?: Pick<Store, 'states'>;
}

const BATCH = 100;
const DEADLINE_MS = 30_000;

/** Publishes a topic's retained events once more for one consumer, bytes unchanged. */
export async function replay(
  ports: ReplayPorts,
  request: ReplayRequest,
  onProgress: (report: ReplayReport) => void = () => {},
): Promise<ReplayReport> {
  const seen = new Set<string>();
  let batch: Delivery[] = [];
  let report: ReplayReport = { read: 0, published: 0 };
  const flush = async () => {
    report = plus(report, await publishBatch(ports, request, batch));
    batch = [];
    onProgress(report);
  };
  for await (const delivery of ports.history.messages(topicOf(request.provider), request.since)) {
    report = { ...report, read: report.read + 1 };
    if (!isWanted(delivery, request) || isRepeat(delivery, seen)) continue;
    batch.push(delivery);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  return report;
}

/** Publishes those that the consumer would not just ack. */
async function publishBatch(
  { publisher, ledger }: ReplayPorts,
  request: ReplayRequest,
  batch: readonly Delivery[],
): Promise<Omit<ReplayReport, 'read'>> {
  if (batch.length === 0) return { published: 0 };
  const states = ledger === undefined ? [] : await ledger.states(batch.map((delivery) => keyOf(delivery, request)));
  const messages = batch.flatMap((delivery, index) => {
    const state = states[index];
    if (state === 'done' || (state === 'dead' && request.redrive === undefined)) return [];
    return [addressed(delivery, request)];
  });
  if (messages.length > 0) await publisher.publish(topicOf(request.provider), messages, DEADLINE_MS);
  const dead = request.redrive === undefined ? states.filter((state) => state === 'dead').length : 0;
  return { published: messages.length, dead, handled: states.filter((state) => state === 'done').length };
}

function plus(report: ReplayReport, { published, dead = 0, handled = 0 }: Omit<ReplayReport, 'read'>): ReplayReport {
  const [allDead, allHandled] = [(report.dead ?? 0) + dead, (report.handled ?? 0) + handled];
  return {
    read: report.read,
    published: report.published + published,
    ...(allDead > 0 && { dead: allDead }),
    ...(allHandled > 0 && { handled: allHandled }),
  };
}

/** The entry of an event in the consumer's ledger. Attributes leave out what is too long for them. */
function keyOf({ attributes, data }: Delivery, { provider, consumer, again }: ReplayRequest): LedgerKey {
  const { source, id } = namesIn(attributes) ?? envelopeIn(provider, data) ?? { source: '', id: '' };
  return { consumer, source, id, ...(again !== undefined && { replay: again }) };
}

function isWanted({ attributes, publishTime }: Delivery, { since, until, types }: ReplayRequest): boolean {
  // What was sent to one consumer is a repeat of what the topic keeps anyway.
  if (attributes[STEERING.consumer] !== undefined) return false;
  return publishTime >= since && publishTime < until && matchesType(attributes['eventtype'] ?? '', types);
}

function namesIn({ source, id, occurrence }: Delivery['attributes']): EntryNames | undefined {
  return source === undefined || id === undefined ? undefined : { source, id: occurrence ?? id };
}

/** What the ledger's key takes from an event. */
type EntryNames = Pick<LedgerKey, 'source' | 'id'>;

function envelopeIn(provider: string, data: Uint8Array): EntryNames | undefined {
  try {
    const envelope = decodeEnvelope(provider, data);
    return { source: envelope.source, id: occurrenceOf(envelope) };
  } catch {
    // No event of ours: its consumer makes a dead letter of it, as it did before.
    return undefined;
  }
}

/** An event that the provider sent twice is on the topic twice. */
function isRepeat({ attributes }: Delivery, seen: Set<string>): boolean {
  const { source, id } = attributes;
  if (source === undefined || id === undefined) return false;
  const key = JSON.stringify([source, id]);
  if (seen.has(key)) return true;
  seen.add(key);
  return false;
}

function addressed({ data, attributes }: Delivery, { consumer, again, redrive, saga }: ReplayRequest): OutgoingMessage {
  const steering = {
    [STEERING.consumer]: consumer,
    ...(again !== undefined && { [STEERING.replay]: again }),
    ...(redrive !== undefined && { [STEERING.redrive]: redrive }),
    ...(saga !== undefined && { [STEERING.saga]: saga }),
  };
  return {
    data: asBuffer(data),
    attributes: messageAttributes(steering, attributes),
  };
}
