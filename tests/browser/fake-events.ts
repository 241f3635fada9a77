import type { EnvelopeFinder, RecordReader } from '../../console/ports.ts';
import { type EventDetail, type EventReader, type EventStatus } from '../../functions/src/core/inspect/event-reader.ts';
import { issueFrom, listedIssues, type IssueReader } from '../../functions/src/core/letters/issues.ts';
import type { LetterReader, LetterSelection } from '../../functions/src/core/letters/letter-reader.ts';
import { issueOf } from '../../functions/src/core/ledger/issue.ts';
import type { KeptLetter } from '../../functions/src/core/letters/letters.ts';

/** Made-up events with their letters and records, the same ones every time. */
export interface FakeEvents {
  readonly events: EventReader;
  readonly letters: LetterReader;
  readonly issues: IssueReader;
  readonly records: RecordReader;
  readonly envelopes: EnvelopeFinder;
  /** Has the newest event handled. */
  handleNewest(): void;
  /** Has the newest event given up on. */
  giveUpNewest(): void;
}

const TYPES = ['order.created', 'order.paid', 'order.refunded', 'customer.updated'] as const;
/** All events but the first concern this one. */
export const CUSTOMER = 'cus_NffrFeUfNV2Hib';
const ERROR = 'The warehouse answered 503; it is tried again until it takes the order or the attempts are spent.';

/** As a deployed console, which lists no more than some thousand. */
const MOST_LETTERS = 10;

/** The one whose message its topic no longer has. */
export const FORGOTTEN = 'evt_000004';

/** @param count How many, spread over the providers, a minute apart. */
export function fakeEvents(count: number, providers: readonly string[]): FakeEvents {
  const newest = Date.now();
  const all = Array.from({ length: count }, (_, at) => fakeEvent(at, newest - at * 60_000, providers));
  let isNewestHandled = false;
  const handled = (event: EventDetail): EventDetail =>
    event === all[0] && isNewestHandled ? { ...event, status: 'handled' } : event;
  const letters = all.filter(({ status }) => status === 'dead').map(letterOf);
  return {
    events: {
      events: async ({ limit, provider, type, status, subject, since, before = '0' }) => {
        const matching = all.filter(
          (event) =>
            (provider ?? event.provider) === event.provider &&
            (type ?? event.type) === event.type &&
            (status ?? event.status) === event.status &&
            (subject === undefined || (event.subjects?.includes(subject) ?? false)) &&
            (since === undefined || Date.parse(event.receivedTime) >= since.getTime()),
        );
        const start = Number(before);
        const next = start + limit < matching.length ? { next: String(start + limit) } : {};
        return { events: matching.slice(start, start + limit).map(handled), ...next };
      },
      event: async (id) => withoutMessage(all.find((event) => event.id === id)),
    },
    envelopes: {
      find: async ({ id }) => {
        const { attributes, envelope } = all.find((event) => event.id === id && event.id !== FORGOTTEN) ?? {};
        return envelope === undefined ? undefined : { attributes: attributes ?? {}, data: envelope };
      },
    },
    handleNewest: () => {
      isNewestHandled = true;
    },
    giveUpNewest: () => letters.unshift(...all.slice(0, 1).map(letterOf)),
    letters: {
      letters: async ({ limit, ...selection }) =>
        letters.filter(isIn(selection)).slice(0, Math.min(limit, MOST_LETTERS)),
      count: async (selection) => letters.filter(isIn(selection)).length,
      letter: async (id) => letters.find((letter) => letter.id === id),
    },
    issues: issuesOf(letters),
    records: {
      collections: async () => [{ name: 'orders' }, { name: 'customers' }],
      get: async (collection, id) => ({ id, version: 1, data: { collection } }),
      list: async (collection, { limit, after = '' }) =>
        all
          .map(({ id }, at) => ({
            id: `${collection}-${id}`,
            version: 1,
            data: { id, total: at, isPaid: at % 2 === 0 },
          }))
          .toSorted((a, b) => (a.id < b.id ? -1 : 1))
          .filter(({ id }) => id > after)
          .slice(0, limit),
    },
  };
}

