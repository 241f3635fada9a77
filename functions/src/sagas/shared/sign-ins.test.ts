import { describe, expect, it } from 'vitest';
import type { IntegrationEvent } from 'integration-service';
import { ClerkEvent } from 'integration-service/clerk';
import { clerk } from 'integration-service/clerk/integration';
import { clerkSamples } from 'integration-service/clerk/samples';
import { OktaEvent } from 'integration-service/okta';
import { okta } from 'integration-service/okta/integration';
import { oktaSamples } from 'integration-service/okta/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { signIns as toClerk } from '../clerk/sign-ins.ts';
import { signIns as toOkta } from '../okta/sign-ins.ts';
import { recordSignIn } from './sign-ins.ts';

const logic = { sagas: { toClerk, toOkta }, handlers: [recordSignIn] };

async function oktaEvent(change: (event: Record<string, unknown>) => object = (event) => event, id = '1') {
  const edit = (body: string) => {
    const parsed = JSON.parse(body);
    return JSON.stringify({ ...parsed, data: { events: parsed.data.events.map(change) } });
  };
  return OktaEvent.revive(await sampleEvent(okta, oktaSamples, 'user.session.start', { id, edit }));
}

async function clerkEvent(
  change: (data: Record<string, unknown>) => object = (data) => data,
  type = 'session.created',
) {
  const edit = (body: string) => {
    const parsed = JSON.parse(body);
    return JSON.stringify({ ...parsed, data: change(parsed.data) });
  };
  return ClerkEvent.revive(await sampleEvent(clerk, clerkSamples, type, { edit }));
}

async function signInsAfter(...events: readonly IntegrationEvent[]) {
  return (await handleEvents(logic, events)).list('signIns', { limit: 9 });
}

describe('a person who signs in to Okta', () => {
  it('is recorded with their location', async () => {
    expect(await signInsAfter(await oktaEvent())).toEqual([
      {
        id: 'okta:f790999f-fe87-467a-9880-1',
        version: 1,
        data: {
          provider: 'okta',
          signInId: 'f790999f-fe87-467a-9880-1',
          source: '//example.okta.com',
          userId: '00u1',
          login: 'ada@example.com',
          status: 'succeeded',
          reason: null,
          impersonator: null,
          ipAddress: '192.0.2.10',
          userAgent: 'Mozilla/5.0 (Macintosh)',
          city: 'Graz',
          country: 'Austria',
          time: '2026-11-23T12:00:00.000Z',
        },
      },
    ]);
  });

  it('and fails is recorded with the reason', async () => {
    const failed = { outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' } };
    expect(await signInsAfter(await oktaEvent((event) => ({ ...event, ...failed })))).toMatchObject([
      { data: { status: 'failed', reason: 'INVALID_CREDENTIALS' } },
    ]);
  });

  it('and is unknown to Okta has no id, only the login that was tried', async () => {
    const stranger = {
      actor: { id: 'unknown', type: 'User', alternateId: 'eve@example.com', displayName: 'unknown' },
      target: null,
      client: null,
      outcome: { result: 'FAILURE' },
    };
    expect(await signInsAfter(await oktaEvent((event) => ({ ...event, ...stranger })))).toMatchObject([
      { data: { userId: null, login: 'eve@example.com', status: 'failed', reason: 'FAILURE', ipAddress: null } },
    ]);
  });
});

describe('a person who signs in with Clerk', () => {
  it('is recorded in the same form, under the id of the session', async () => {
    expect(await signInsAfter(await clerkEvent())).toMatchObject([
      {
        id: 'clerk:sess_1',
        data: {
          provider: 'clerk',
          source: '//clerk.com/instances/ins_2g7np7Hrk0SN6kj5EDMLDaKNL0S',
          userId: 'user_1',
          login: 'ada@example.com',
          status: 'succeeded',
          impersonator: null,
          ipAddress: '192.0.2.10',
          userAgent: 'Mozilla/5.0',
          city: 'Graz',
          country: 'AT',
        },
      },
    ]);
  });

  it('as another user is recorded as the impersonator', async () => {
    const actor = { iss: 'https://dashboard.clerk.com', sub: 'user_support' };
    expect(await signInsAfter(await clerkEvent((data) => ({ ...data, actor })))).toMatchObject([
      { data: { userId: 'user_1', impersonator: 'user_support' } },
    ]);
  });

  it('is recorded even if Clerk sends only the minimum about the session', async () => {
    const least = (data: Record<string, unknown>) => ({ id: data['id'], object: 'session', user_id: data['user_id'] });
    expect(await signInsAfter(await clerkEvent(least))).toMatchObject([{ data: { userId: 'user_1', login: null } }]);
  });

  it('is not recorded by other events of their session', async () => {
    expect(await signInsAfter(await clerkEvent((data) => data, 'user.updated'))).toEqual([]);
  });
});

it('each attempt has its own record, in any order of arrival, and an attempt that arrives twice has one', async () => {
  const [first, second] = [await oktaEvent(undefined, '1'), await oktaEvent(undefined, '2')];
  const ids = ['okta:f790999f-fe87-467a-9880-1', 'okta:f790999f-fe87-467a-9880-2'];
  for (const order of [
    [first, second],
    [second, first, second],
  ]) {
    const records = await signInsAfter(...order);
    expect(records.map(({ id, version }) => [id, version])).toEqual(ids.map((id) => [id, 1]));
  }
});
