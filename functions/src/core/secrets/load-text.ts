import { decodeUtf8 } from '../event/json.ts';
import type { LoadRequest } from '../integration/key-lookup.ts';

/** How long fetching keys may take: the provider is waiting. */
export const FETCH_DEADLINE_MS = 3_000;
/** A set of keys is a few kilobytes. */
export const MAX_KEY_SET_BYTES = 64 * 1024;

/**
 * Loads a small text of a provider.
 * @returns undefined if it answers that there is none: 400 or 404.
 * @throws {Error} if it is out of reach, redirects, answers another error, or sends more than {@link MAX_KEY_SET_BYTES}
 */
export async function loadText(url: string, request?: LoadRequest): Promise<string | undefined> {
  const response = await fetch(url, {
    ...(request !== undefined && { method: 'POST', body: JSON.stringify(request.body) }),
    headers: {
      accept: 'application/json, */*;q=0.5',
      ...(request !== undefined && { 'content-type': 'application/json' }),
    },
    // A redirect could lead away from the host that the operator trusts.
    redirect: 'error',
    signal: AbortSignal.timeout(FETCH_DEADLINE_MS),
  });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    if (response.status === 400 || response.status === 404) return undefined;
    throw new Error(`It was answered ${response.status}.`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > MAX_KEY_SET_BYTES) throw new Error(`The document is over ${MAX_KEY_SET_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return decodeUtf8(Buffer.concat(chunks)) ?? '';
}
