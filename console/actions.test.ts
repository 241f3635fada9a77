import { describe, expect, it } from 'vitest';
import { letterById, letters } from '../functions/src/core/letters/letters.ts';
import type { PauseControl } from '../functions/src/core/inspect/pauses.ts';
import type { SampleSender } from './ports.ts';
import { ATTRIBUTES, ENVELOPE, fakePorts } from './testing/fake-ports.ts';
import { refusalIn, serveConsole, type CallOptions } from './testing/served-console.ts';
import { serveWritable, statusesIn, TOPIC } from './testing/writable-console.ts';

describe('an action', () => {
  it('that is only asked about says in a sentence what it would do, and changes nothing', async () => {
    const { served, sent, recovery } = await serveWritable(2);
    const { status, body } = await served.act('/api/letters/redrive?dry=1', { all: true });
    expect({ status, body: JSON.parse(body) }).toEqual({
      status: 200,
      body: {
        will: '2 dead letters are sent to their consumers again. Commands that already succeeded do not run again.',
      },
    });
    const asked = await served.act('/api/events/evt%2F1/replay?dry=1', {
      consumer: 'stripe-onStripeEvent',
      again: true,
    });
    expect(JSON.parse(asked.body).will).toBe(
      'evt/1 is published to integration-stripe-events for stripe-onStripeEvent alone, and it is handled again, with its own effects: everything it did before is done a second time.',
    );
    expect(sent()).toEqual([]);
    expect(await statusesIn(recovery)).toEqual(['open', 'open']);
  });

  it.each(['/api/letters/redrive', '/api/letters/dismiss', '/api/events/evt%2F1/replay'])(
    'of a console that only reads is refused: %s',
    async (path) => {
      const { ports } = fakePorts();
      const served = await serveConsole(ports);
      const input = { all: true, consumer: 'stripe-onStripeEvent' };
      expect(refusalIn(await served.act(path, input))).toEqual({ status: 403, code: 'read-only' });
      expect(refusalIn(await served.act(`${path}?dry=1`, input))).toEqual({ status: 403, code: 'read-only' });
    },
  );

  it.each<[string, CallOptions & { path?: string }, number, string]>([
    ['without the header that another site cannot set', { headers: { 'x-console-action': '' } }, 403, 'forbidden'],
    ['of a form', { headers: { 'content-type': 'text/plain' } }, 415, 'unsupported-media-type'],
    ['whose body is not JSON', { body: '{' }, 400, 'bad-request'],
    ['whose body is a list', { body: '[]' }, 400, 'bad-request'],
    ['over the limit', { body: `{"all":"${'x'.repeat(2_100_000)}"}` }, 413, 'payload-too-large'],
    ['that is not an action', { path: '/api/nope' }, 404, 'not-found'],
  ])('%s is refused', async (_what, { path = '/api/letters/redrive', ...options }, status, code) => {
    const { served, sent } = await serveWritable(1);
    expect(refusalIn(await served.act(path, { all: true }, options))).toEqual({ status, code });
    expect(sent()).toEqual([]);
  });
});

describe('a redrive', () => {
  it('of one letter sends that one to its consumer and marks it', async () => {
    const { served, sent, recovery } = await serveWritable(3);
    const [first] = await Array.fromAsync(letters(recovery.store));
    const { body } = await served.act('/api/letters/redrive', { ids: [first?.id] });
    expect(JSON.parse(body)).toEqual({ redriven: 1, withoutBytes: 0 });
    expect(sent()).toMatchObject([{ consumer: first?.consumer, redrive: expect.any(String), id: 'evt/1' }]);
    expect(await letterById(recovery.store, first?.id ?? '')).toMatchObject({ status: 'redriven' });
    expect(await statusesIn(recovery)).toEqual(expect.arrayContaining(['open', 'open', 'redriven']));
  });

  it('of a consumer sends that one alone, of all sends all, and of the same again sends none', async () => {
    const { served, sent } = await serveWritable(3);
    await served.act('/api/letters/redrive', { consumer: 'stripe-consumer1' });
    expect(sent().map(({ consumer }) => consumer)).toEqual(['stripe-consumer1']);
    await served.act('/api/letters/redrive', { all: true });
    await served.act('/api/letters/redrive', { all: true });
    expect(new Set(sent().map(({ consumer }) => consumer)).size).toBe(3);
    expect(sent()).toHaveLength(3);
  });

  it.each([{}, { all: false }, { ids: 'x' }, { ids: [1] }, { consumer: 7 }])(
    'of nothing in particular is a bad request: %j',
    async (input) => {
      const { served, sent } = await serveWritable(1);
      expect(refusalIn(await served.act('/api/letters/redrive', input))).toEqual({ status: 400, code: 'bad-request' });
      expect(sent()).toEqual([]);
    },
  );
});

