import { hexDigestOf } from '../../functions/src/core/event/digest.ts';
import { isJsonObject, parseJson } from '../../functions/src/core/event/json.ts';
import { dataBytesOf, type OutgoingMessage } from '../../functions/src/core/event/platform-event.ts';
import { CANARY } from './bodies.ts';
import { doorOf } from './door.ts';
import { expectedOf, type Expected } from './reading.ts';
import { signedRequest, type Case } from './requests.ts';
import { text } from './text.ts';

const NAMED = ['id', 'type', 'time', 'source', 'subject', 'unsigned', 'unknown'] as const;
const DESCRIBED = ['id', 'eventtype', 'time', 'source', 'subject'] as const;

type Envelope = Readonly<Record<string, unknown>>;

/** Sends the request of a case, and says what is wrong with what becomes of it. */
export async function faultsOfAuthentic(one: Case): Promise<readonly string[]> {
  const door = doorOf(one);
  const expected = expectedOf(one);
  const reply = await door.send(one.request);
  const messages = door.messages();
  const loud = door.lines.filter(({ severity }) => severity !== 'DEBUG');
  const quoted = [CANARY, one.keys[0].signing, one.keys[0].configured].filter((secret) => text(loud).includes(secret));
  if (quoted.length > 0) return [`a log line quotes ${quoted.join(' and ')}`];
  if (expected === undefined) {
    const isRefused = reply.status === 400 && messages.length === 0;
    return isRefused ? [] : [`a body without an event got ${text(reply)}`];
  }
  if (reply.status !== 200) return [`the authentic request got ${text(reply)}: ${text(loud)}`];
  if (messages.length !== expected.length) return [`${messages.length} messages, not ${expected.length}`];
  const repeat = await door.send(one.request);
  return [
    ...(repeat.status === 200 && door.messages().length === messages.length ? [] : ['the repeat was published again']),
    ...messages.flatMap((message, index) => faultsOfMessage(message, expected[index])),
    ...sharedIds(expected),
    ...(await faultsOfOtherBody(one, messages, expected)),
    ...(await faultsOfMarks(one, messages)),
  ];
}

function faultsOfMessage({ data, attributes }: OutgoingMessage, expected: Expected | undefined): readonly string[] {
  const envelope = envelopeIn(data);
  if (expected === undefined) return [];
  const wanted = {
    ...expected,
    type: named(expected.type),
    id: named(expected.id),
    source: named(expected.source),
    subject: expected.subject === undefined ? undefined : named(expected.subject),
    unsigned: sorted(expected.unsigned.join(',')),
    unknown: sorted(expected.unknown.join(',')),
  };
  const said: Envelope = {
    ...envelope,
    type: envelope['eventtype'],
    unsigned: sorted(envelope['unsigned']),
    unknown: sorted(envelope['unknown']),
  };
  const bytes = Buffer.from(dataBytesOf(data)).toString();
  return [
    ...NAMED.flatMap((key) =>
      said[key] === wanted[key] ? [] : [`${key} is ${text(said[key])}, not ${text(wanted[key])}`],
    ),
    ...(bytes === expected.json ? [] : [`the data are ${bytes}, not ${expected.json}`]),
    ...faultsOfAttributes(envelope, attributes),
  ];
}

/** The order of marks says nothing. */
function sorted(marks: unknown): string {
  return typeof marks === 'string' ? marks.split(',').toSorted().join(',') : '';
}

/** A name that is too long or not well-formed is replaced by its beginning and a digest. */
function named(name: string): string {
  if (name.isWellFormed() && Buffer.byteLength(name) <= 1_500) return name;
  const start = Buffer.from(name.toWellFormed());
  const digest = ` sha256:${hexDigestOf(Buffer.from(name, 'utf16le'))}`;
  if (start.byteLength <= 256) return `${start.toString()}${digest}`;
  return `${start.toString('utf8', 0, 253).replace(/\uFFFD+$/, '')}…${digest}`;
}

