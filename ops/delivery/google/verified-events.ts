import { titleOf } from '../../../functions/src/core/event/names.ts';
import type { Receiver, VerifiedEvent, VerifiedReader } from '../../../functions/src/core/inspect/verified.ts';
import { Failure } from '../../exit.ts';
import { objectAt, objectsAt, textAt } from './json.ts';
import type { GoogleRest } from './rest.ts';

/** As many as Cloud Logging gives at once. */
const PAGE_SIZE = 1_000;
/** Cloud Logging answers 60 of these requests a minute. */
const MAX_PAGES = 30;

/** Reads the lines "<Provider> Event Verified" that the deployed functions log. */
export class LoggedVerifications implements VerifiedReader {
  readonly #rest: GoogleRest;
  readonly #base: string;
  readonly #projectId: string;

  /** @param base The API of Cloud Logging. */
  constructor(rest: GoogleRest, base: string, projectId: string) {
    this.#rest = rest;
    this.#base = base;
    this.#projectId = projectId;
  }

  /**
   * @throws {GoogleApiError} if Cloud Logging does not answer, or not to this account. @throws {Failure} if there are too many.
   * @see https://cloud.google.com/logging/docs/reference/v2/rest/v2/entries/list
   */
  async verified({ provider, account }: Receiver, since: Date): Promise<readonly VerifiedEvent[]> {
    const filter = [
      'resource.type="cloud_run_revision"',
      `jsonPayload.message="${titleOf(provider)} Event Verified"`,
      `timestamp>="${since.toISOString()}"`,
      ...(account === undefined ? [] : [`jsonPayload.account=${JSON.stringify(account)}`]),
    ].join(' AND ');
    const asked = { resourceNames: [`projects/${this.#projectId}`], filter, pageSize: PAGE_SIZE };
    const found: VerifiedEvent[] = [];
    let pageToken: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const body = { ...asked, ...(pageToken !== undefined && { pageToken }) };
      const answer = await this.#rest.send('POST', `${this.#base}/entries:list`, body);
      found.push(...objectsAt(answer, 'entries').flatMap(eventIn));
      pageToken = textAt(answer, 'nextPageToken');
      if (pageToken === undefined) return found;
    }
    throw new Failure(
      `Since ${since.toISOString()}, more than ${MAX_PAGES * PAGE_SIZE} events of ${titleOf(provider)} were verified, too many to compare.`,
    );
  }
}

function eventIn(entry: Readonly<Record<string, unknown>>): readonly VerifiedEvent[] {
  const line = objectAt(entry, 'jsonPayload');
  const [id, time] = [textAt(line, 'eventId'), textAt(entry, 'timestamp')];
  if (id === undefined || time === undefined) return [];
  return [{ id, at: new Date(time), isOld: line?.['oldSecret'] === true }];
}
