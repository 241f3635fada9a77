import { firstValueFrom, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { isOfType } from '../../core/logic/saga.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent, sampleEvents } from '../../testing/sample-events.ts';
import { isOktaEventOfType, OktaEvent } from './event.ts';
import { okta } from './index.ts';
import { oktaSamples } from './samples.ts';

declare module './event.ts' {
  interface OktaEventTypes {
    'test.declared': true;
  }
}

const SETTINGS = { toleranceSeconds: 300, verifyToken: undefined };

integrationConformance(okta, oktaSamples);

/** Changes the events of a sample's request. */
function editing(change: (event: Record<string, unknown>) => readonly unknown[]) {
  return (body: string) => {
    const hook = JSON.parse(body);
    return JSON.stringify({ ...hook, data: { events: change(hook.data.events[0]) } });
  };
}

describe('a list of events', () => {
  it('becomes one event for each element, with its own id', async () => {
    const edit = editing((event) => [event, { ...event, uuid: 'second', eventType: 'user.session.end' }]);
    const events = await sampleEvents(okta, oktaSamples, 'user.session.start', { edit });
    expect(events.map(({ id, eventtype }) => [id, eventtype])).toEqual([
      ['f790999f-fe87-467a-9880-1', 'user.session.start'],
      ['second', 'user.session.end'],
    ]);
  });

  it('keeps and marks elements without an id or a type', async () => {
    const edit = editing((event) => [event, { ...event, uuid: '' }, { ...event, eventType: null }]);
    const events = await sampleEvents(okta, oktaSamples, 'user.session.start', { edit });
    expect(events.map(({ eventtype, unknown, unsigned }) => [eventtype, unknown, unsigned])).toEqual([
      ['user.session.start', undefined, 'id,type,time,source,subject'],
      ['user.session.start', 'id', 'id,type,time,source,subject'],
      ['unknown', 'id,type,time', 'id,type,time,source'],
    ]);
  });

  it.each([
    ['is empty', []],
    ['holds no event', ['user.session.start', null]],
    ['is not a list', 'user.session.start'],
  ])('that %s is kept as a whole, because Okta never sends again what got a 4xx', async (_what, list) => {
    const edit = () => JSON.stringify({ eventType: 'com.okta.event_hook', data: { events: list } });
    const [event, ...others] = await sampleEvents(okta, oktaSamples, 'user.session.start', { edit });
    expect(event).toMatchObject({ eventtype: 'com.okta.event_hook', unknown: 'id,time' });
    expect(others).toEqual([]);
  });
});

it('an event is described by its own id and time, the user it concerns and the sending organization, all unsigned', async () => {
  expect(await sampleEvent(okta, oktaSamples, 'user.lifecycle.suspend', { id: '7' })).toMatchObject({
    id: 'f790999f-fe87-467a-9880-7',
    time: '2026-11-23T12:00:00.000Z',
    subject: '00u7',
    source: '//example.okta.com',
    unsigned: 'id,type,time,source,subject',
  });
});

it.each([
  ['the first target if none is a user', { target: [{ id: '00g1', type: 'UserGroup' }] }, '00g1'],
  ['the actor if there is no target', { target: null, actor: { id: '00u9', type: 'User' } }, '00u9'],
  ['nobody if there is neither', { target: null, actor: null }, undefined],
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

  it('is echoed as Okta expects', () => {
    const reply = answerTo(get({ 'x-okta-verification-challenge': 'my verification'.replace(' ', '-') }));
    expect(reply).toEqual({ status: 200, body: { verification: 'my-verification' } });
  });

  it.each([
    ['without a challenge', get({})],
    ['with a challenge that is too long', get({ 'x-okta-verification-challenge': 'a'.repeat(513) })],
    ['with a challenge that is not ASCII text', get({ 'x-okta-verification-challenge': '\u00e9' })],
    ['that is a delivery', get({ 'x-okta-verification-challenge': 'a' }, 'POST')],
  ])('a request %s is not answered as a challenge', (_what, request) => {
    expect(answerTo(request)).toBeUndefined();
  });
});

const sample = (type: string) => sampleEvent(okta, oktaSamples, type);

it('an event is the same after a round trip through its message', async () => {
  const { event } = OktaEvent.revive(await sample('user.lifecycle.create'));
  expect(event).toMatchObject({ eventType: 'user.lifecycle.create', target: [{ alternateId: 'ada@example.com' }] });
});

it('a message without an Okta event is a bad event', async () => {
  const envelope = { ...(await sample('user.session.start')), data: { uuid: 'f790999f' } };
  expect(() => OktaEvent.revive(envelope)).toThrow(expect.objectContaining({ code: 'okta/bad-event' }));
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const events = await Promise.all(['user.session.start', 'user.lifecycle.suspend'].map(sample));
  const passed = await firstValueFrom(
    of(...events.map((envelope) => OktaEvent.revive(envelope))).pipe(
      isOfType(OktaEvent),
      isOktaEventOfType('user.lifecycle.suspend', 'user.lifecycle.deactivate'),
      toArray(),
    ),
  );
  expect(passed.map(({ event }) => event.eventType)).toEqual(['user.lifecycle.suspend']);
  expectTypeOf(passed[0]?.event.eventType).toEqualTypeOf<
    'user.lifecycle.suspend' | 'user.lifecycle.deactivate' | undefined
  >();
});

it('types are the known ones and those that were declared', () => {
  isOktaEventOfType('test.declared');
  // @ts-expect-error there is no such type
  isOktaEventOfType('user.teleported');
});
