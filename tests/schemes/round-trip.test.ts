import { describe, expect, it } from 'vitest';
import { factsOf } from '../../functions/src/core/scheme/scheme-facts.ts';
import { proverOf } from '../../functions/src/core/scheme/prove.ts';
import type { Scheme } from '../../functions/src/core/scheme/scheme.ts';
import { makeSecret, signedHeaders } from '../../functions/src/core/scheme/sign.ts';
import { CENSUS } from './census.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const URL_AT_PROVIDER = 'https://hooks.example.com/acme';

/** Signing is the inverse of proving: what the one makes the other takes, and nothing else. */
describe.each(Object.entries(CENSUS))('%s', (_file, scheme) => {
  const { signing, configured } = makeSecret(scheme);
  const { toleranceSeconds, coversBody } = factsOf(scheme);
  const body = bodyAt(scheme, NOW);
  const headers = headersAt(scheme, signing, body, NOW);

  it('what it signs it proves, by whichever of several secrets it was', () => {
    expect(proof(scheme, headers, body, [makeSecret(scheme).configured, configured]).secret).toBe(1);
  });

  it('another secret proves nothing, nor does none or a blank one', () => {
    for (const secrets of [[makeSecret(scheme).configured], [], [''], [' ']]) {
      expect(() => proof(scheme, headers, body, secrets)).toThrow();
    }
  });

  it.runIf(coversBody)('a changed body is refused', () => {
    for (const changed of [`${body} `, body.replace('"', "'"), ` ${body}`]) {
      expect(() => proof(scheme, headers, changed, [configured])).toThrow();
    }
  });

  it('a request without the headers is refused', () => {
    expect(() => proof(scheme, {}, body, [configured])).toThrow();
  });

  it.runIf(toleranceSeconds !== undefined)('a time outside the window is refused, on either side', () => {
    const tolerance = toleranceSeconds ?? 0;
    for (const offset of [-tolerance - 2, tolerance + 2]) {
      const then = new Date(NOW.getTime() + offset * 1000);
      const old = bodyAt(scheme, then);
      const signed = headersAt(scheme, signing, old, then);
      expect(() => proof(scheme, signed, old, [configured])).toThrow();
    }
  });
});

function bodyAt(scheme: Scheme, now: Date): string {
  const time = scheme.kind === 'hmac' ? scheme.time : undefined;
  const value = time?.unit === 'rfc3339' ? now.toISOString() : now.getTime();
  const keys = time?.at?.split('/').slice(1) ?? ['id'];
  return JSON.stringify(keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value));
}

function headersAt(scheme: Scheme, signing: string, body: string, now: Date): Readonly<Record<string, string>> {
  const delivery = { body: Buffer.from(body), type: 'a.b', id: '1', signing, now, url: URL_AT_PROVIDER };
  return signedHeaders(scheme, delivery);
}

function proof(scheme: Scheme, headers: Readonly<Record<string, string>>, body: string, secrets: readonly string[]) {
  const request = {
    method: 'POST',
    url: '/acme',
    publicUrls: [URL_AT_PROVIDER],
    headers,
    rawBody: Buffer.from(body),
    receivedAt: NOW,
  };
  const window = factsOf(scheme).toleranceSeconds ?? 0;
  return proverOf(scheme)({ provider: 'acme', request, secrets, now: NOW, window });
}
