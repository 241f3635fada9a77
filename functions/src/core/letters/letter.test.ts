import { describe, expect, it, vi } from 'vitest';
import { memoryPorts } from '../../testing/memory-ports.ts';
import { messageFault } from '../event/attributes.ts';
import { PermanentError } from '../event/errors.ts';
import { buildEvent, encodeEvent } from '../event/platform-event.ts';
import { stackOf } from '../event/error-stack.ts';
import { issueOf } from '../ledger/issue.ts';
import { deadLetterOf, type DeathReport } from './dead-letter.ts';
import type { Delivery } from '../delivery.ts';
import { keepLetter, letterOf } from './letter.ts';

const NOW = new Date('2026-11-23T12:00:00.000Z');
const context = buildEvent(
  'acme',
  { id: 'e1', type: 'thing', time: new Date(0), source: '//acme.example' },
  { receivedAt: new Date(0) },
);
const message = encodeEvent(context, Buffer.from('{"n":1}'));

/** A message as the dead-letter topic delivers it. */
function delivered(
  change: { data?: Uint8Array; attributes?: Record<string, string>; messageId?: string } = {},
  consumer = 'acme-onAcmeEvent',
): Delivery {
  const original: Delivery = {
    messageId: '7',
    data: message.data,
    attributes: message.attributes,
    publishTime: NOW,
    ...change,
  };
  const letter = deadLetterOf(original, { consumer, reason: 'No.', attempts: 3, time: NOW });
  return { ...letter, messageId: '99', publishTime: NOW };
}

describe('the message for the dead-letter topic', () => {
  const letter = (reason: string, attributes: Record<string, string> = {}) =>
    deadLetterOf(
      { messageId: '7', data: message.data, attributes, publishTime: NOW },
      { consumer: 'acme-onAcmeEvent', reason, attempts: 3, time: NOW },
    );

  it.each([
    ['of several lines', 'one\ntwo', 'one two'],
    ['with half a surrogate pair', 'at \uD800', 'at \uFFFD'],
    ['of 1,000 bytes', 'é'.repeat(500), 'é'.repeat(500)],
    ['of more', 'é'.repeat(501), `${'é'.repeat(498)}…`],
  ])('holds a reason %s as Pub/Sub takes it', (_what, reason, expected) => {
    expect(letter(reason).attributes['deadletterreason']).toBe(expected);
  });

  it('tells why even where the original has all the attributes that Pub/Sub takes, and some that it does not', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_unused, index) => [`n${index}`, 'x']));
    const whole = letter('No.', { ...many, n7: 'line\nbreak' });
    expect(messageFault(whole)).toBeUndefined();
    expect(whole.attributes).toMatchObject({
      deadletterreason: 'No.',
      deadletterconsumer: 'acme-onAcmeEvent',
      n0: 'x',
    });
    expect(whole.data).toEqual(message.data);
  });
});

