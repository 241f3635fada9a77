/** Milliseconds, for `timer(days(3), clock)`. */
export function minutes(count: number): number {
  return count * 60_000;
}

/** Milliseconds, for `timer(hours(6), clock)`. */
export function hours(count: number): number {
  return minutes(count * 60);
}

/** Milliseconds. A day has 24 hours here, also when clocks change: instants are in UTC. */
export function days(count: number): number {
  return hours(count * 24);
}
