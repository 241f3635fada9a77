import { isJsonObject } from '../event/json.ts';
import { titleOf } from '../event/names.ts';
import type { RecordData } from '../ledger/store.ts';
import type { EventQuery } from './lister.ts';
import type { ReconcileTools } from './reconcile-tools.ts';
import { walk } from './missed-events.ts';
import { keepRun, placeIn, readRun, START, type Place, type ReconcileReport } from './run-places.ts';
import { isStateLister, STATES_OVERLAP_MINUTES, type AnyLister } from './state-lister.ts';

const HOUR_MS = 60 * 60_000;

/** The first run looks this far back: as long as providers keep trying themselves. */
const FIRST_RUN_MS = 3 * 24 * HOUR_MS;

/** Each run begins this long before the end of the last one, unless the lister says otherwise. */
const OVERLAP_MINUTES = 120;

/** A run over one span of time, which may take several calls of the function. */
interface Run {
  readonly since: Date;
  readonly until: Date;
  readonly place: Place;
}

/**
 * One scheduled call: finishes the run that was cut off, then publishes what could not be delivered since. The place is
 * kept after each page, so that a backlog of any size is worked off call by call.
 * @param goesOn Asked after each page. The next call goes on where it said no.
 */
export async function reconcileOnSchedule(
  lister: AnyLister,
  tools: ReconcileTools,
  goesOn: () => boolean = () => true,
): Promise<ReconcileReport> {
  const { settings, ports, log } = tools;
  const { provider } = settings;
  const now = ports.clock.now();
  const { reachDays } = lister.capabilities;
  const reach = new Date(now.getTime() - reachDays * 24 * HOUR_MS);
  const overlapMs = overlapMinutesOf(lister) * 60_000;
  const title = `${titleOf(provider)} ${listedBy(lister)}`;
  const first = nextRun(await readRun(ports, provider), now, overlapMs);
  let report: ReconcileReport = START;
  for (let run = first; ; run = runAfter(run.until, now, overlapMs)) {
    const { since, until } = run;
    const query: EventQuery = { since: latest(since, reach), until, types: [], undelivered: true };
    const onPage = (place: Place) => keepRun(ports, provider, dataOf({ since, until, place }));
    const { cursor, ...counts } = await walk(lister, query, run.place, tools, { onPage, goesOn });
    report = {
      listed: report.listed + counts.listed,
      published: report.published + counts.published,
      undelivered: report.undelivered + counts.undelivered,
    };
    const isWhole = cursor === undefined && until >= now;
    if (!isWhole && cursor === undefined && goesOn()) continue;
    const about = { ...report, since: latest(first.since, reach).toISOString(), until: until.toISOString() };
    if (isWhole) log.info(`${title} Reconciled`, about);
    else
      log.warn(`${title} Partly Reconciled`, {
        ...about,
        reason: 'the time is up; the next run goes on',
      });
    return report;
  }
}

/** What the lines of the log call what is listed. */
export function listedBy(lister: AnyLister): 'Events' | 'States' {
  return isStateLister(lister) ? 'States' : 'Events';
}

function overlapMinutesOf(lister: AnyLister): number {
  if (isStateLister(lister)) return STATES_OVERLAP_MINUTES;
  return lister.capabilities.overlapMinutes ?? OVERLAP_MINUTES;
}

/** The run that was cut off, or one from the end of the last one on. */
function nextRun(kept: RecordData | undefined, now: Date, overlapMs: number): Run {
  const run = kept?.['run'];
  const [since, until] = isJsonObject(run) ? [timeIn(run['since']), timeIn(run['until'])] : [];
  if (isJsonObject(run) && since !== undefined && until !== undefined)
    return { since, until, place: placeIn(run['place']) };
  const through = timeIn(kept?.['through']) ?? new Date(now.getTime() - FIRST_RUN_MS + overlapMs);
  return runAfter(through, now, overlapMs);
}

function runAfter(through: Date, now: Date, overlapMs: number): Run {
  return { since: new Date(through.getTime() - overlapMs), until: now, place: START };
}

/** What is kept of a run: its place, or how far everything was looked for. */
function dataOf({ since, until, place }: Run): RecordData {
  if (place.cursor === undefined) return { through: until.toISOString() };
  return { run: { since: since.toISOString(), until: until.toISOString(), place } };
}

function timeIn(value: unknown): Date | undefined {
  const time = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function latest(one: Date, other: Date): Date {
  return one > other ? one : other;
}
