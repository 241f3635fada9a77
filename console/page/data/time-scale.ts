/** A stretch of time, in milliseconds since the start. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A wait that is drawn narrower than it was. */
export interface Break extends Stretch {
  /** The span's position, as shares of the whole width. */
  readonly left: number;
  readonly width: number;
}

export interface TimeScale {
  readonly breaks: readonly Break[];
  /** Where a moment is drawn: 0 is the left edge, 1 the right one. */
  readonly position: (ms: number) => number;
}

/** Shorter waits are drawn to scale whatever surrounds them. */
const LEAST_BREAK_MS = 20;
const BREAK_SHARE = 0.05;
/** All breaks together leave at least this much to what happened. */
const LEAST_ACTIVE_SHARE = 0.5;

/**
 * A time axis on which milliseconds of work remain visible beside minutes of waiting: a wait that is longer than
 * half of all work is cut to a narrow band.
 */
export function timeScale(stretches: readonly Stretch[]): TimeScale {
  const busy = merged(stretches);
  const worked = busy.reduce((sum, { from, to }) => sum + Math.max(to - from, 1), 0);
  const longest = Math.max(worked / 2, LEAST_BREAK_MS);
  const waits = busy.slice(1).map(({ from }, at) => ({ from: busy[at]?.to ?? from, to: from }));
  const cut = waits.filter(({ from, to }) => to - from > longest);
  const start = busy[0]?.from ?? 0;
  const end = busy.at(-1)?.to ?? 0;

  const share = Math.min(BREAK_SHARE, (1 - LEAST_ACTIVE_SHARE) / Math.max(cut.length, 1));
  const drawnMs = Math.max(end - start - cut.reduce((sum, { from, to }) => sum + to - from, 0), 1e-6);
  const perMs = (1 - share * cut.length) / drawnMs;

  const breaks: Break[] = [];
  let cutMs = 0;
  for (const { from, to } of cut) {
    breaks.push({ from, to, left: (from - start - cutMs) * perMs + breaks.length * share, width: share });
    cutMs += to - from;
  }
  const position = (ms: number): number => {
    let cutBefore = 0;
    let widths = 0;
    for (const { from, to, left, width } of breaks) {
      if (ms < from) break;
      if (ms < to) return left + ((ms - from) / (to - from)) * width;
      cutBefore += to - from;
      widths += width;
    }
    return Math.min(1, Math.max(0, (ms - start - cutBefore) * perMs + widths));
  };
  return { breaks, position };
}

function merged(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && from <= last.to)
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else result.push({ from, to });
  }
  return result;
}
