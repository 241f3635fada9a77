/** The codes of Google's errors, with the HTTP status and the number in gRPC. @see https://google.aip.dev/193 */
export const GOOGLE_CODES = {
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

/** `NOT_FOUND`. */
export type GoogleCode = keyof typeof GOOGLE_CODES;

/** What Google's services say of an error. */
interface GoogleErrorFields {
  /** The HTTP status. */
  readonly code: number;
  readonly message: string;
  /** Usually a {@link GoogleCode}. */
  readonly status?: string;
  /** Objects with an `@type`. */
  readonly details?: readonly object[];
}

/** The body of an HTTP answer from Google's services; one without details has no such field. */
export function googleErrorBody({ code, message, status, details = [] }: GoogleErrorFields): {
  readonly error: GoogleErrorFields;
} {
  return {
    error: { code, message, ...(status !== undefined && { status }), ...(details.length > 0 && { details }) },
  };
}
