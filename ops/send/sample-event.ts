import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import type { SampleRequest, Samples } from '../../functions/src/core/integration/samples.ts';
import { UsageError } from '../exit.ts';
import { withAssignments, type Assignment } from './assignments.ts';
import type { Fault, SendArguments } from './arguments.ts';
import { tampered } from './tampered.ts';

export interface SampleSetup {
  readonly integration: Integration<unknown>;
  readonly samples: Samples;
  readonly type: string;
  /** What the provider signs with. */
  readonly signing: string;
  /** The registered public URL, for signatures that cover it. */
  readonly url: string;
  readonly toleranceSeconds: number | undefined;
}

/** Seconds outside of the window: more than any clock is off. */
const MARGIN_SECONDS = 60;

/** The signed requests of as many different events as asked for. @throws {UsageError} */
export function sampleRequests(
  setup: SampleSetup,
  { file, id, count, fault, assignments }: Pick<SendArguments, 'file' | 'id' | 'count' | 'fault' | 'assignments'>,
  now: Date,
): readonly SampleRequest[] {
  const base = id ?? randomId();
  const bytes = file === undefined ? undefined : contentOf(file);
  return Array.from({ length: bytes === undefined ? count : 1 }, (_, index) =>
    sampleRequest(setup, { id: index === 0 ? base : `${base}${index}`, fault, now, bytes, assignments }),
  );
}

/** The body of one sample, before it is signed. @throws {UsageError} */
export function sampleBody(
  provider: string,
  samples: Samples,
  { type, file, id = randomId(), assignments }: Pick<SendArguments, 'type' | 'file' | 'id' | 'assignments'>,
): Buffer {
  const body =
    file === undefined
      ? Buffer.from(samples.sample(requireType(provider, samples, type), { id, now: new Date() }))
      : contentOf(file);
  return withAssignments(body, assignments);
}

/** What makes a new sample another event than every earlier one. */
export function randomId(): string {
  return randomBytes(12).toString('hex');
}

/** Where the kit has no such type the error names those that it has. @throws {UsageError} */
export function requireType(provider: string, { types, anyType }: Samples, type: string | undefined): string {
  if (type !== undefined && (types.includes(type) || anyType === true)) return type;
  const complaint = type === undefined ? `Specify which event of ${provider} to send` : `There is no sample of ${type}`;
  throw new UsageError(`${complaint}. Choose from: ${types.join(', ')}${anyType === true ? ', and any other' : ''}.`);
}

/** One request that is wanted. */
export interface WantedRequest {
  readonly id: string;
  readonly fault: Fault | undefined;
  readonly now: Date;
  /** The body, if it is not a new sample. */
  readonly bytes: Buffer | undefined;
  /** Fields to set in it. */
  readonly assignments?: readonly Assignment[];
}

/** One signed request. @throws {UsageError} if requests of the provider cannot have the fault. */
export function sampleRequest(
  setup: SampleSetup,
  { id, fault, now, bytes, assignments = [] }: WantedRequest,
): SampleRequest {
  const { samples, type, signing, url } = setup;
  const signedAt = new Date(now.getTime() + offsetSeconds(setup, fault) * 1000);
  const body = withAssignments(bytes ?? Buffer.from(samples.sample(type, { id, now: signedAt })), assignments);
  const request = samples.request({ body, type, id, signing, now: signedAt, url });
  if (fault === 'tamper') return tampered(setup.integration, body, request);
  if (fault === 'unsigned') return { ...request, headers: unsignedHeaders(setup, request.headers) };
  const answers = fault === undefined ? samples.answers?.({ body, type, id, now: signedAt }) : undefined;
  return { ...request, ...(answers !== undefined && { answers }) };
}

function offsetSeconds({ integration, toleranceSeconds }: SampleSetup, fault: Fault | undefined): number {
  if (fault !== 'expired' && fault !== 'future') return 0;
  if (toleranceSeconds === undefined) {
    throw new UsageError(`${integration.provider} does not sign a time, so its requests do not expire. Try --tamper.`);
  }
  return (fault === 'expired' ? -1 : 1) * (toleranceSeconds + MARGIN_SECONDS);
}

function unsignedHeaders({ integration }: SampleSetup, headers: SampleRequest['headers']): SampleRequest['headers'] {
  const { signatureHeader } = integration;
  const isUnsigned = (name: string) =>
    signatureHeader === undefined ? name === 'content-type' : name !== signatureHeader;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isUnsigned(name.toLowerCase())));
}

/** The body in a file. @throws {UsageError} */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new UsageError(`${file} cannot be read; --file takes the path of a file with the body to send.`, { cause });
  }
}
