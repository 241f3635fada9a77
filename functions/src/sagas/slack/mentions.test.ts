import { expect, it } from 'vitest';
import { SlackEvent } from 'integration-service/slack';
import { slack } from 'integration-service/slack/integration';
import { slackSamples } from 'integration-service/slack/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { mentions, recordMention } from './mentions.ts';

const logic = { sagas: { mentions }, handlers: [recordMention] };

async function event(type: string, edit?: (body: string) => string) {
  return SlackEvent.revive(await sampleEvent(slack, slackSamples, type, edit && { edit }));
}

it('a mention is recorded with where to answer it', async () => {
  const store = await handleEvents(logic, [await event('app_mention')]);
  const [record] = await store.list('mentions', { limit: 10 });
  expect(record).toMatchObject({
    id: 'slack:T061EG9R6%3AC0LAN2Q65%3A1795435200.000200',
    data: {
      channel: 'C0LAN2Q65',
      user: 'U061F7AUR',
      text: '<@U0LAN0Z89> is it everything a river should be?',
      thread: '1795435200.000200',
      answered: false,
    },
  });
});

it('a mention in a thread is answered there', async () => {
  const inThread = await event('app_mention', (body) =>
    body.replace('"type":"app_mention"', '"type":"app_mention","thread_ts":"1795430000.000100"'),
  );
  const [record] = await (await handleEvents(logic, [inThread])).list('mentions', { limit: 10 });
  expect(record?.data).toMatchObject({ thread: '1795430000.000100' });
});

it('a mention that is delivered again keeps what was added to it since', async () => {
  const mention = await event('app_mention');
  const store = await handleEvents(logic, [mention, mention]);
  const [record] = await store.list('mentions', { limit: 10 });
  expect(record?.version).toBe(1);
});

it('a message that mentions nobody changes nothing', async () => {
  const store = await handleEvents(logic, [await event('message')]);
  expect(await store.list('mentions', { limit: 10 })).toEqual([]);
});

it.each(['channel', 'ts'])('a mention without a %s is skipped', async (field) => {
  const edit = (body: string) => {
    const parsed = JSON.parse(body);
    return JSON.stringify({ ...parsed, event: { ...parsed.event, [field]: '' } });
  };
  expect(await (await handleEvents(logic, [await event('app_mention', edit)])).list('mentions', { limit: 1 })).toEqual(
    [],
  );
});
