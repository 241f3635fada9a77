import { isJsonObject, parseJson } from '../../functions/src/core/event/json.ts';
import type { SampleRequest } from '../../functions/src/core/integration/samples.ts';
import { Failure } from '../exit.ts';

/** What an endpoint answered. */
export interface Answer {
  readonly status: number;
  /** Milliseconds from the request to the whole answer. */
  readonly tookMs: number;
  /** Ids of the events that it took. */
  readonly ids: readonly string[];
  /** Its typed error, where it refused. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

/** Nobody answers at an address. */
export class UnreachableError extends Failure {
  override readonly name = 'UnreachableError';
}

const DEADLINE_MS = 30_000;

/** Posts one request as the provider would. @throws {UnreachableError} */
export async function deliver(request: SampleRequest, url: string): Promise<Answer> {
  const start = performance.now();
  const { status, text } = await fetchText(url, {
    method: request.method,
    headers: request.headers,
    redirect: 'manual', // as providers do
    ...(request.method === 'GET' ? {} : { body: Buffer.from(request.body) }),
  });
  const body = parseJson(text);
  return {
    status,
    tookMs: performance.now() - start,
    ids: isJsonObject(body) ? idsIn(body) : [],
    error: isJsonObject(body) ? errorIn(body) : undefined,
  };
}

/** Fetches a text. @throws {UnreachableError} */
export async function fetchText(url: string, init: RequestInit = {}): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(DEADLINE_MS) });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    const { origin } = new URL(url);
    throw new UnreachableError(
      `Nothing answers at ${origin}; run npm start in another terminal, or set PORT and CONSOLE_PORT to the ports it uses.`,
      { cause },
    );
  }
}

function idsIn({ id, ids }: Record<string, unknown>): readonly string[] {
  const values: readonly unknown[] = Array.isArray(ids) ? ids : [id];
  return values.filter((value) => typeof value === 'string');
}

/** The typed error in an answer of ours; undefined if it has none. */
export function errorIn({ error }: Record<string, unknown>): Answer['error'] {
  if (!isJsonObject(error) || typeof error['code'] !== 'string') return undefined;
  return { code: error['code'], message: String(error['message']) };
}