/** Pub/Sub's limits: names of 256 bytes, values of 1,024, at most 100 of them. */
function faultsOfAttributes(envelope: Envelope, attributes: OutgoingMessage['attributes']): readonly string[] {
  const all = Object.entries(attributes);
  const isWithin = all.every(([key, value]) => Buffer.byteLength(key) <= 256 && Buffer.byteLength(value) <= 1_024);
  const different = all.filter(([key, value]) => key !== 'content-type' && envelope[key] !== value);
  const missing = ['id', 'type', 'source', 'time', 'provider', 'eventtype'].filter((key) => {
    const value = envelope[key];
    const isPlain = typeof value === 'string' && Buffer.byteLength(value) <= 1_024 && !/\p{Cc}/u.test(value);
    return isPlain && attributes[key] === undefined;
  });
  return [
    ...(isWithin && all.length <= 100 ? [] : ['the attributes are beyond the limits of Pub/Sub']),
    ...different.map(([key]) => `the attribute ${key} is not that of the envelope`),
    ...missing.map((key) => `the attribute ${key} is missing`),
  ];
}

/** Events of one request that have one id are one event to the ledger, and all but the first of them are lost. */
function sharedIds(expected: readonly Expected[]): readonly string[] {
  const byBody = expected.filter(({ isIdOfBody }) => isIdOfBody);
  const isShared = byBody.some(({ id, json }, index) =>
    byBody.slice(0, index).some((other) => other.id === id && other.json !== json),
  );
  return isShared ? ['two events of a batch share an id'] : [];
}

/** The same request has the same id wherever it arrives; another body has another one, if the id rests on the body. */
async function faultsOfOtherBody(
  one: Case,
  messages: readonly OutgoingMessage[],
  [first, ...more]: readonly Expected[],
): Promise<readonly string[]> {
  const again = doorOf(one);
  await again.send(one.request);
  const ids = messages.map(idOf);
  if (text(again.messages().map(idOf)) !== text(ids)) return ['another instance gives another id'];
  if (first?.isIdOfBody !== true || more.length > 0 || !first.json.includes(CANARY)) return [];
  const changed = one.body.toString().replaceAll(CANARY, `${CANARY}-changed`);
  if (changed === one.body.toString()) return [];
  const other = doorOf(one);
  await other.send(signedRequest(one, { body: Buffer.from(changed) }));
  const [id] = other.messages().map(idOf);
  return id === undefined || id === ids[0] ? [`another body has the id ${id}`] : [];
}

/** Changes every header that nobody signs: whatever of an envelope changes with it has to be marked as unsigned. */
async function faultsOfMarks(one: Case, messages: readonly OutgoingMessage[]): Promise<readonly string[]> {
  const own = Object.keys(one.chosen.headers);
  const names = Object.keys(one.headers).filter((name) => name !== 'content-type' && !own.includes(name));
  const faults: string[] = [];
  for (const name of [...names, 'x-name', 'x-time']) {
    const door = doorOf(one);
    const { [name]: value, ...others } = one.headers;
    const headers =
      name === 'x-time' ? { ...others, [name]: '1777777777' } : { ...others, [name]: `${String(value)}-2` };
    await door.send(signedRequest(one, { headers: value === undefined || one.seed % 2 === 0 ? headers : others }));
    const changed = door.messages();
    if (changed.length !== messages.length) faults.push(`without its ${name} the request carries other events`);
    for (const [index, { data }] of messages.entries()) {
      const [before, after] = [envelopeIn(data), envelopeIn(changed[index]?.data ?? data)];
      const marked = new Set(`${String(before['unsigned'])},${String(after['unsigned'])}`.split(','));
      const unmarked = DESCRIBED.filter(
        (key) => before[key] !== after[key] && !marked.has(key === 'eventtype' ? 'type' : key),
      );
      faults.push(...unmarked.map((key) => `${key} changes with ${name}, which nobody signs, and is not marked`));
    }
  }
  return faults;
}

function envelopeIn(data: Uint8Array): Envelope {
  const value = parseJson(Buffer.from(data).toString());
  return isJsonObject(value) ? value : {};
}

function idOf({ data }: OutgoingMessage): string {
  const { id, source } = envelopeIn(data);
  return `${String(source)} ${String(id)}`;
}
