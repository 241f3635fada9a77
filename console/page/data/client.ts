/** A request that the API refused, or that did not reach it. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  /** HTTP status; 0 if nobody answered. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.status = status;
    this.code = code;
  }
}

/** Reads from the API as text: what is shown as it was written must not go through a parser. @throws {ApiFailure} */
export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  return textOf(await reach(path, signal === undefined ? {} : { signal }));
}

/** Reads from the API. @throws {ApiFailure} */
export async function getJson<Reply>(path: string, signal?: AbortSignal): Promise<Reply> {
  return JSON.parse(await getText(path, signal));
}

/** Asks the API to do something. @throws {ApiFailure} */
export async function act<Reply>(path: string, body: unknown): Promise<Reply> {
  const response = await reach(path, {
    method: 'POST',
    // A page of another site cannot send this header without being asked about.
    headers: { 'content-type': 'application/json', 'x-console-action': '1' },
    body: JSON.stringify(body),
  });
  return JSON.parse(await textOf(response));
}

/** What an action would do, in one sentence; nothing is changed. @throws {ApiFailure} */
export async function foretell(path: string, body: unknown): Promise<string> {
  const { will } = await act<{ will: string }>(`${path}${path.includes('?') ? '&' : '?'}dry=1`, body);
  return will;
}

/** `/api/…` with the parts percent-encoded and the parameters that have a value. */
export function apiPath(parts: readonly string[], query: Readonly<Record<string, string | number | undefined>> = {}) {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  const path = `/api/${parts.map((part) => encodeURIComponent(part)).join('/')}`;
  return given.length === 0 ? path : `${path}?${given.join('&')}`;
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiFailure(0, 'unreachable', 'The console does not answer; is it still running in its terminal?', {
      cause,
    });
  }
}

async function textOf(response: Response): Promise<string> {
  const text = await response.text();
  if (response.ok) return text;
  throw failureOf(response.status, text);
}

function failureOf(status: number, text: string): ApiFailure {
  try {
    const { error }: { error: { code: string; message: string } } = JSON.parse(text);
    return new ApiFailure(status, error.code, error.message);
  } catch {
    return new ApiFailure(status, 'unexpected', `The console answered ${status} without saying why; look at its log.`);
  }
}

/** Whether a request was given up because nobody wants its answer any more. */
export function wasAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** A sentence for people. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