describe('a replay', () => {
  it('publishes the bytes of the message for one consumer, with its own replay id if it is handled again', async () => {
    const { served, recovery } = await serveWritable();
    const input = { consumer: 'stripe-onStripeEvent', again: true };
    const { replay, published } = JSON.parse((await served.act('/api/events/evt%2F1/replay', input)).body);
    const [message] = recovery.publisher.to(TOPIC);
    expect(published).toBe(1);
    expect(message?.data.toString()).toBe(ENVELOPE);
    expect(message?.attributes).toEqual({ ...ATTRIBUTES, consumer: 'stripe-onStripeEvent', replay });
  });

  it('of what was not handled yet has no name: what is done stays done', async () => {
    const { served, sent } = await serveWritable();
    const { body } = await served.act('/api/events/evt%2F1/replay', { consumer: 'stripe-onStripeEvent' });
    expect(JSON.parse(body)).toEqual({ published: 1 });
    expect(sent()).toEqual([{ ...ATTRIBUTES, consumer: 'stripe-onStripeEvent' }]);
  });

  it('of an event that the consumer gave up on is refused with the way to go, unless it is handled again', async () => {
    const { served, sent } = await serveWritable();
    const path = '/api/events/evt_dead/replay';
    for (const asked of [path, `${path}?dry=1`]) {
      const refused = await served.act(asked, { consumer: 'stripe-onStripeEvent' });
      expect(refusalIn(refused)).toEqual({ status: 409, code: 'dead-letter' });
      expect(refused.body).toContain('redrive its letter');
    }
    expect(sent()).toEqual([]);
    const { body } = await served.act(path, { consumer: 'stripe-onStripeEvent', again: true });
    expect(JSON.parse(body)).toMatchObject({ published: 1 });
  });

  it('finds the message where its reader has it not at hand', async () => {
    const envelopes = { find: async () => ({ attributes: { id: 'evt_gone' }, data: Buffer.from('{"found":1}') }) };
    const { served, recovery } = await serveWritable(0, { envelopes });
    await served.act('/api/events/evt_gone/replay', { consumer: 'stripe-onStripeEvent' });
    expect(recovery.publisher.to(TOPIC).map(({ data }) => data.toString())).toEqual(['{"found":1}']);
  });

  it.each([
    ['/api/events/nope/replay', { consumer: 'stripe-onStripeEvent' }, 404, 'not-found'],
    ['/api/events/evt%2F1/replay', { consumer: 'twilio-onTwilioEvent' }, 400, 'bad-request'],
    ['/api/events/evt%2F1/replay', {}, 400, 'bad-request'],
    ['/api/events/evt_gone/replay', { consumer: 'stripe-onStripeEvent' }, 404, 'not-kept'],
  ])('%s with %j is refused', async (path, input, status, code) => {
    const { served, sent } = await serveWritable();
    expect(refusalIn(await served.act(path, input))).toEqual({ status, code });
    expect(sent()).toEqual([]);
  });
});

const answered = { status: 200, reply: '{}', eventId: 'evt_2', requestId: 'r1' };

function sender() {
  const calls: object[] = [];
  const samples: SampleSender = {
    sample: async (provider, type) => ({ body: `${provider} ${type}`, contentType: 'text/plain' }),
    send: async (wanted) => (calls.push(wanted), answered),
    resend: async ({ id }) => (calls.push({ id }), answered),
    answer: async (provider, answers) => void calls.push({ provider, answers }),
  };
  return { samples, calls };
}

