import { firstValueFrom, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { Auth0Event, isAuth0EventOfType } from './event.ts';
import { auth0 } from './index.ts';
import { auth0Samples } from './samples.ts';

integrationConformance(auth0, auth0Samples);

const NOW = new Date('2026-11-23T12:00:00Z');

describe('a request that was made without the scheme', () => {
  const body =
    '{"id":"evt_1","type":"user.created","time":"2026-11-23T11:59:59Z","data":{"object":{"user_id":"auth0|1"}}}';
  const verdict = async (authorization: string, secret: string) => {
    const rawBody = Buffer.from(body);
    const request = { method: 'POST', url: '/', publicUrls: [], headers: { authorization }, rawBody, receivedAt: NOW };
    return auth0.verify(request, [secret], NOW, { toleranceSeconds: 300 });
  };

  it.each([
    ['the token that was entered at Auth0', 'Bearer s3cr3t-token-of-the-stream', 's3cr3t-token-of-the-stream'],
    ['the whole header', 'Bearer s3cr3t-token-of-the-stream', 'Bearer s3cr3t-token-of-the-stream'],
    ['a user name with a password', 'Basic YWRhOnMzY3IzdC1wYXNzd29yZA==', 'Basic YWRhOnMzY3IzdC1wYXNzd29yZA=='],
  ])('is accepted with %s', async (_what, authorization, secret) => {
    expect(await verdict(authorization, secret)).toMatchObject({ secret: 0, events: [{ native: { id: 'evt_1' } }] });
  });

  it.each([
    ['another token', 'Bearer another-token-of-a-stream'],
    ['the token in another case', 'Bearer S3CR3T-token-of-the-stream'],
    ['the token twice', 'Bearer s3cr3t-token-of-the-stream, Bearer s3cr3t-token-of-the-stream'],
  ])('is refused with %s', async (_what, authorization) => {
    await expect(verdict(authorization, 's3cr3t-token-of-the-stream')).rejects.toMatchObject({
      code: 'auth0/bad-signature',
    });
  });
});

it('an event is described by its own id and time, the user and the tenant, all unsigned', async () => {
  expect(await sampleEvent(auth0, auth0Samples, 'user.created', { id: '7', now: NOW })).toMatchObject({
    id: 'evt_7',
    eventtype: 'user.created',
    time: '2026-11-23T12:00:00.000Z',
    source: '//auth0.com/tenants/example',
    subject: 'auth0|7',
    unsigned: 'id,type,time,source,subject',
  });
});

it.each([
  ['organization.created', 'org_7'],
  ['organization.member.added', 'auth0|7'],
])('the subject of %s is %s', async (type, subject) => {
  expect(await sampleEvent(auth0, auth0Samples, type, { id: '7' })).toMatchObject({ subject });
});

it('the operator lets through the wanted types and narrows the object with them', async () => {
  const created = Auth0Event.revive(await sampleEvent(auth0, auth0Samples, 'user.created'));
  const joined = Auth0Event.revive(await sampleEvent(auth0, auth0Samples, 'organization.member.added'));
  const passed = await firstValueFrom(of(created, joined).pipe(isAuth0EventOfType('user.created'), toArray()));
  expect(passed).toEqual([created]);
  for (const { event } of passed) expectTypeOf(event.data.object.user_id).toEqualTypeOf<string>();
});

it('a type that does not exist does not compile', () => {
  // @ts-expect-error Users are not teleported.
  isAuth0EventOfType('user.teleported');
});

it('data that is not an event of Auth0 is refused', async () => {
  const envelope = await sampleEvent(auth0, auth0Samples, 'user.created');
  expect(() => Auth0Event.revive({ ...envelope, data: { id: 'evt_1' } })).toThrow(
    expect.objectContaining({ code: 'auth0/bad-event' }),
  );
});
