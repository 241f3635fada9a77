import { mergeMap } from 'rxjs';
import {
  type AsOf,
  asOfEvent,
  Command,
  type Context,
  idIn,
  isJsonObject,
  isOfType,
  RANK,
  recordHandler,
  saga,
} from 'integration-service';
import { AsanaEvent, isAsanaEventOfType } from 'integration-service/asana';
import { asanaApi } from 'integration-service/asana/client';
import { objectIn, objectsIn, textOrNull } from '../shared/fields.ts';
import { assigneeOf, deletedTicket, keepTicket, type Ticket, UpdateTicket } from '../shared/tickets.ts';

type Place = Pick<Ticket, 'provider' | 'ticketId' | 'source'>;

/** Asks Asana for a task that changed. */
export class SyncTask extends Command {
  static readonly type = 'SyncTask';
  readonly task: Place;
  readonly asOf: AsOf;

  constructor(task: Place, asOf: AsOf) {
    super();
    this.task = task;
    this.asOf = asOf;
  }
}

const RANKS: ReadonlyMap<string, number> = new Map([
  ['added', RANK.creation],
  ['deleted', RANK.end],
  ['undeleted', RANK.end],
]);

/** Keeps `tickets` up to date with Asana's tasks. An event only names its task, which is fetched with `ASANA_API_KEY`. */
export const tickets = saga((events$) =>
  events$.pipe(
    isOfType(AsanaEvent),
    isAsanaEventOfType('task.added', 'task.changed', 'task.removed', 'task.deleted', 'task.undeleted'),
    mergeMap((event) => {
      const { action, resource } = event.event;
      const ticketId = idIn(resource?.gid);
      if (ticketId === undefined) return [];
      const task = { provider: event.envelope.provider, ticketId, source: event.envelope.source };
      const asOf = asOfEvent(event, RANKS.get(action) ?? RANK.update);
      return [action === 'deleted' ? new UpdateTicket(deletedTicket(task), asOf) : new SyncTask(task, asOf)];
    }),
  ),
);

export const syncTask = recordHandler(SyncTask, keepTicket, {
  atHand: () => undefined,
  fetch: async ({ task, asOf }, context) => {
    const found = await fetchedTask(task, context);
    return found && { ticket: ticketIn(task, found), asOf };
  },
});

/** What is read of a task. */
const FIELDS = [
  'name',
  'completed',
  'assignee.gid',
  'permalink_url',
  'memberships.section.name',
  'custom_fields.name',
  'custom_fields.display_value',
].join(',');

type Fields = Readonly<Record<string, unknown>>;

/** The task as it is now; undefined if Asana no longer has it, of which a separate event tells. */
async function fetchedTask({ ticketId }: Place, context: Context): Promise<Fields | undefined> {
  const api = await context.use(asanaApi);
  const path = `/api/1.0/tasks/${encodeURIComponent(ticketId)}?opt_fields=${FIELDS}` as const;
  const answer = await api.get(path, context.signal);
  if (answer === undefined) context.log.warn('Asana no longer has the task of an event', { task: ticketId });
  return answer && isJsonObject(answer['data']) ? answer['data'] : undefined;
}

function ticketIn(place: Place, task: Fields): Ticket {
  const [membership] = objectsIn(task['memberships']);
  const section = objectIn(membership?.['section']);
  const priority = objectsIn(task['custom_fields']).find(({ name }) => name === 'Priority');
  const assignee = objectIn(task['assignee']);
  return {
    ...place,
    // Asana gives tasks no short names.
    reference: null,
    title: textOrNull(task['name']),
    status: task['completed'] === true ? 'closed' : 'open',
    providerStatus: textOrNull(section['name']),
    priority: textOrNull(priority?.['display_value']),
    assignee: assigneeOf(assignee['gid']),
    url: textOrNull(task['permalink_url']),
  };
}
