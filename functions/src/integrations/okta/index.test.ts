import { describe, expect, it } from 'vitest';
import type { RawWebhook } from '../../core/ingest/integration.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent, sampleEvents } from '../../testing/sample-events.ts';
import { okta } from './index.ts';
import { oktaSamples } from './samples.ts';

const SETTINGS = { toleranceSeconds: 300, verifyToken: undefined };

integrationConformance(okta, oktaSamples, { vectors: ['okta'], signsBody: false });

/** Changes the events of a sample's request. */
function editing(change: (event: Record<string, unknown>) => readonly unknown[]) {
  return (body: string) => {
    const hook = JSON.parse(body);
    return JSON.stringify({ ...hook, data: { events: change(hook.data.events[0]) } });
  };
}

describe('a list of events', () => {
  it('becomes one event each, each known by its own id', async () => {
    const edit = editing((event) => [event, { ...event, uuid: 'second', eventType: 'user.session.end' }]);
    const events = await sampleEvents(okta, oktaSamples, 'user.session.start', { edit });
    expect(events.map(({ id, eventtype }) => [id, eventtype])).toEqual([
      ['f790999f-fe87-467a-9880-1', 'user.session.start'],
      ['second', 'user.session.end'],
    ]);
  });

  it('is refused as a whole where one of them is no event', async () => {
    const edit = editing((event) => [event, { ...event, uuid: '' }]);
    await expect(sampleEvents(okta, oktaSamples, 'user.session.start', { edit })).rejects.toThrow(
      expect.objectContaining({ code: 'okta/bad-webhook-request' }),
    );
  });
});

it('an event is described by its own id and time, the user it concerns and the sending organisation, all unsigned', async () => {
  expect(await sampleEvent(okta, oktaSamples, 'user.lifecycle.suspend', { id: '7' })).toMatchObject({
    id: 'f790999f-fe87-467a-9880-7',
    time: '2026-11-23T12:00:00.000Z',
    subject: '00u7',
    source: '//example.okta.com',
    unsigned: 'id,type,time,source,subject',
  });
});

it.each([
  ['the first target where none is a user', { target: [{ id: '00g1', type: 'UserGroup' }] }, '00g1'],
  ['the actor where there is no target', { target: null, actor: { id: '00u9', type: 'User' } }, '00u9'],
  ['nobody where there is neither', { target: null, actor: null }, undefined],
])('the subject is %s', async (_what, fields, subject) => {
  const edit = editing((event) => [{ ...event, ...fields }]);
  expect((await sampleEvent(okta, oktaSamples, 'user.lifecycle.create', { edit })).subject).toBe(subject);
});

it('a delivery is answered with 200 and nothing else', () => {
  expect(okta.ack?.([])).toEqual({ status: 200 });
});

describe('the challenge of a new endpoint', () => {
  const get = (headers: RawWebhook['headers'], method = 'GET'): RawWebhook => {
    return { method, url: '/', publicUrls: [], headers, rawBody: Buffer.alloc(0), receivedAt: new Date() };
  };
  const answerTo = (request: RawWebhook) => okta.handshake?.(request, [], new Date(), SETTINGS);

  it('is repeated as Okta wants it', () => {
    const reply = answerTo(get({ 'x-okta-verification-challenge': 'my verification'.replace(' ', '-') }));
    expect(reply).toEqual({ status: 200, body: { verification: 'my-verification' } });
  });

  it.each([
    ['without a challenge', get({})],
    ['with an endless one', get({ 'x-okta-verification-challenge': 'a'.repeat(513) })],
    ['with one that is no text', get({ 'x-okta-verification-challenge': '\u00e9' })],
    ['that is a delivery', get({ 'x-okta-verification-challenge': 'a' }, 'POST')],
  ])('a request %s is not answered as one', (_what, request) => {
    expect(answerTo(request)).toBeUndefined();
  });
});
