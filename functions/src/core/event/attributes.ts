import { hasControls } from './text.ts';
import { PermanentError } from './errors.ts';

/**
 * What Pub/Sub takes of a message beside its data. A message that breaks a limit is refused together with all others of
 * its call; the emulator checks none of this.
 * @see https://cloud.google.com/pubsub/quotas#resource_limits
 */
const MAX_ATTRIBUTES = 100;
const MAX_NAME_BYTES = 256;
const MAX_VALUE_BYTES = 1_024;
/** Google's own attributes begin with this. */
const RESERVED_PREFIX = 'goog';
/** Pub/Sub's limit on the data of a message, and on a whole call. */
const MAX_DATA_BYTES = 10_000_000;

/** What {@link messageFault} looks at. */
interface Message {
  readonly data: Uint8Array;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Whether Pub/Sub takes a value, and every tool that reads it later can show it. */
export function isAttributeValue(value: string): boolean {
  return isPlainText(value, MAX_VALUE_BYTES);
}

/**
 * The attributes of a message: what Pub/Sub would refuse is left out, since the data repeats what most of them say.
 * @param own What we add. It takes precedence, and stays if there are too many.
 * @param others Those of the message before.
 */
export function messageAttributes(own: Message['attributes'], others: Message['attributes']): Record<string, string> {
  const accepted = Object.entries({ ...own, ...others, ...own }).filter(([name, value]) => isAttribute(name, value));
  return Object.fromEntries(accepted.slice(0, MAX_ATTRIBUTES));
}

/**
 * Refuses messages that Pub/Sub would refuse, before they share a call with others.
 * @throws {PermanentError} that names the limit.
 */
export function requirePublishable(topic: string, messages: readonly Message[]): void {
  for (const message of messages) {
    const fault = messageFault(message);
    if (fault !== undefined) throw new PermanentError(`A message for ${topic} cannot be published. ${fault}`);
  }
}

/** Why Pub/Sub would refuse a message, in a sentence; undefined if it takes it. */
export function messageFault({ data, attributes }: Message): string | undefined {
  if (data.byteLength > MAX_DATA_BYTES) return `Its data is over ${MAX_DATA_BYTES} bytes.`;
  const entries = Object.entries(attributes);
  if (entries.length > MAX_ATTRIBUTES) return `It has more than ${MAX_ATTRIBUTES} attributes.`;
  if (entries.length === 0 && data.byteLength === 0) return 'It has neither data nor attributes.';
  const refused = entries.find(([name, value]) => !isAttribute(name, value));
  if (refused === undefined) return undefined;
  return (
    `Its attribute ${JSON.stringify(refused[0].slice(0, MAX_NAME_BYTES))} must be well-formed text without control ` +
    `characters, at most ${MAX_VALUE_BYTES} bytes under a name of at most ${MAX_NAME_BYTES}.`
  );
}

function isAttribute(name: string, value: string): boolean {
  const isName = name !== '' && !name.startsWith(RESERVED_PREFIX) && isPlainText(name, MAX_NAME_BYTES);
  return isName && isAttributeValue(value);
}

function isPlainText(text: string, maxBytes: number): boolean {
  return Buffer.byteLength(text) <= maxBytes && text.isWellFormed() && !hasControls(text);
}
