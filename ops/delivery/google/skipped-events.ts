import type { SkippedEvents, SkippedReader } from '../../../functions/src/core/inspect/unhandled.ts';
import { numberAt, objectAt, objectsAt, textAt } from './json.ts';
import type { GoogleRest } from './rest.ts';

const METRIC = 'logging.googleapis.com/user/integrations_skipped';
const DAYS = 7;
const SECONDS_PER_DAY = 86_400;
const MAX_PAGES = 20;

/** Reads the metric that counts events that led to nothing, of the last seven days. */
export class SkippedEventsMetric implements SkippedReader {
  readonly days = DAYS;
  readonly #rest: GoogleRest;
  readonly #base: string;
  readonly #of: { readonly projectId: string; readonly now: () => Date };

  /** @param base The API of Cloud Monitoring. */
  constructor(rest: GoogleRest, base: string, of: { readonly projectId: string; readonly now: () => Date }) {
    this.#rest = rest;
    this.#base = base;
    this.#of = of;
  }

  /**
   * @returns undefined if the metric is not installed.
   * @throws {GoogleApiError} if Cloud Monitoring does not answer.
   * @see https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.timeSeries/list
   */
  async skipped(): Promise<readonly SkippedEvents[] | undefined> {
    const { projectId, now } = this.#of;
    const end = now();
    const query = new URLSearchParams([
      ['filter', `metric.type="${METRIC}" AND resource.type="cloud_run_revision"`],
      ['interval.startTime', new Date(end.getTime() - DAYS * SECONDS_PER_DAY * 1000).toISOString()],
      ['interval.endTime', end.toISOString()],
      ['aggregation.alignmentPeriod', `${DAYS * SECONDS_PER_DAY}s`],
      ['aggregation.perSeriesAligner', 'ALIGN_SUM'],
      ['aggregation.crossSeriesReducer', 'REDUCE_SUM'],
      ['aggregation.groupByFields', 'metric.label.consumer'],
      ['aggregation.groupByFields', 'metric.label.type'],
    ]);
    const found: SkippedEvents[] = [];
    for (let page = 0; page < MAX_PAGES; page++) {
      const answer = await this.#rest.find(`${this.#base}/projects/${projectId}/timeSeries?${query.toString()}`);
      if (answer === undefined) return undefined;
      for (const series of objectsAt(answer, 'timeSeries')) {
        const labels = objectAt(objectAt(series, 'metric'), 'labels');
        const [consumer, type] = [textAt(labels, 'consumer'), textAt(labels, 'type')];
        const count = objectsAt(series, 'points').reduce(
          (sum, point) => sum + (numberAt(objectAt(point, 'value'), 'int64Value') ?? 0),
          0,
        );
        if (consumer !== undefined && type !== undefined) found.push({ consumer, type, count });
      }
      const next = textAt(answer, 'nextPageToken');
      if (next === undefined) break;
      query.set('pageToken', next);
    }
    return found;
  }
}
