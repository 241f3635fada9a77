import type { JsonObject } from '../../ops/delivery/google/json.ts';

/** The codes of Google's errors, with the HTTP status and the number that an operation has for each. @see https://google.aip.dev/193 */
const CODES = {
  INVALID_ARGUMENT: { status: 400, number: 3 },
  FAILED_PRECONDITION: { status: 400, number: 9 },
  UNAUTHENTICATED: { status: 401, number: 16 },
  PERMISSION_DENIED: { status: 403, number: 7 },
  NOT_FOUND: { status: 404, number: 5 },
  ALREADY_EXISTS: { status: 409, number: 6 },
  ABORTED: { status: 409, number: 10 },
  RESOURCE_EXHAUSTED: { status: 429, number: 8 },
  INTERNAL: { status: 500, number: 13 },
  UNAVAILABLE: { status: 503, number: 14 },
} as const;

export type GoogleCode = keyof typeof CODES;

/** A refusal, as Google words it. */
export class GoogleError extends Error {
  override readonly name = 'GoogleError';
  readonly code: GoogleCode;
  readonly details: readonly JsonObject[];

  constructor(code: GoogleCode, message: string, details: readonly JsonObject[] = []) {
    super(message);
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return CODES[this.code].status;
  }

  /** The code as gRPC and operations have it. */
  get number(): number {
    return CODES[this.code].number;
  }

  /** The body of an HTTP answer. */
  toBody(): JsonObject {
    const { code, message, details } = this;
    return { error: { code: this.status, message, status: code, ...(details.length > 0 && { details }) } };
  }

  /** The error of an operation that failed. */
  toStatus(): JsonObject {
    return { code: this.number, message: this.message };
  }
}

export function notFound(what: string): GoogleError {
  return new GoogleError('NOT_FOUND', `Resource '${what}' was not found`);
}

/** @throws {GoogleError} with the first violation, as Google does. */
export function refuseFirst(violations: readonly string[]): void {
  const [first] = violations;
  if (first !== undefined) throw new GoogleError('INVALID_ARGUMENT', first);
}

export function isGoogleCode(text: string): text is GoogleCode {
  return text in CODES;
}
