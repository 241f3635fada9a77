import { messageAttributes } from '../event/attributes.ts';
import { matchesType, topicOf } from '../event/names.ts';
import type { OutgoingMessage } from '../event/platform-event.ts';
import { asBuffer } from '../event/json.ts';
import { STEERING, type Delivery } from '../handle/delivery.ts';
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
   * Names the replay, where events that were handled are to be handled again, with effects of their own.
   * Without it, only what was never handled is.
   */
  readonly again?: string;
}

export interface ReplayReport {
  readonly read: number;
  readonly published: number;
}

const BATCH = 100;
const DEADLINE_MS = 30_000;

/** Publishes a topic's retained events once more for one consumer, bytes unchanged. */
export async function replay(
  { history, publisher }: { readonly history: TopicHistory; readonly publisher: Publisher },
  request: ReplayRequest,
  onProgress: (report: ReplayReport) => void = () => {},
): Promise<ReplayReport> {
  const topic = topicOf(request.provider);
  const seen = new Set<string>();
  let batch: OutgoingMessage[] = [];
  let report: ReplayReport = { read: 0, published: 0 };
  const flush = async () => {
    if (batch.length > 0) await publisher.publish(topic, batch, DEADLINE_MS);
    report = { ...report, published: report.published + batch.length };
    batch = [];
    onProgress(report);
  };
  for await (const delivery of history.messages(topic, request.since)) {
    report = { ...report, read: report.read + 1 };
    if (!isWanted(delivery, request) || isRepeat(delivery, seen)) continue;
    batch.push(addressed(delivery, request));
    if (batch.length === BATCH) await flush();
  }
  await flush();
  return report;
}

function isWanted({ attributes, publishTime }: Delivery, { since, until, types }: ReplayRequest): boolean {
  // What was sent to one consumer is a repeat of what the topic keeps anyway.
  if (attributes[STEERING.consumer] !== undefined) return false;
  return publishTime >= since && publishTime < until && matchesType(attributes['eventtype'] ?? '', types);
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

function addressed({ data, attributes }: Delivery, { consumer, again }: ReplayRequest): OutgoingMessage {
  const steering = { [STEERING.consumer]: consumer, ...(again !== undefined && { [STEERING.replay]: again }) };
  return {
    data: asBuffer(data),
    attributes: messageAttributes(steering, attributes),
  };
}