describe('sending', () => {
  it('hands on what was asked for, and answers what the endpoint answered', async () => {
    const { samples, calls } = sender();
    const { served } = await serveWritable(0, { samples });
    const input = { provider: 'stripe', type: 'invoice.paid', body: '{}', variant: 'future' };
    expect(JSON.parse((await served.act('/api/send', input)).body)).toEqual(answered);
    await served.act('/api/send', { provider: 'stripe', type: 'invoice.paid' });
    await served.act('/api/events/evt%2F1/resend', {});
    expect(calls).toEqual([input, { provider: 'stripe', type: 'invoice.paid', variant: 'valid' }, { id: 'evt/1' }]);
  });

  it('says before where it would post what', async () => {
    const { samples, calls } = sender();
    const { served } = await serveWritable(0, { samples });
    const input = { provider: 'stripe', type: 'invoice.paid', variant: 'unsigned' };
    const [sending, resending] = [
      await served.act('/api/send?dry=1', input),
      await served.act('/api/events/evt%2F1/resend?dry=1', {}),
    ];
    expect(JSON.parse(sending.body).will).toBe(
      'A request with invoice.paid of stripe, without a signature, is posted to http://127.0.0.1:5001/demo/us-central1/stripe-webhook.',
    );
    expect(JSON.parse(resending.body).will).toMatch(/^The request that brought evt\/1 is posted to http/);
    expect(calls).toEqual([]);
  });

  it.each([
    [{ provider: 'stripe' }, 400, 'bad-request'],
    [{ provider: 'stripe', type: 'invoice.paid', variant: 'odd' }, 400, 'bad-request'],
    [{ provider: 'acme', type: 'a' }, 404, 'not-found'],
  ])('%j is refused', async (input, status, code) => {
    const { served } = await serveWritable(0, { samples: sender().samples });
    expect(refusalIn(await served.act('/api/send', input))).toEqual({ status, code });
  });
});

describe('what the stand-in for an API answers', () => {
  const input = { provider: 'stripe', answers: { 'GET /v1/charges/ch_1': { id: 'ch_1' } } };

  it('is handed on, and said before', async () => {
    const { samples, calls } = sender();
    const { served } = await serveWritable(0, { samples });
    expect(JSON.parse((await served.act('/api/answers?dry=1', input)).body).will).toBe(
      'The local stand-in for the API of stripe answers GET /v1/charges/ch_1.',
    );
    expect(calls).toEqual([]);
    expect(JSON.parse((await served.act('/api/answers', input)).body)).toEqual({ answers: 1 });
    expect(calls).toEqual([input]);
  });

  it.each([
    ['is missing', { provider: 'stripe' }, 400, 'bad-request'],
    ['is of no request', { provider: 'stripe', answers: {} }, 400, 'bad-request'],
    ['changes something', { provider: 'stripe', answers: { 'DELETE /v1/charges/ch_1': {} } }, 400, 'bad-request'],
    ['is not an object', { provider: 'stripe', answers: { 'GET /a': {}, 'GET /b': 'b' } }, 400, 'bad-request'],
    ['is of an integration that is off', { ...input, provider: 'acme' }, 404, 'not-found'],
  ])('is refused if it %s', async (_, wrong, status, code) => {
    const { samples, calls } = sender();
    const { served } = await serveWritable(0, { samples });
    expect(refusalIn(await served.act('/api/answers', wrong))).toEqual({ status, code });
    expect(calls).toEqual([]);
  });

  it('can be set only on this machine', async () => {
    const { served } = await serveWritable();
    expect(refusalIn(await served.act('/api/answers', input))).toEqual({ status: 404, code: 'local-only' });
  });
});

describe('a pause', () => {
  const paused = [{ consumer: 'stripe-onStripeEvent', since: '2026-11-23T12:00:00.000Z', waiting: 2 }];
  const pausesOf = (resumed: string[]): PauseControl => ({
    consumers: () => Promise.resolve(['stripe-onStripeEvent']),
    paused: () => Promise.resolve(paused),
    keptDays: () => Promise.resolve(31),
    pause: () => Promise.resolve(false),
    resume: (consumer) => Promise.resolve(resumed.push(consumer) > 0),
  });
  const PATH = '/api/pauses/stripe-onStripeEvent/resume';

  it('is listed, and ended once somebody agrees', async () => {
    const resumed: string[] = [];
    const { served } = await serveWritable(0, { pauses: pausesOf(resumed) });
    expect(JSON.parse((await served.call('/api/pauses')).body)).toMatchObject({ paused });
    const asked = await served.act(`${PATH}?dry=1`, {});
    expect(JSON.parse(asked.body).will).toBe(
      'stripe-onStripeEvent gets everything that waits for it: 2 messages wait.',
    );
    expect(resumed).toEqual([]);
    const { body } = await served.act(PATH, {});
    expect(JSON.parse(body)).toEqual({ consumer: 'stripe-onStripeEvent', resumed: true });
    expect(resumed).toEqual(['stripe-onStripeEvent']);
  });

  it('is not ended by a console that only reads, nor if there is none', async () => {
    const { ports } = fakePorts({ pauses: pausesOf([]) });
    const reading = await serveConsole(ports);
    expect(refusalIn(await reading.act(PATH, {}))).toEqual({ status: 403, code: 'read-only' });
    const { served } = await serveWritable(0, { pauses: pausesOf([]) });
    expect(refusalIn(await served.act('/api/pauses/other/resume', {}))).toEqual({ status: 404, code: 'not-found' });
  });
});
