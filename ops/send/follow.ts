import { setTimeout as sleep } from 'node:timers/promises';
import { isJsonObject, parseJson } from '../../functions/src/core/event/json.ts';
import { EVENT_STATUSES, type ConsumerView, type EventStatus } from '../../functions/src/core/inspect/event-reader.ts';
import { Failure } from '../exit.ts';
import { fetchText } from './deliver.ts';

/** An event as the console's API tells it. */
export interface FollowedEvent {
  readonly id: string;
  readonly type: string;
  readonly status: EventStatus;
  readonly messageId: string;
  readonly consumers: readonly ConsumerView[];
  readonly secretVersion: string | undefined;
  /** RFC 3339, when the first request with this event arrived. */
  readonly receivedTime: string;
  /** The records that its commands wrote, as `collection/id`. */
  readonly records: readonly string[];
  /** Ids of its dead letters, the newest first. */
  readonly letters: readonly string[];
}

/** The console's address and access token. */
export interface ConsoleAddress {
  readonly url: string;
  readonly token: string;
}

const POLL_MS = 100;
const WRONG_TOKEN =
  'The console refuses the token in the state folder. Does LOCAL_STATE_DIR have the value that npm start uses?';

/**
 * Watches an event until it is handled or given up on, or time is over.
 * @param onChange Told of every state that it is seen in. @returns the last one; undefined when it was never seen.
 */
export async function follow(
  console: ConsoleAddress,
  event: { readonly provider: string; readonly id: string },
  waitMs: number,
  onChange: (event: FollowedEvent) => void,
): Promise<FollowedEvent | undefined> {
  const until = performance.now() + waitMs;
  const url = `${console.url}/api/events/${encodeURIComponent(event.id)}?provider=${encodeURIComponent(event.provider)}`;
  let seen: FollowedEvent | undefined;
  for (;;) {
    const { status, text } = await fetchText(url, { headers: { authorization: `Bearer ${console.token}` } });
    if (status === 401) throw new Failure(WRONG_TOKEN);
    const now = status === 200 ? followedEventOf(parseJson(text)) : undefined;
    if (now !== undefined && JSON.stringify(now) !== JSON.stringify(seen)) onChange(now);
    seen = now ?? seen;
    if (seen?.status === 'handled' || seen?.status === 'dead' || performance.now() > until) return seen;
    await sleep(POLL_MS);
  }
}

function followedEventOf(value: unknown): FollowedEvent | undefined {
  if (!isJsonObject(value)) return undefined;
  const status = EVENT_STATUSES.find((candidate) => candidate === value['status']);
  if (status === undefined) return undefined;
  const { envelope, consumers, timeline, letters } = value;
  const secretVersion = isJsonObject(envelope) ? envelope['secretversion'] : undefined;
  return {
    id: String(value['id']),
    type: String(value['type']),
    messageId: String(value['messageId']),
    status,
    consumers: Array.isArray(consumers) ? consumers.filter(isConsumer) : [],
    secretVersion: typeof secretVersion === 'string' ? secretVersion : undefined,
    receivedTime: String(value['receivedTime']),
    records: [...new Set(objectsIn(timeline).flatMap(({ attributes }) => recordsIn(attributes)))],
    letters: objectsIn(letters).flatMap(({ id }) => (typeof id === 'string' ? [id] : [])),
  };
}

function objectsIn(value: unknown): readonly Record<string, unknown>[] {
  const elements: readonly unknown[] = Array.isArray(value) ? value : [];
  return elements.filter(isJsonObject);
}

function recordsIn(attributes: unknown): readonly string[] {
  const records = isJsonObject(attributes) ? attributes['records'] : undefined;
  const elements: readonly unknown[] = Array.isArray(records) ? records : [];
  return elements.filter((record) => typeof record === 'string');
}

function isConsumer(value: unknown): value is ConsumerView {
  return isJsonObject(value) && typeof value['name'] === 'string' && Array.isArray(value['commands']);
}
