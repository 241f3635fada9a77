import { titleOf } from '../event/names.ts';

/** The line in the log about an event that names no instance, and so is not a fact. The lines are counted. */
export function factSkipped(provider: string, fact: string) {
  return [`${titleOf(provider)} Fact Skipped`, { fact, reason: 'no key' }] as const;
}
