import { expect, it, onTestFinished } from 'vitest';
import { isJsonObject, parseJson } from '../../../functions/src/core/event/json.ts';
import { FakeRestServer, type RestAnswer } from '../../../functions/src/testing/fake-rest-server.ts';
import { GoogleRest } from './rest.ts';
import { LoggedVerifications } from './verified-events.ts';

const PAGE = 2;
const SINCE = new Date('2026-11-30T00:00:00Z');

interface Line {
  readonly timestamp: string;
  readonly jsonPayload: Readonly<Record<string, unknown>>;
}

function line(minutes: number, payload: Readonly<Record<string, unknown>>): Line {
  const timestamp = new Date(SINCE.getTime() + minutes * 60_000).toISOString();
  return { timestamp, jsonPayload: { message: 'Stripe Event Verified', ...payload } };
}

/** Cloud Logging, as far as this is asked: the filter's message and time, and pages. */
async function logging(lines: readonly Line[], isAllowed = true) {
  const server = new FakeRestServer(({ method, path, body }): RestAnswer => {
    const asked = parseJson(body);
    if (method !== 'POST' || path !== '/v2/entries:list' || !isJsonObject(asked)) return { status: 404, body: {} };
    if (!isAllowed)
      return { status: 403, body: { error: { code: 403, message: 'Permission logging.logEntries.list denied' } } };
    const [, message, since, account] =
      /^resource\.type="cloud_run_revision" AND jsonPayload\.message="([^"]+)" AND timestamp>="([^"]+)"(?: AND jsonPayload\.account="([^"]+)")?$/.exec(
        String(asked['filter']),
      ) ?? [];
    const isMine = String(asked['resourceNames']) === 'projects/acme';
    if (!isMine || since === undefined || Number(asked['pageSize']) > 1_000) return { status: 400, body: {} };
    const found = lines.filter(
      ({ timestamp, jsonPayload }) =>
        timestamp >= since &&
        jsonPayload['message'] === message &&
        (account === undefined || jsonPayload['account'] === account),
    );
    const start = Number(asked['pageToken'] ?? 0);
    const next = start + PAGE < found.length ? { nextPageToken: String(start + PAGE) } : {};
    return { status: 200, body: { entries: found.slice(start, start + PAGE), ...next } };
  });
  const origin = await server.listen();
  onTestFinished(() => server.close());
  const rest = new GoogleRest({ headers: () => Promise.resolve(new Headers()), pause: () => Promise.resolve() });
  return new LoggedVerifications(rest, `${origin}/v2`, 'acme');
}

it('the log says of every page which events an old secret verified', async () => {
  const log = await logging([
    line(-1, { eventId: 'before' }),
    line(1, { eventId: 'e1', secretVersion: '3' }),
    line(1, { eventId: 'e1', secretVersion: '2', oldSecret: true }),
    line(2, { eventId: 'e2', secretVersion: '2', oldSecret: true }),
    line(3, { message: 'Shopify Event Verified', eventId: 'other' }),
    line(4, { secretVersion: '3' }),
  ]);
  const found = await log.verified({ provider: 'stripe' }, SINCE);
  expect(found.map(({ id, at, isOld }) => [id, at.toISOString(), isOld])).toEqual([
    ['e1', '2026-11-30T00:01:00.000Z', false],
    ['e1', '2026-11-30T00:01:00.000Z', true],
    ['e2', '2026-11-30T00:02:00.000Z', true],
  ]);
});

it('the log is read for one of many accounts', async () => {
  const log = await logging([
    line(1, { eventId: 'e1', account: 'shop-1' }),
    line(1, { eventId: 'e2', account: 'shop-2', oldSecret: true }),
  ]);
  const found = await log.verified({ provider: 'stripe', account: 'shop-1' }, SINCE);
  expect(found.map(({ id }) => id)).toEqual(['e1']);
});

it('an account that may not read the log is told so', async () => {
  const log = await logging([], false);
  await expect(log.verified({ provider: 'stripe' }, SINCE)).rejects.toThrow('logging.logEntries.list denied');
});

it('a log that is too long to compare is refused', async () => {
  const log = await logging(Array.from({ length: 70 }, (_, index) => line(1, { eventId: `e${index}` })));
  await expect(log.verified({ provider: 'stripe' }, SINCE)).rejects.toThrow('too many to compare');
});
