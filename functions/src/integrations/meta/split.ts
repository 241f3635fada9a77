import { isJsonObject } from '../../core/event/json.ts';

/** Takes the body of a request apart: one object for each message, each status and each other change. */
export function changesIn(body: unknown): readonly unknown[] {
  if (!isJsonObject(body) || !Array.isArray(body['entry'])) return [];
  const entries: readonly unknown[] = body['entry'];
  return entries.flatMap((entry) => (isJsonObject(entry) ? changesOf(body['object'], entry) : [entry]));
}

type Fields = Readonly<Record<string, unknown>>;

function changesOf(object: unknown, { changes, messaging, standby, ...entry }: Fields): readonly unknown[] {
  const all = [
    ...listOf(changes).flatMap((change) => (isJsonObject(change) ? [change].flatMap(single) : [change])),
    ...itemsOf('messaging', messaging),
    ...itemsOf('standby', standby),
  ];
  // An entry that contains none of them is kept as it is.
  if (all.length === 0) return [{ object, entry }];
  return all.map((change) => (isJsonObject(change) ? { object, entry, ...change } : change));
}

/** The messages of Messenger and Instagram, as changes of the field that lists them. */
function itemsOf(field: string, items: unknown): readonly unknown[] {
  return listOf(items).map((value) => (isJsonObject(value) ? { field, value } : value));
}

/** A change of WhatsApp lists several messages or statuses. */
function single(change: Fields): readonly unknown[] {
  const { value } = change;
  if (!isJsonObject(value)) return [change];
  const { messages, statuses, ...rest } = value;
  const parts = [
    ...listOf(messages).map((message) => ({ ...rest, messages: [message] })),
    ...listOf(statuses).map((status) => ({ ...rest, statuses: [status] })),
  ];
  return parts.length === 0 ? [change] : parts.map((part) => ({ ...change, value: part }));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
