import { WorkOS, type DirectoryUserResponse, type UserResponse } from '@workos-inc/node';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { isOfType } from '../../core/logic/saga.ts';
import { atTime } from '../../testing/at-time.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isWorkosEventOfType, WorkosEvent, type WorkosEventOfType } from './event.ts';
import { workos } from './index.ts';
import { workosSamples } from './samples.ts';

const sdk = new WorkOS('none');

integrationConformance(workos, workosSamples, {
  official: ({ rawBody, headers }, secret, now) =>
    atTime(now, async () => {
      try {
        const sigHeader = String(headers['workos-signature']);
        return Boolean(await sdk.webhooks.constructEvent({ payload: Buffer.from(rawBody), sigHeader, secret }));
      } catch {
        return false;
      }
    }),
});

it('a user’s event is described by its own id, time and user', async () => {
  expect(await sampleEvent(workos, workosSamples, 'user.created', { id: '01HQXYZ' })).toMatchObject({
    id: 'event_01HQXYZ',
    eventtype: 'user.created',
    time: '2026-11-23T12:00:00.000Z',
    subject: 'user_01HQXYZ',
    source: '//workos.com',
  });
});

it('the source of a directory’s event names the organization', async () => {
  const { source } = await sampleEvent(workos, workosSamples, 'dsync.user.created');
  expect(source).toBe('//workos.com/organizations/org_01EZTR6WYX1A0DSE2CYMGXQ24Y');
});

const sample = (type: string) => sampleEvent(workos, workosSamples, type);

it('an event is the same after a round trip through its message, with fields in snake_case', async () => {
  expect(WorkosEvent.revive(await sample('user.created')).event).toMatchObject({
    event: 'user.created',
    data: { id: 'user_1', first_name: 'Ada' },
  });
});

it('a message without a WorkOS event is a bad event', async () => {
  const envelope = { ...(await sample('user.created')), data: { event: 'user.created' } };
  expect(() => WorkosEvent.revive(envelope)).toThrow(expect.objectContaining({ code: 'workos/bad-event' }));
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const events = await Promise.all(['user.created', 'dsync.user.created'].map(sample));
  const passed = await firstValueFrom(
    of(...events.map((envelope) => WorkosEvent.revive(envelope))).pipe(
      isOfType(WorkosEvent),
      isWorkosEventOfType('dsync.user.created', 'dsync.user.deleted'),
      toArray(),
    ),
  );
  expect(passed.map(({ event }) => event.data.directory_id)).toEqual(['directory_01E1X194NTJ3PYMAY79DYV0F0P']);
  expectTypeOf(passed[0]?.event.data).toEqualTypeOf<DirectoryUserResponse | undefined>();
});

it('types are those of the SDK, with fields as they are sent', () => {
  // @ts-expect-error there is no such type
  isWorkosEventOfType('user.teleported');
  expectTypeOf<WorkosEventOfType<'user.created'>['event']['data']>().toEqualTypeOf<UserResponse>();
});