describe('the letter of an event that a consumer gave up on', () => {
  it('holds who, why, what and the original message, and none of what the letter added', () => {
    const { letter } = letterOf('acme', delivered());
    expect(letter).toEqual({
      status: 'open',
      provider: 'acme',
      consumer: 'acme-onAcmeEvent',
      reason: 'No.',
      issue: expect.stringMatching(/^[0-9a-f]{12}$/),
      issueTime: `${letter.issue} ${NOW.toISOString()}`,
      attempts: 3,
      time: NOW.toISOString(),
      messageId: '7',
      eventId: 'e1',
      source: '//acme.example',
      eventType: 'thing',
      attributes: message.attributes,
      data: message.data.toString('base64'),
      bytes: message.data.byteLength,
    });
  });

  it('has one id for every copy, and others for another consumer, replay, redrive or event', () => {
    const { id } = letterOf('acme', delivered());
    expect(letterOf('acme', { ...delivered({ messageId: '8' }), messageId: '100' }).id).toBe(id);
    const withAttribute = (name: string) => delivered({ attributes: { ...message.attributes, [name]: 'x' } });
    const another = encodeEvent({ ...context, id: 'e2' }, Buffer.from('{}'));
    const ids = [
      letterOf('acme', delivered({}, 'acme-archive')).id,
      letterOf('acme', withAttribute('replay')).id,
      letterOf('acme', withAttribute('redrive')).id,
      letterOf('acme', delivered({ data: another.data })).id,
    ];
    expect(new Set([id, ...ids]).size).toBe(5);
  });

  it('is told apart by its message where it cannot be decoded', () => {
    const garbled = (messageId: string) => letterOf('acme', delivered({ data: Buffer.from('{'), messageId }));
    expect(garbled('7').letter).not.toHaveProperty('eventId');
    expect(garbled('7').id).toBe(garbled('7').id);
    expect(garbled('7').id).not.toBe(garbled('8').id);
  });

  it('goes without the bytes where they are too many for a record, and says how many they were', () => {
    const { letter } = letterOf('acme', delivered({ data: Buffer.alloc(700_001) }));
    expect(letter).not.toHaveProperty('data');
    expect(letter.bytes).toBe(700_001);
  });
});

describe('the letter of a message that Pub/Sub gave up on', () => {
  const native: Delivery = {
    messageId: '99',
    data: message.data,
    publishTime: NOW,
    attributes: {
      ...message.attributes,
      CloudPubSubDeadLetterSourceSubscription: 'eventarc-us-central1-acme-onacmeevent-123-sub-456',
      CloudPubSubDeadLetterSourceSubscriptionProject: 'demo',
      CloudPubSubDeadLetterSourceDeliveryCount: '100',
      CloudPubSubDeadLetterSourceTopicPublishTime: '2026-11-23T11:00:00.000Z',
    },
  };

  it('names the subscription and its deliveries', () => {
    const { letter } = letterOf('acme', native);
    expect(letter).toMatchObject({
      subscription: 'eventarc-us-central1-acme-onacmeevent-123-sub-456',
      attempts: 100,
      reason: 'Pub/Sub gave it up after 100 deliveries that nobody acked.',
      time: NOW.toISOString(),
      messageId: '99',
      eventId: 'e1',
      attributes: message.attributes,
    });
    expect(letter).not.toHaveProperty('consumer');
  });
});

describe('keeping letters', () => {
  it('keeps one of several copies, and leaves alone what became of it since', async () => {
    const { store, log } = memoryPorts();
    await keepLetter('acme', delivered(), store, log);
    const { id } = letterOf('acme', delivered());
    await store.write([
      { collection: 'deadLetters', id, mutate: (current) => current && { ...current, status: 'redriven' } },
    ]);
    await keepLetter('acme', delivered(), store, log);
    const letters = await store.list('deadLetters', { limit: 10 });
    expect(letters).toEqual([{ id, version: 2, data: expect.objectContaining({ status: 'redriven', eventId: 'e1' }) }]);
  });

  it.each([
    ['of 600 kB with an id of 300 kB', envelopeOf(300_000, 300_000), {}],
    ['that just fits, with as many attributes as Pub/Sub takes', Buffer.alloc(700_000), attributesOf(100)],
    ['of 10 MB', Buffer.alloc(10_000_000), {}],
    ['whose attributes hold half a surrogate pair', Buffer.from('x'), { note: '\uD800' }],
  ])('keeps a message %s', async (_what, data, attributes) => {
    const { store, log } = memoryPorts();
    const delivery = { messageId: '99', data, attributes, publishTime: NOW };
    await keepLetter('acme', delivery, store, log);
    const [kept] = await store.list('deadLetters', { limit: 10 });
    expect(kept?.data).toMatchObject({ status: 'open', bytes: data.byteLength });
  });

  it('keeps what it can of a letter that the store refuses for good', async () => {
    const { store, log, lines } = memoryPorts();
    vi.spyOn(store, 'write').mockRejectedValueOnce(new PermanentError('Firestore cannot keep what was written.'));
    await keepLetter('acme', delivered(), store, log);
    const [kept] = await store.list('deadLetters', { limit: 10 });
    expect(kept?.data).toMatchObject({ status: 'open', consumer: 'acme-onAcmeEvent', messageId: '7', attempts: 3 });
    expect(kept?.data).not.toHaveProperty('data');
    expect(lines.map(({ message: text }) => text)).toEqual(['Acme Dead Letter Cut', 'Acme Dead Letter Kept']);
  });

  it('leaves a letter to a later delivery where the store is out of reach', async () => {
    const { store, log, lines } = memoryPorts();
    const error = new Error('Firestore is down.');
    vi.spyOn(store, 'write').mockRejectedValueOnce(error);
    await expect(keepLetter('acme', delivered(), store, log)).rejects.toMatchObject({
      name: 'Redeliver',
      cause: error,
    });
    expect(lines).toMatchObject([
      { severity: 'ERROR', message: 'Acme Dead Letter Not Kept', redelivery: 'unreachable', eventId: 'e1', error },
    ]);
  });

  it('logs the reason and nothing of the payload', async () => {
    const { store, log, lines } = memoryPorts();
    await keepLetter('acme', delivered(), store, log);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      severity: 'INFO',
      message: 'Acme Dead Letter Kept',
      eventId: 'e1',
      reason: 'No.',
    });
    expect(lines[0]).not.toHaveProperty('data');
  });
});

