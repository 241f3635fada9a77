import { instanceIn } from '../../functions/src/core/durable/instance-record.ts';
import type { EventView } from '../../functions/src/core/inspect/event-reader.ts';
import { timelineOf } from '../../functions/src/core/inspect/instance-timeline.ts';
import type { TimelineSpan } from '../../functions/src/core/inspect/timeline.ts';
import { RESERVED_COLLECTIONS } from '../../functions/src/core/ledger/store.ts';
import type { ConsolePorts, SagaPorts } from '../ports.ts';
import { momentView } from './sagas.ts';

/** An event rarely concerns more instances. */
const MAX_INSTANCES = 20;
/** What followed from one event. */
const MAX_MOMENTS = 20;
const INSTANCES = `${RESERVED_COLLECTIONS.sagaInstances}/`;

/**
 * The instances of durable sagas that an event brought a fact to, each with what it does from that moment on. The journal of
 * the local host knows which they are, and so do the entries of the ledger.
 */
export async function instancesOfEvent(
  event: Pick<EventView, 'source' | 'id' | 'consumers'>,
  spans: readonly TimelineSpan[],
  { sagas }: Pick<ConsolePorts, 'sagas'>,
): Promise<readonly object[]> {
  if (sagas === undefined) return [];
  const records = spans.flatMap(({ attributes }) => attributes.records ?? []);
  const inJournal = records.flatMap((name) => (name.startsWith(INSTANCES) ? [name.slice(INSTANCES.length)] : []));
  const inLedger = event.consumers.flatMap(({ commands }) => commands.flatMap(({ instance = [] }) => instance));
  const ids = new Set([...inJournal, ...inLedger]);
  const found = await Promise.all([...ids].slice(0, MAX_INSTANCES).map((id) => instanceOfEvent(id, event, sagas)));
  return found.filter((one) => one !== undefined);
}

async function instanceOfEvent(
  id: string,
  event: { readonly source: string; readonly id: string },
  { store, sagas, group: { consumer } }: SagaPorts,
): Promise<object | undefined> {
  const record = await store.get(RESERVED_COLLECTIONS.sagaInstances, id);
  if (record === undefined) return undefined;
  const state = instanceIn(record.data);
  const { saga, key, status } = state;
  const entry = Object.hasOwn(sagas, saga) ? sagas[saga] : undefined;
  if (entry === undefined) return { id, saga, key, status, moments: [] };
  const timeline = await timelineOf(state, await entry.definition(), { consumer, store });
  const start = timeline.findIndex(
    (one) => one.kind === 'fact' && one.event?.id === event.id && one.event.source === event.source,
  );
  const moments = start === -1 ? [] : timeline.slice(start, start + MAX_MOMENTS);
  return { id, saga, key, status, moments: moments.map(momentView) };
}
