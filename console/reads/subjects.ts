import { PermanentError } from '../../functions/src/core/event/errors.ts';
import { isDigest, subjectKey } from '../../functions/src/core/event/subject.ts';
import type { EventView } from '../../functions/src/core/inspect/event-reader.ts';
import { bySoonest, instancesAt, instancesOf } from '../../functions/src/core/inspect/instances.ts';
import type { LetterSummary } from '../../functions/src/core/letters/letter-reader.ts';
import type { ConsolePorts } from '../ports.ts';
import { jsonReply, type ApiReply } from '../replies.ts';
import { summaryView } from './sagas.ts';

/** Events of one object that are looked through for what came of them. */
const MAX_EVENTS = 1_000;
/** Of these, those whose dead letters are looked for. */
const MAX_WITH_LETTERS = 50;
/** One event has few letters: one for each time that it was given up on. */
const LETTERS_OF_EVENT = 10;
const MAX_INSTANCES = 50;
const MAX_RECORDS = 200;

/**
 * `GET /api/subjects/:subject`: what came of the events that concern an object: records, dead letters, and what is due. The
 * events themselves are `GET /api/events?subject=…`.
 */
export async function showSubject(subject: string, ports: ConsolePorts): Promise<ApiReply> {
  const { events, next } = await ports.events.events({ subject, limit: MAX_EVENTS });
  const failed = events.filter(hasFailed);
  const [named, letters, instances] = await Promise.all([
    ports.events.event(subject),
    lettersOf(failed, ports),
    instancesAbout(subject, events, ports),
  ]);
  const key = subjectKey(subject);
  return jsonReply(200, {
    subject: key,
    isDigest: isDigest(key),
    ...(named !== undefined && { event: { provider: named.provider, id: named.id } }),
    events: events.length,
    isMore: next !== undefined,
    records: recordsOf(events),
    letters,
    hasMoreLetters: failed.length > MAX_WITH_LETTERS,
    waiting: events.flatMap(waitingOf),
    instances: instances.map(summaryView),
  });
}

/** The records of the events' commands, those of the newest events first. */
function recordsOf(events: readonly EventView[]): readonly string[] {
  const names = events.flatMap(({ consumers }) =>
    consumers.flatMap(({ commands }) => commands.flatMap(({ records = [] }) => records)),
  );
  return [...new Set(names)].slice(0, MAX_RECORDS);
}

/** Where an event waits because a handler asked to be tried again later. */
function waitingOf({ id, provider, type, consumers }: EventView): readonly object[] {
  return consumers.flatMap(({ name, waitsUntil }) =>
    waitsUntil === undefined ? [] : [{ id, provider, type, consumer: name, waitsUntil }],
  );
}

/** Whether it was given up on, or had been before a redrive. */
function hasFailed({ status, consumers }: EventView): boolean {
  return status === 'dead' || consumers.some(({ earlier = [] }) => earlier.length > 0);
}

async function lettersOf(
  failed: readonly EventView[],
  { letters }: Pick<ConsolePorts, 'letters'>,
): Promise<readonly LetterSummary[]> {
  const found = await Promise.all(
    failed
      .slice(0, MAX_WITH_LETTERS)
      .map(({ provider, id: eventId }) => letters.letters({ provider, eventId, limit: LETTERS_OF_EVENT })),
  );
  return found.flat();
}

/** The instances of durable sagas that the events brought facts to, and those whose key the object is. */
async function instancesAbout(subject: string, events: readonly EventView[], { sagas }: Pick<ConsolePorts, 'sagas'>) {
  if (sagas === undefined) return [];
  const ids = events.flatMap(({ consumers }) =>
    consumers.flatMap(({ commands }) => commands.flatMap(({ instance = [] }) => instance)),
  );
  const [fed, keyed] = await Promise.all([
    instancesAt(sagas.store, [...new Set(ids)].slice(0, MAX_INSTANCES)),
    // Not every subject can be a key.
    instancesOf(sagas.store, subject, Object.keys(sagas.sagas)).catch((error: unknown) => {
      if (PermanentError.is(error)) return [];
      throw error;
    }),
  ]);
  const all = new Map([...fed, ...keyed].map((one) => [JSON.stringify([one.saga, one.key]), one]));
  return [...all.values()].toSorted(bySoonest);
}
