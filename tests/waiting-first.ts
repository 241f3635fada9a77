import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests that wait for minutes until leases are over, and take hardly any time of a processor. */
const WAITING = /\/tests\/emulators\/(faults|killed-functions)\.test\.ts$/;

/** The usual order, in which tests that mostly wait come first: others run meanwhile. */
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
  return WAITING.test(moduleId) ? 0 : 1;
}