function isIn({ status, provider, eventId, issue }: LetterSelection): (letter: KeptLetter) => boolean {
  return (letter) =>
    (status ?? letter.status) === letter.status &&
    (provider ?? letter.provider) === letter.provider &&
    (issue ?? letter.issue) === letter.issue &&
    (eventId ?? letter.eventId) === letter.eventId;
}

function issuesOf(letters: readonly KeptLetter[]): IssueReader {
  const issues = [...Map.groupBy(letters, ({ issue = '' }) => issue)].flatMap(([issue, [last, ...others]]) => {
    if (last === undefined) return [];
    const counts = { open: others.length + 1, redriven: 3, dismissed: 1 };
    const redrivenAt = new Date(Date.parse(last.time) - 60_000).toISOString();
    return issueFrom(issue, { letters: { first: others.at(-1)?.time ?? last.time, last, counts, redrivenAt } }) ?? [];
  });
  return {
    issues: async (query) => ({ issues: listedIssues(issues, query), ungrouped: 2 }),
    issue: async (issue) => issues.find((one) => one.issue === issue),
  };
}

const STACK = `WarehouseError 503
    at tellWarehouse (functions/src/sagas/shared/warehouse.ts:24:11)
    at async handleTellWarehouse (functions/src/sagas/shared/warehouse.ts:12:3)
caused by ECONNRESET
    at TLSSocket.onConnectEnd (functions/src/sagas/shared/http.ts:80:7)`;

function fakeEvent(at: number, time: number, providers: readonly string[]): EventDetail {
  const id = `evt_${String(at).padStart(6, '0')}`;
  const provider = providers[at % providers.length] ?? 'acme';
  const type = TYPES[at % TYPES.length] ?? TYPES[0];
  const status: EventStatus = at % 17 === 3 ? 'dead' : at % 23 === 5 ? 'retrying' : at === 0 ? 'published' : 'handled';
  const isFailed = status === 'dead' || status === 'retrying';
  const times = { time: new Date(time - 900).toISOString(), receivedTime: new Date(time).toISOString() };
  return {
    id,
    provider,
    source: `//${provider}.com`,
    type,
    // The first was written by version 0.2.0, which kept none.
    ...(at > 0 && { subjects: [`ord_${at}`, CUSTOMER] }),
    ...times,
    status,
    consumers: [
      {
        name: `${provider}-onEvent`,
        status,
        attempts: isFailed ? 5 : 1,
        ...(isFailed && { error: ERROR }),
        commands: [
          { name: 'keepOrders/StoreOrder', status: 'done', records: [`orders/ord_${at % 40}`] },
          ...(status === 'dead' ? [{ name: 'keepOrders/TellWarehouse', status: 'failed' as const, error: ERROR }] : []),
        ],
      },
    ],
    messageId: String(10_000_000 + at),
    attributes: { id, provider, eventtype: type, secretversion: '3' },
    envelope: Buffer.from(
      `{"specversion":"1.0","id":"${id}","source":"//${provider}.com","type":"com.${provider}.${type}","provider":"${provider}","eventtype":"${type}","data":{"id":"ord_${at}","total":12345678901234567890.10,"note":"caf\\u00e9","lines":[{"sku":"A-1","count":2},{"sku":"B-2","count":1}]}}`,
    ),
  };
}

/** As a ledger entry tells of it. */
function withoutMessage(event: EventDetail | undefined): EventDetail | undefined {
  if (event === undefined) return undefined;
  const { envelope: _envelope, ...rest } = event;
  return { ...rest, attributes: {} };
}

function letterOf({
  id,
  provider,
  source,
  type,
  receivedTime,
  messageId,
  attributes,
  envelope,
}: EventDetail): KeptLetter {
  return {
    id: `letter-${id}`,
    status: 'open',
    provider,
    consumer: `${provider}-onEvent`,
    reason: `keepOrders/TellWarehouse: ${ERROR}`,
    issue: issueOf({ consumer: provider, command: 'keepOrders/TellWarehouse', message: ERROR }),
    command: 'keepOrders/TellWarehouse',
    stack: STACK,
    attempts: 5,
    time: receivedTime,
    messageId,
    eventId: id,
    source,
    eventType: type,
    attributes,
    data: Buffer.from(envelope ?? []).toString('base64'),
    bytes: envelope?.byteLength ?? 0,
  };
}
