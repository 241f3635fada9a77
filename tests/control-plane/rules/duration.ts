/** The seconds of a duration as Google's JSON writes it, `600s`; NaN if it is not one. */
export function secondsIn(duration: unknown): number {
  const [, seconds] = (typeof duration === 'string' && /^(\d+(?:\.\d{1,9})?)s$/.exec(duration)) || [];
  return seconds === undefined ? Number.NaN : Number(seconds);
}

/** What is wrong with a duration that has to be within limits, both included, in seconds. */
export function durationViolations(name: string, value: unknown, least: number, most: number): readonly string[] {
  if (value === undefined) return [];
  const seconds = secondsIn(value);
  return seconds >= least && seconds <= most
    ? []
    : [`Invalid ${name}: ${JSON.stringify(value)} is not between ${least}s and ${most}s.`];
}
