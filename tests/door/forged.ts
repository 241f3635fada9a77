import { catalog } from '../../functions/src/generated/catalog.ts';

/** A request that nobody signed who could. */
export interface Forged {
  readonly provider: keyof typeof catalog;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A body with headers that have the form of the provider's, signed with a secret that is not configured. */
export async function forged(provider: keyof typeof catalog, body: Uint8Array, now = new Date()): Promise<Forged> {
  const samples = await catalog[provider].samples();
  const url = `https://webhooks.example.com/${provider}`;
  const at = { type: samples.types[0] ?? '', id: '1', now };
  const sample = samples.request({ ...at, url, body: Buffer.from('{}'), signing: samples.makeSecret().signing });
  return { provider, headers: sample.headers, body };
}
