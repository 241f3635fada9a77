/** A defect of the code that delivers: texts of its files, and what replaces them. */
export interface Mutant {
  readonly defect: string;
  readonly changes: readonly Change[];
  /** What the schedules are about that have to find it: events, if it is left out. */
  readonly about?: 'sagas';
}

export interface Change {
  /** From `functions/src` on. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A defect in one place. */
export function one(defect: string, file: string, from: string, to: string): Mutant {
  return { defect, changes: [{ file, from, to }] };
}
