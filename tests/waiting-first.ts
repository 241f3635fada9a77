import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests that wait for minutes until leases are over, and take hardly any time of a processor. */
const WAITING = /\/tests\/emulators\/(faults|killed-functions)\.test\.ts$/;

/** All of `npm test` in a clone: at the end it would be alone, with a processor idle. */
const LONGEST = /\/tests\/users\/changed-tree\.test\.ts$/;

/** The usual order, in which tests that mostly wait come first, so that others run meanwhile, and then the longest. */
export class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await BaseSequencer.prototype.sort.call(this, files);
    return sorted.toSorted((a, b) => groupOf(a) - groupOf(b) || rankOf(a) - rankOf(b));
  }
}

function groupOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder;
}

function rankOf({ moduleId }: TestSpecification): number {
  if (WAITING.test(moduleId)) return 0;
  return LONGEST.test(moduleId) ? 1 : 2;
}
