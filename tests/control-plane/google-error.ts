import { GOOGLE_CODES, googleErrorBody, type GoogleCode } from '../../functions/src/testing/google-error.ts';
import type { JsonObject } from '../../ops/delivery/google/json.ts';

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
    return GOOGLE_CODES[this.code].status;
  }

  /** The code as gRPC and operations have it. */
  get number(): number {
    return GOOGLE_CODES[this.code].number;
  }

  /** The body of an HTTP answer. */
  toBody(): JsonObject {
    const { status, message, code, details } = this;
    return { ...googleErrorBody({ code: status, message, status: code, details }) };
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
  return text in GOOGLE_CODES;
}
