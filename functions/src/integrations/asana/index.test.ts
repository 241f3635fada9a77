import { firstValueFrom, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { registrationOf } from '../../core/integration/registration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent, signedSample } from '../../testing/sample-events.ts';
import { AsanaEvent, isAsanaEventOfType } from './event.ts';
import { asana } from './index.ts';
import { asanaSamples } from './samples.ts';

integrationConformance(asana, asanaSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const SECRET = 'a-secret-of-our-own-for-the-first-registration';
const OFFERED = '5f0c1b7e92d84a36b1c07d5e8f2a9340';
const MINUTE = 60_000;

function greeted({
  url = '/',
  body = '{}',
  headers = {},
}: Partial<Pick<RawWebhook, 'url' | 'headers'>> & { body?: string }) {
  const request: RawWebhook = {
    method: 'POST',
    url,
    publicUrls: [],
    headers: { 'x-hook-secret': OFFERED, ...headers },
    rawBody: Buffer.from(body),
    receivedAt: NOW,
  };
  return asana.handshake?.(request, [SECRET], NOW, { toleranceSeconds: 0, verifyToken: undefined });
}

function openUntil(minutes: number, secret = SECRET): string {
  return `/?registration=${registrationOf('asana', secret, new Date(NOW.getTime() + minutes * MINUTE))}`;
}

const refused = expect.objectContaining({
  code: 'asana/bad-signature',
  message: expect.stringMatching(/^No registration is open/),
});

describe('the secret of a new webhook', () => {
  it('is repeated while a registration is open', () => {
    const reply = { status: 200, headers: { 'x-hook-secret': OFFERED } };
    expect(greeted({ url: openUntil(10) })).toEqual(reply);
    expect(greeted({ url: openUntil(10), body: '' })).toEqual(reply);
  });

  it('is repeated if it is configured already', () => {
    expect(greeted({ headers: { 'x-hook-secret': SECRET } })).toMatchObject({ status: 200 });
  });

  it.each([
    ['none is open', '/'],
    ['it is over', openUntil(0)],
    ['it was opened with another secret', openUntil(10, 'another-secret-that-is-not-configured')],
    ['it is open for longer than anybody may open one', openUntil(61)],
    ['its time was changed', openUntil(10).replace(/=\d+/, String)],
    ['it is another text', '/?registration=open'],
  ])('is refused if %s', (why, url) => {
    const given =
      why === 'its time was changed' ? url.replace(/\d(?=\.)/, (digit) => String((Number(digit) + 1) % 10)) : url;
    expect(() => greeted({ url: given })).toThrow(refused);
  });

  it('beside an event does not make the request a handshake', () => {
    expect(() => greeted({ url: openUntil(10), body: '{"events":[]}' })).toThrow(/x-hook-signature is missing/);
  });

  it.each(['short', 'with a space', 'a'.repeat(129)])('is none if it is %s', (offered) => {
    expect(greeted({ url: openUntil(10), headers: { 'x-hook-secret': offered } })).toBeUndefined();
  });
});

it('a heartbeat is answered, and is not an event', () => {
  const { request, configured } = signedSample(asanaSamples, 'task.added', { edit: () => '{"events":[]}' });
  const settings = { toleranceSeconds: 0, verifyToken: undefined };
  expect(asana.handshake?.(request, [configured], NOW, settings)).toEqual({ status: 200 });
  expect(() => asana.handshake?.(request, ['another secret'], NOW, settings)).toThrow(
    expect.objectContaining({ code: 'asana/bad-signature' }),
  );
});

it('an event has no id: the same event has the same one, and another field makes another event', async () => {
  const event = (edit = (body: string) => body) =>
    sampleEvent(asana, asanaSamples, 'task.changed', { id: '7', now: NOW, edit });
  const one = await event();
  expect(one).toMatchObject({
    eventtype: 'task.changed',
    time: '2026-11-23T12:00:00.000Z',
    source: '//asana.com',
    subject: '120990017',
  });
  expect((await event()).id).toBe(one.id);
  expect((await event((body) => body.replace('completed', 'due_on'))).id).not.toBe(one.id);
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all(['task.added', 'task.changed'].map((type) => sampleEvent(asana, asanaSamples, type)));
  const events = all.map((envelope) => AsanaEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isAsanaEventOfType('task.changed'), toArray()));
  expect(passed).toEqual(events.slice(1));
  for (const { event } of passed) expectTypeOf(event.action).toEqualTypeOf<'changed'>();
  // @ts-expect-error Asana has no such event.
  isAsanaEventOfType('task.exploded');
});
