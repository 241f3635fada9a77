/**
 * Every error this service answers with or stores. The table fixes the HTTP status and whether the
 * provider should send the event again; the types derive from it.
 */
const ERRORS = {
  'bad-webhook-request': { status: 400, sendAgain: false },
  'bad-signature': { status: 400, sendAgain: false },
  'method-not-allowed': { status: 405, sendAgain: false },
  'payload-too-large': { status: 413, sendAgain: false },
  'bad-config': { status: 500, sendAgain: true },
  internal: { status: 500, sendAgain: true },
  'secret-unavailable': { status: 503, sendAgain: true },
  'secret-missing': { status: 503, sendAgain: true },
  'publish-failed': { status: 503, sendAgain: true },
  'bad-event': { status: undefined, sendAgain: false },
  'command-failed': { status: undefined, sendAgain: false },
  'dead-lettered': { status: undefined, sendAgain: false },
} as const;

/** The part of a code after the provider: `bad-signature`. */
export type ErrorName = keyof typeof ERRORS;

/** A code as it is answered, logged and stored: `stripe/bad-signature`. */
export type ErrorCode = `${string}/${ErrorName}`;

const MARKER = Symbol.for('integration-service/error');

/**
 * An error of one integration. The message is one sentence that says what to do next; it never holds a
 * secret, a path or a part of a payload, since it is answered to whoever sent the request.
 */
export class IntegrationError extends Error {
  override readonly name = 'IntegrationError';
  readonly [MARKER] = true;
  readonly code: ErrorCode;
  /** HTTP status; undefined for errors on the consumer's side, which no HTTP caller sees. */
  readonly status: number | undefined;
  /** Whether the provider should send the same event again. */
  readonly sendAgain: boolean;

  constructor(provider: string, name: ErrorName, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = `${provider}/${name}`;
    this.status = ERRORS[name].status;
    this.sendAgain = ERRORS[name].sendAgain;
  }

  /** Recognises an error by its marker, not by its class: bundles may hold the class more than once. */
  static is(value: unknown): value is IntegrationError {
    return value instanceof Error && MARKER in value;
  }
}

const PERMANENT = Symbol.for('integration-service/permanent');

/**
 * Thrown by a saga, a task or a command handler when trying again cannot help: the event goes to the
 * dead letters at once instead of being retried.
 */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
  readonly [PERMANENT] = true;

  static is(value: unknown): value is PermanentError {
    return value instanceof Error && PERMANENT in value;
  }
}