/** A message such as somebody else may publish: our own envelopes have no name of this length. */
function envelopeOf(idBytes: number, dataBytes: number): Buffer {
  return Buffer.from(JSON.stringify({ ...context, id: 'i'.repeat(idBytes), data: 'd'.repeat(dataBytes) }));
}

function attributesOf(count: number): Record<string, string> {
  const names = Array.from({ length: count }, (_unused, index) => `${index}`.padEnd(256, 'n'));
  return Object.fromEntries(names.map((name) => [name, 'v'.repeat(1_024)]));
}

describe('the issue of a letter', () => {
  const STACK = 'CrmError 503\n    at tell (functions/src/tell.ts:1:2)';
  const facts = { consumer: 'acme-onAcmeEvent', reason: 'tell/Tell/o_1: No o_1.', attempts: 3, time: NOW };
  const original = { messageId: '7', data: message.data, attributes: message.attributes, publishTime: NOW };
  const kept = (report: Partial<DeathReport>) =>
    letterOf('acme', { ...deadLetterOf(original, { ...facts, ...report }), messageId: '99', publishTime: NOW }).letter;

  it('is the one that its consumer told, with the command, and with the stack on its lines', () => {
    const letter = kept({ issue: '0123456789ab', command: 'tell/Tell', stack: STACK });
    expect(letter).toMatchObject({ issue: '0123456789ab', command: 'tell/Tell', stack: STACK });
    expect(letter.attributes).toEqual(message.attributes);
  });

  it('is made of the reason if a consumer of before tells none, or one that cannot be', () => {
    const { issue } = kept({});
    expect(issue).toBe(issueOf({ consumer: 'acme-onAcmeEvent', command: 'tell/Tell', message: 'No o_2.' }));
    expect(kept({ issue: 'x'.repeat(12) })).not.toHaveProperty('issue');
  });

  it('does not keep a letter from being published, however long the stack is', () => {
    const long = Array.from({ length: 30 }, (_unused, index) => `at f${index} (/app/functions/src/a.ts:1:1)`).join(
      '\n',
    );
    const stack = stackOf(Object.assign(new Error('x'), { stack: `Error: x\n${long}` })) ?? '';
    const letter = deadLetterOf(original, { ...facts, stack });
    expect(messageFault(letter)).toBeUndefined();
    expect(kept({ stack }).stack).toBe(stack);
    expect(stack.split('\n').length).toBeGreaterThan(5);
  });
});
