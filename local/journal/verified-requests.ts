import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { TimelineSpan } from '../../functions/src/core/inspect/timeline.ts';
import type { Receiver, VerifiedEvent, VerifiedReader } from '../../functions/src/core/inspect/verified.ts';
import { numberOf, textOf, type Row } from '../database.ts';
import type { Journal } from './journal.ts';

/** One arrival of an event, and the secret's place in the variable: `value.1`. */
interface Arrived {
  readonly id: string;
  readonly at: Date;
  readonly version: string;
}

/**
 * Reads the journal for the secrets that verified requests. A host that was not restarted numbers the secrets as they were
 * before, so a place alone does not say which secret is new: an event is old unless two secrets verified it.
 */
export class VerifiedRequests implements VerifiedReader {
  readonly #journal: Pick<Journal, 'flush'>;
  readonly #accepted: StatementSync;

  constructor(database: DatabaseSync, journal: Pick<Journal, 'flush'>) {
    this.#journal = journal;
    this.#accepted = database.prepare(
      'SELECT r.time, r.url, r.spans FROM requests r WHERE r.provider = ? AND r.time >= ? AND r.status BETWEEN 1 AND 399 ORDER BY r.place',
    );
  }

  async verified({ provider, account }: Receiver, since: Date): Promise<readonly VerifiedEvent[]> {
    this.#journal.flush();
    const arrivals = this.#accepted
      .all(provider, since.getTime())
      .flatMap((row) => (isOf(account, row) ? arrivalIn(row) : []));
    const versions = Map.groupBy(arrivals, ({ id }) => id);
    return arrivals.map(({ id, at }) => ({
      id,
      at,
      isOld: new Set(versions.get(id)?.map(({ version }) => version)).size < 2,
    }));
  }
}

/** The account is the last part of the path. */
function isOf(account: string | undefined, row: Row): boolean {
  const [path = ''] = textOf(row, 'url').split('?');
  return account === undefined || path.endsWith(`/${account}`);
}

function arrivalIn(row: Row): readonly Arrived[] {
  // What the journal wrote itself, read back.
  const spans: readonly TimelineSpan[] = JSON.parse(textOf(row, 'spans'));
  const { eventId: id, secretVersion: version } = spans.find(({ name }) => name === 'webhook')?.attributes ?? {};
  if (id === undefined || version === undefined) return [];
  return [{ id, at: new Date(numberOf(row, 'time')), version }];
}
