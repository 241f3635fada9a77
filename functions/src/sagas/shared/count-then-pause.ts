import { debounceTime, filter, map, merge, scan, skip, startWith, take, takeUntil } from 'rxjs';
import { continueWith, hours, isJsonObject, type Pipeline } from 'integration-service';
import { PauseCampaign, type Bounce } from './campaign-pauses.ts';

const WITHIN = hours(1);
/** Without a bounce for this long, the storm is over, and the next one pauses the campaign again. */
const QUIET = hours(1);
/** The number of facts after which those that no longer matter are forgotten. */
const MANY = 500;

/** What matters of the bounces so far. */
interface Count {
  /** Instants of the last ones, in milliseconds since 1970. */
  readonly recent: readonly number[];
  readonly isPaused: boolean;
}

/** Bounces of one campaign. @prop at When the saga learned of it. */
interface BounceFact {
  readonly name: 'bounced';
  readonly data: Bounce;
  readonly at: Date;
}

/**
 * Counts, then acts once: the given number of bounces within an hour pauses the campaign, and whatever bounces after that
 * does nothing until an hour has passed without a bounce. That hour also ends the life of the instance. A storm or a
 * trickle that does not end is carried on in a new life, with the little that is needed of the facts.
 */
export function countThenPause(bounces: number): Pipeline<BounceFact> {
  return (facts$, { clock, state }) => {
    const counts$ = facts$.pipe(
      scan(
        ({ recent, isPaused }, { at, data }) => {
          const last = [...recent, at.getTime()].slice(-bounces);
          const [first = 0] = last;
          const isStorm = last.length === bounces && at.getTime() - first <= WITHIN;
          return { recent: last, isPaused: isPaused || isStorm, pauses: isStorm && !isPaused, data };
        },
        { ...countIn(state), pauses: false, data: NO_BOUNCE },
      ),
    );
    const pauses$ = counts$.pipe(
      filter(({ pauses }) => pauses),
      map(({ data, recent }) => new PauseCampaign(data, recent)),
    );
    const forgets$ = counts$.pipe(
      skip(MANY - 1),
      take(1),
      map(({ recent, isPaused }) => continueWith({ recent, isPaused } satisfies Count)),
    );
    const quiet$ = facts$.pipe(startWith(undefined), debounceTime(QUIET, clock));
    return merge(pauses$, forgets$).pipe(takeUntil(quiet$));
  };
}

const NO_BOUNCE: Bounce = { provider: '', campaign: '' };

function countIn(state: unknown): Count {
  if (!isJsonObject(state)) return { recent: [], isPaused: false };
  const { recent, isPaused } = state;
  const instants: readonly unknown[] = Array.isArray(recent) ? recent : [];
  return { recent: instants.filter((instant) => typeof instant === 'number'), isPaused: isPaused === true };
}
