import { isJsonObject } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import type { GithubNative } from './native.ts';

/** Times that GitHub itself sets, except those of check runs, which the app that runs them sets. */
const TIMES = [
  'updated_at',
  'created_at',
  'pushed_at',
  'published_at',
  'submitted_at',
  'closed_at',
  'merged_at',
  'starred_at',
  'started_at',
  'completed_at',
];

/**
 * The latest time that the signed body tells of the event, its object and its repository. GitHub signs no time of the
 * event itself, so this is the earliest moment at which it can have occurred: a captured delivery that is sent again
 * later does not look newer than what happened since.
 * @param receivedAt A time after that of arrival is nobody's.
 * @returns undefined if the body tells no time.
 */
export function signedTimeIn(native: GithubNative, receivedAt: Date): Date | undefined {
  const objects = [native, ...Object.values(native)].filter(isJsonObject);
  const times = objects.flatMap((object) => TIMES.flatMap((name) => timeOf(object[name]) ?? []));
  const past = times.filter((time) => time <= receivedAt);
  return past.toSorted((a, b) => b.getTime() - a.getTime())[0];
}
