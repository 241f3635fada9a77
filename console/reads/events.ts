import { decodeUtf8, parseJson } from '../../functions/src/core/event/json.ts';
import {
  EVENT_STATUSES,
  type ConsumerView,
  type EventDetail,
  type EventQuery,
} from '../../functions/src/core/inspect/event-reader.ts';
import type { LetterSummary } from '../../functions/src/core/letters/letter-reader.ts';
import type { TimelineSpan } from '../../functions/src/core/inspect/timeline.ts';
import type { ConsolePorts } from '../ports.ts';
import { instancesOfEvent } from './event-instances.ts';
import { cursorIn, limitIn, momentAt, textIn, wordIn } from '../query.ts';
import { ApiError, jsonReply, type ApiReply } from '../replies.ts';

/** One event has few letters: one for each time that it was given up on. */
const MAX_LETTERS = 50;

/** `GET /api/events` */
export async function listEvents(query: URLSearchParams, { events, search }: ConsolePorts): Promise<ApiReply> {
  return jsonReply(200, await events.events(eventQueryIn(query, search)));
}

/** `GET /api/events/:id`. With `envelope=1` the message is looked for if it is not at hand. */
export async function showEvent(id: string, query: URLSearchParams, ports: ConsolePorts): Promise<ApiReply> {
  const event = await eventById(id, query, ports);
  const [requests, spans, logs, letters] = await Promise.all([
    ports.requests?.requestsOf(event) ?? [],
    ports.timeline?.timeline(event) ?? [],
    ports.logs?.logs(event) ?? [],
    ports.letters.letters({ provider: event.provider, eventId: event.id, limit: MAX_LETTERS }),
  ]);
  const { envelope, attributes, ...detail } =
    event.envelope === undefined && query.get('envelope') === '1' ? await withMessage(event, ports) : event;
  const secretVersion = attributes['secretversion'];
  return printed(envelope, {
    ...detail,
    consumers: detail.consumers.map((consumer) => withLogsUrl(consumer, event, ports)),
    attributes,
    ...(secretVersion !== undefined && { secretVersion }),
    requests,
    letters,
    timeline: timelineOf(spans, letters),
    logs,
    instances: await instancesOfEvent(event, spans, ports),
    ...(ports.logsUrl !== undefined && { logsUrl: ports.logsUrl(event.id) }),
  });
}

/** One that failed leads to its own lines. */
function withLogsUrl(consumer: ConsumerView, { id }: EventDetail, ports: Pick<ConsolePorts, 'logsUrl'>): object {
  const logsUrl = consumer.error === undefined ? undefined : ports.logsUrl?.(id, consumer.name);
  return { ...consumer, ...(logsUrl !== undefined && { logsUrl }) };
}

/** The event that a path names. @throws {ApiError} `not-found` */
export async function eventById(
  id: string,
  query: URLSearchParams,
  { events }: Pick<ConsolePorts, 'events'>,
): Promise<EventDetail> {
  const event = await events.event(id, textIn(query, 'provider'));
  if (event !== undefined) return event;
  throw new ApiError(404, 'not-found', 'There is no event with this id. List the events with /api/events.');
}

/** The event with its message. @throws {ApiError} `not-kept` if nobody has it any more. */
export async function withMessage(
  event: EventDetail,
  { envelopes, letters }: Pick<ConsolePorts, 'envelopes' | 'letters'>,
): Promise<EventDetail & { readonly envelope: Uint8Array }> {
  if (event.envelope !== undefined) return { ...event, envelope: event.envelope };
  const { provider, id: eventId } = event;
  const [kept] = await letters.letters({ provider, eventId, limit: 1 });
  const letter = kept === undefined ? undefined : await letters.letter(kept.id);
  if (letter?.data !== undefined) {
    return { ...event, attributes: letter.attributes, envelope: Buffer.from(letter.data, 'base64') };
  }
  const found = await envelopes?.find(event);
  if (found !== undefined) return { ...event, attributes: found.attributes, envelope: found.data };
  throw new ApiError(
    404,
    'not-kept',
    'The message of this event is no longer available: its topic no longer retains it, and no dead letter holds a copy.',
  );
}

function eventQueryIn(query: URLSearchParams, search: boolean): EventQuery {
  const [provider, type, text] = [textIn(query, 'provider'), textIn(query, 'type'), textIn(query, 'q')];
  const [subject, since, until] = [textIn(query, 'subject'), momentAt(query, 'since'), momentAt(query, 'until')];
  const status = wordIn(query, 'status', EVENT_STATUSES);
  if (text !== undefined && !search) {
    throw new ApiError(
      400,
      'no-search',
      'Full-text search is only available on the local host. Search Cloud Logging instead.',
    );
  }
  return {
    limit: limitIn(query),
    ...cursorIn(query),
    ...(provider !== undefined && { provider }),
    ...(type !== undefined && { type }),
    ...(status !== undefined && { status }),
    ...(text !== undefined && { text }),
    ...(subject !== undefined && { subject }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}

/** The journal's steps, and one step for each dead letter. */
function timelineOf(spans: readonly TimelineSpan[], letters: readonly LetterSummary[]): readonly object[] {
  const steps = spans.map((span) => ({ ...span, status: span.error === undefined ? 'ok' : 'error' }));
  const given = letters.map(({ id, time, reason, consumer, attempts }) => ({
    id,
    name: 'dead letter',
    start: time,
    durationMs: 0,
    status: 'error',
    error: reason,
    attributes: { ...(consumer !== undefined && { consumer }), attempt: attempts },
  }));
  return [...steps, ...given].toSorted((a, b) => a.start.localeCompare(b.start));
}

/** Printed around the envelope's own bytes: a round trip through a parser would lose digits. */
function printed(envelope: Uint8Array | undefined, detail: object): ApiReply {
  if (envelope === undefined) return jsonReply(200, { ...detail, envelope: null });
  const text = decodeUtf8(envelope);
  if (text === undefined || parseJson(text) === undefined) {
    return jsonReply(200, { ...detail, envelope: null, base64: Buffer.from(envelope).toString('base64') });
  }
  return { status: 200, body: `${JSON.stringify(detail).slice(0, -1)},"envelope":${text}}` };
}
