import { mergeMap } from 'rxjs';
import { asOfEvent, idIn, isJsonObject, isOfType, RANK, saga } from 'integration-service';
import { isMondayEventOfType, MondayEvent, type ColumnChange } from 'integration-service/monday';
import { textOrNull } from '../shared/fields.ts';
import { deletedTicket, UpdateTicket } from '../shared/tickets.ts';

const RANKS: ReadonlyMap<string, number> = new Map([
  ['create_pulse', RANK.creation],
  ['archive_pulse', RANK.end],
  ['delete_pulse', RANK.end + 1],
]);

/** Keeps `tickets` up to date with the items of monday's boards. monday does not sign what an event says. */
export const tickets = saga((events$) =>
  events$.pipe(
    isOfType(MondayEvent),
    isMondayEventOfType('create_pulse', 'update_column_value', 'archive_pulse', 'delete_pulse'),
    mergeMap((event) => {
      const { event: change } = event.event;
      const id = idIn(change.pulseId);
      const status = 'columnType' in change ? labelOf(change) : undefined;
      // Other columns say nothing about whose turn it is.
      if (id === undefined || (change.type === 'update_column_value' && status === undefined)) return [];
      const place = { provider: event.envelope.provider, ticketId: id, source: event.envelope.source };
      const isClosed = change.type === 'archive_pulse' || status?.isDone === true;
      const ticket =
        change.type === 'delete_pulse'
          ? deletedTicket(place)
          : ({
              ...place,
              reference: null,
              title: textOrNull(change.pulseName),
              status: isClosed ? 'closed' : 'open',
              providerStatus: status?.text ?? null,
              priority: null,
              assignee: null,
              url: null,
            } as const);
      return [new UpdateTicket(ticket, asOfEvent(event, RANKS.get(change.type) ?? RANK.update))];
    }),
  ),
);

/** The new label of a column of statuses; undefined for other columns. */
function labelOf({ columnType, value }: ColumnChange): { text: string | null; isDone: boolean } | undefined {
  if (columnType !== 'color') return undefined;
  const label = isJsonObject(value) && isJsonObject(value['label']) ? value['label'] : {};
  const text = textOrNull(label['text']);
  // Boards that do not say which label means done use the one that monday gives them.
  return { text, isDone: label['is_done'] === true || (label['is_done'] === undefined && text === 'Done') };
}
