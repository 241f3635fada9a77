import type { Samples } from '../../../core/integration/samples.ts';

/** What makes one sample unique and repeatable: its id is part of every id in it. */
export type At = Parameters<Samples['sample']>[1];

export const MINUTE = 60;
export const DAY = 24 * 60 * MINUTE;
export const MONTH = 30 * DAY;

/** A time in Unix seconds, as Stripe uses, at this offset from the sample's time. */
export function secondsAt({ now }: At, offset = 0): number {
  return Math.floor(now.getTime() / 1000) + offset;
}
