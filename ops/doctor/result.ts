/** What one look found. */
export interface Result {
  /** What was looked at: `Node`, `stripe: webhook secret`. */
  readonly what: string;
  /** `warning`: it works, but should not stay so. `unknown`: it could not be looked at. Neither is a finding. */
  readonly status: 'ok' | 'finding' | 'warning' | 'unknown';
  /** In words; for a finding or a warning a sentence. */
  readonly says: string;
  /** The one command that fixes it. */
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

export function warning(what: string, says: string, mend: string): Result {
  return { what, status: 'warning', says, mend };
}
