import { expect, it } from 'vitest';
import { OpenaiEvent } from 'integration-service/openai';
import { openai } from 'integration-service/openai/integration';
import { openaiSamples } from 'integration-service/openai/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { endJob, jobs } from './jobs.ts';

async function after(type: string, edit = (body: string) => body) {
  const event = OpenaiEvent.revive(await sampleEvent(openai, openaiSamples, type, { edit }));
  const records = await (
    await handleEvents({ sagas: { jobs }, handlers: [endJob] }, [event])
  ).list('jobs', { limit: 5 });
  return Object.fromEntries(records.map(({ id, data }) => [id, data]));
}

it.each([
  ['response.completed', 'openai:resp_cups1', { kind: 'response', status: 'completed' }],
  ['response.failed', 'openai:resp_saucers1', { kind: 'response', status: 'failed' }],
  ['batch.completed', 'openai:batch_cups1', { kind: 'batch', status: 'completed' }],
  ['fine_tuning.job.succeeded', 'openai:ftjob-cups1', { kind: 'fine_tuning.job', status: 'completed' }],
])('a %s ends the job %s', async (type, id, expected) => {
  expect(await after(type)).toMatchObject({
    [id]: { provider: 'openai', endedAt: '2026-11-23T12:00:00.000Z', ...expected },
  });
});

it.each(['cancelled', 'expired', 'incomplete'])('a batch that is %s has that state', async (end) => {
  const type = end === 'incomplete' ? 'response.incomplete' : `batch.${end}`;
  const records = await after('batch.completed', (body) => body.replace('"batch.completed"', `"${type}"`));
  expect(Object.values(records)).toMatchObject([{ status: end === 'cancelled' ? 'canceled' : end }]);
});

it('a call leaves no record', async () => {
  expect(await after('realtime.call.incoming')).toEqual({});
});
