/** A defect of the code that delivers: texts of its files, and what replaces them. */
export interface Mutant {
  readonly defect: string;
  readonly changes: readonly Change[];
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
