import { isFactual } from '../../functions/src/core/integration/facts.ts';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import type { SampleRequest } from '../../functions/src/core/integration/samples.ts';
import { bearingHeaders } from '../../functions/src/core/scheme/headers.ts';
import type { SingleScheme } from '../../functions/src/core/scheme/scheme.ts';
import { UsageError } from '../exit.ts';

/** Part of the bytes: from `start`, to `end` and without it. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The request with one character changed that its proof rests on: in the middle of the body, if that is signed; otherwise in
 * the proof itself, in a header or in the body.
 * @param unsigned The body before it was signed.
 * @throws {UsageError} if the provider signs nothing, so that a changed body would be accepted.
 */
export function tampered(
  integration: Integration<unknown>,
  unsigned: Uint8Array,
  request: SampleRequest,
): SampleRequest {
  const schemes = schemesOf(integration);
  if (schemes.length > 0 && schemes.every(({ kind }) => kind === 'credential')) {
    throw new UsageError(
      `${integration.provider} signs nothing: each request carries a credential, and a changed body is accepted. Send the sample unsigned to see it refused.`,
    );
  }
  const body = Buffer.from(request.body);
  if (integration.signsBody !== false && body.length > 0) {
    return { ...request, body: changed(body, { start: 0, end: body.length }) };
  }
  const proof = proofHeader(integration, schemes, request);
  if (proof === undefined) return { ...request, body: changed(body, addedTo(Buffer.from(unsigned), body)) };
  const [name, text] = proof;
  const value = Buffer.from(text, 'latin1');
  const other = changed(value, { start: 0, end: value.length }).toString('latin1');
  return { ...request, headers: { ...request.headers, [name]: other } };
}

function schemesOf(integration: Integration<unknown>): readonly SingleScheme[] {
  if (!isFactual(integration)) return [];
  const { scheme } = integration;
  return scheme.kind === 'either' ? scheme.schemes : [scheme];
}

/** What signing put into a body. */
function addedTo(unsigned: Buffer, signed: Buffer): Range {
  const shared = Math.min(unsigned.length, signed.length);
  let start = 0;
  while (start < shared && unsigned[start] === signed[start]) start += 1;
  let after = 0;
  while (after < shared - start && unsigned.at(-1 - after) === signed.at(-1 - after)) after += 1;
  return { start, end: signed.length - after };
}

/** Another letter or digit in the place of the one that is closest behind the middle. */
function changed(bytes: Buffer, { start, end }: Range): Buffer {
  const other = Buffer.from(bytes);
  const middle = (start + end) >> 1;
  const at = Math.max(other.subarray(middle, end).findIndex(isLetterOrDigit), 0) + middle;
  other[at] = (other[at] ?? 0) ^ 1;
  return other;
}

/** Whether the byte is a letter or digit, and still is with its lowest bit flipped. */
function isLetterOrDigit(byte: number): boolean {
  return /[0-9b-yB-Y]/.test(String.fromCharCode(byte));
}

/** The header that carries the proof; undefined if the body does. */
function proofHeader(
  { signatureHeader }: Integration<unknown>,
  schemes: readonly SingleScheme[],
  { headers }: SampleRequest,
): readonly [name: string, value: string] | undefined {
  const bearing = new Set([signatureHeader, ...schemes.flatMap((scheme) => bearingHeaders(scheme.headers))]);
  return Object.entries(headers).find(([name]) => bearing.has(name.toLowerCase()));
}
