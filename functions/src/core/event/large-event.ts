import { hexDigestOf } from './digest.ts';
import { IntegrationError } from './errors.ts';
import { decodeUtf8, parseJson } from './json.ts';
import {
  attributesOf,
  decodeEnvelope,
  isPlatformEvent,
  notPlatformEvent,
  type EventContext,
  type OutgoingMessage,
  type PlatformEvent,
} from './platform-event.ts';

/**
 * Native events above this many bytes travel by reference, unless the operator set another limit: the message
 * names an object that holds them. Eventarc refuses events over 512 KB, and no emulator shows it; Pub/Sub
 * pushes them in base64, which makes 4 bytes of 3.
 * @see https://cloud.google.com/eventarc/docs/quotas
 */
export const REFERENCE_ABOVE_BYTES = 380_000;

/** Where large events wait for their consumers. */
export interface BlobStore {
  /** Keeps the bytes under a name; the same name twice is the same bytes. Rejects when the time is over. */
  put(name: string, bytes: Uint8Array, deadlineMs: number): Promise<void>;
  /** The bytes, or undefined when there are none of that name. */
  get(name: string): Promise<Uint8Array | undefined>;
}

/** Thrown by a `BlobStore` that was not told where to keep anything. */
export class NoBucketError extends Error {
  override readonly name = 'NoBucketError';

  constructor() {
    super('There is no bucket for large events; make one, and set INTEGRATIONS_BUCKET to its name.');
  }
}

/**
 * The claim-check extension of CloudEvents, with what proves that the bytes are the same.
 * @see https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/dataref.md
 */
interface Reference {
  readonly dataref: string;
  /** `sha256:` and 64 hex digits. */
  readonly datadigest: string;
}

/**
 * Stores the native event's bytes and prints the message that refers to them.
 * @throws {IntegrationError} `bad-config` if there is no bucket to store them in.
 */
export async function encodeByReference(
  event: EventContext,
  json: Uint8Array,
  blobs: BlobStore,
  deadlineMs: number,
): Promise<OutgoingMessage> {
  const digest = digestOf(json);
  const dataref = bodyNameOf(event.provider, digest);
  await blobs.put(dataref, json, deadlineMs).catch((error: unknown) => {
    throw error instanceof NoBucketError ? new IntegrationError(event.provider, 'bad-config', error.message) : error;
  });
  const reference: Reference = { dataref, datadigest: digest };
  return { data: Buffer.from(JSON.stringify({ ...event, ...reference })), attributes: attributesOf(event) };
}

/**
 * Reads a message back, fetching the native event where it travels by reference.
 * @throws {IntegrationError} `bad-event` when the bytes are not a platform event, or not those that were stored.
 */
export async function readEvent(provider: string, data: Uint8Array, blobs: BlobStore): Promise<PlatformEvent> {
  const envelope = decodeEnvelope(provider, data);
  if (isPlatformEvent(envelope)) return envelope;
  const { dataref, datadigest, ...context } = envelope;
  if (typeof datadigest !== 'string' || !DIGEST.test(datadigest)) throw notPlatformEvent(provider);
  // Whoever can publish to the topic must not have us read, or tell the absence of, any other object.
  if (dataref !== bodyNameOf(provider, datadigest)) throw notPlatformEvent(provider);
  const bytes = await blobs.get(dataref);
  if (bytes === undefined || digestOf(bytes) !== datadigest) {
    throw new IntegrationError(
      provider,
      'bad-event',
      bytes === undefined
        ? `The stored body ${dataref} is gone; check the bucket's lifecycle rule against the retention of the topic.`
        : `The stored body ${dataref} is not the one that was received; check who else writes to the bucket.`,
    );
  }
  const value = parseJson(decodeUtf8(bytes) ?? '');
  if (value === undefined) throw notPlatformEvent(provider);
  return { ...context, data: value };
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Where a body is kept. Named by content: a repeated delivery stores nothing new. */
function bodyNameOf(provider: string, digest: string): string {
  return `events/${provider}/${digest.slice('sha256:'.length)}.json`;
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${hexDigestOf(bytes)}`;
}
