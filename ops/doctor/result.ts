/** What one look found. */
export interface Result {
  /** What was looked at: `Node`, `stripe: webhook secret`. */
  readonly what: string;
  /** `unknown`: it could not be looked at, which is no finding by itself. */
  readonly status: 'ok' | 'finding' | 'unknown';
  /** In words; for a finding a sentence. */
  readonly says: string;
  /** The one command that mends a finding. */
  readonly mend?: string;
}

export function ok(what: string, says: string): Result {
  return { what, status: 'ok', says };
}

export function unknown(what: string, says: string): Result {
  return { what, status: 'unknown', says };
}

export function finding(what: string, says: string, mend: string): Result {
  return { what, status: 'finding', says, mend };
}
