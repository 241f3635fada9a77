import { dueAt, type InstanceState } from '../../functions/src/core/durable/instance-state.ts';
import { wakeUpsOf } from '../../functions/src/core/durable/saga-message.ts';
import { SAGAS } from '../../functions/src/core/event/names.ts';
import { faultOf, timelineOf, type InstanceMoment } from '../../functions/src/core/inspect/instance-timeline.ts';
import {
  bySoonest,
  instance,
  instances,
  instancesOf,
  type InstanceSummary,
} from '../../functions/src/core/inspect/instances.ts';
import type { LetterSummary } from '../../functions/src/core/letters/letter-reader.ts';
import type { ConsolePorts, SagaPorts } from '../ports.ts';
import { limitIn, textIn } from '../query.ts';
import { ApiError, jsonReply, type ApiReply } from '../replies.ts';

/** Of an instance, more are not looked through. */
const MAX_LETTERS = 500;
/** The events that an instance was held for are among its last. */
const LAST_FACTS = 5;

/** `GET /api/sagas`: the sagas' time, and instances, those first at which something is due soonest. */
export async function listInstances(query: URLSearchParams, ports: ConsolePorts): Promise<ApiReply> {
  const sagas = sagasOf(ports);
  const [saga, key] = [textIn(query, 'saga'), textIn(query, 'key')];
  const held = textIn(query, 'held') === '1';
  const limit = limitIn(query);
  const found =
    key === undefined
      ? await instances(sagas.store, { limit, held, ...(saga !== undefined && { saga }) })
      : await instancesOf(
          sagas.store,
          key,
          Object.keys(sagas.sagas).filter((name) => saga === undefined || name === saga),
        );
  const sorted = found.toSorted(bySoonest);
  return jsonReply(200, {
    ...timeOf(sagas),
    instances: sorted.filter(({ status }) => !held || status === 'held').map(summaryView),
  });
}

/** `GET /api/sagas/:saga/:key` */
export async function showInstance(saga: string, key: string, ports: ConsolePorts): Promise<ApiReply> {
  const sagas = sagasOf(ports);
  const definition = await entryOf(saga, sagas).definition();
  const state = await instance(sagas.store, saga, key);
  if (state === undefined) {
    throw new ApiError(
      404,
      'not-found',
      `The saga ${saga} has no instance ${key}. List the instances with /api/sagas.`,
    );
  }
  const timeline = await timelineOf(state, definition, { consumer: sagas.group.consumer, store: sagas.store });
  const fault = state.status === 'held' ? faultOf(state, definition) : undefined;
  const { life, status, version, wakeAt } = state;
  const due = dueAt(state, definition);
  return jsonReply(200, {
    ...timeOf(sagas),
    ...summaryView({ saga, key, life, status, ...(due !== undefined && { dueAt: due }) }),
    version,
    decidedTo: timeIn(state.decidedTo),
    changedAt: timeIn(state.changedAt),
    ...(status === 'open' && wakeAt !== undefined && { wakeAt: timeIn(wakeAt) }),
    ...(fault !== undefined && { fault }),
    letters: await lettersOf(state, timeline, ports),
    timeline: timeline.map(momentView),
  });
}

/** A moment of an instance with its times as RFC 3339. */
export function momentView(moment: InstanceMoment): object {
  const { at, ...rest } = moment;
  if (rest.kind === 'fact') return { ...rest, at: timeIn(at) };
  const { retryAt, ...command } = rest;
  return { ...command, at: timeIn(at), ...(retryAt !== undefined && { retryAt: timeIn(retryAt) }) };
}

/** @throws {ApiError} `no-sagas` */
export function sagasOf({ sagas }: Pick<ConsolePorts, 'sagas'>): SagaPorts {
  if (sagas !== undefined) return sagas;
  throw new ApiError(404, 'no-sagas', 'This bundle has no durable saga whose integration is on.');
}

/** Their time, and by how much it is ahead of real time. */
export function timeOf(sagas: Pick<SagaPorts, 'now' | 'clock'>): { readonly now: string; readonly aheadMs: number } {
  return { now: sagas.now().toISOString(), aheadMs: sagas.clock?.aheadMs ?? 0 };
}

function entryOf(saga: string, { sagas }: SagaPorts): SagaPorts['sagas'][string] {
  const entry = Object.hasOwn(sagas, saga) ? sagas[saga] : undefined;
  if (entry !== undefined) return entry;
  throw new ApiError(
    404,
    'not-found',
    `This bundle has no durable saga ${saga}. Choose from: ${Object.keys(sagas).join(', ')}.`,
  );
}

/** The dead letters of its commands and wake-ups, and of the events that it may be held for. */
async function lettersOf(
  { saga, key, status }: InstanceState,
  timeline: readonly InstanceMoment[],
  { letters }: ConsolePorts,
): Promise<readonly LetterSummary[]> {
  const commands = new Set(timeline.flatMap((moment) => (moment.kind === 'command' ? [moment.id] : [])));
  const facts = timeline.flatMap((moment) => (moment.kind === 'fact' && moment.event ? [moment.event] : []));
  const own = await letters.letters({ provider: SAGAS, limit: MAX_LETTERS });
  const ofEvents =
    status === 'held'
      ? facts.slice(-LAST_FACTS).map(({ id }) => letters.letters({ status: 'open', eventId: id, limit: LAST_FACTS }))
      : [];
  const wakeUps = wakeUpsOf(saga, key);
  return [
    ...own.filter(({ eventId = '' }) => commands.has(eventId) || eventId.startsWith(wakeUps)),
    ...(await Promise.all(ofEvents)).flat(),
  ];
}

/** An instance as lists show it, with its times as RFC 3339. */
export function summaryView({ dueAt: due, ...summary }: InstanceSummary): object {
  return { ...summary, ...(due !== undefined && { dueAt: timeIn(due) }) };
}

function timeIn(ms: number): string {
  return new Date(ms).toISOString();
}
