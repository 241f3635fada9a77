import { expect, it } from 'vitest';
import { LineEvent, type LineEventType } from 'integration-service/line';
import { line } from 'integration-service/line/integration';
import { lineSamples } from 'integration-service/line/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateFollower } from '../shared/followers.ts';
import { followers } from './followers.ts';

const logic = { sagas: { followers }, handlers: [updateFollower] };

async function event(type: LineEventType, second = 0, edit = (body: string) => body): Promise<LineEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return LineEvent.revive(await sampleEvent(line, lineSamples, type, { now, edit }));
}

async function after(...events: readonly LineEvent[]) {
  return (await handleEvents(logic, events)).list('followers', { limit: 9 });
}

it('the newest event says whether a user follows the account, whatever the order of arrival', async () => {
  const all = [await event('follow', 1), await event('unfollow', 5)];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        data: {
          provider: 'line',
          account: expect.stringMatching(/^U[0-9a-f]{32}$/),
          userId: expect.stringMatching(/^U[0-9a-f]{32}$/),
          following: false,
          since: '2026-11-23T12:00:05.000Z',
        },
      },
    ]);
  }
});

it('a user who follows two accounts has two records', async () => {
  const other = (body: string) => body.replace(/"destination":"\w+"/, '"destination":"Uother"');
  expect(await after(await event('follow'), await event('follow', 1, other))).toHaveLength(2);
});

it('a message changes nothing', async () => {
  expect(await after(await event('message'))).toEqual([]);
});
