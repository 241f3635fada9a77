import { expect, it } from 'vitest';
import { NetlifyEvent } from 'integration-service/netlify';
import { netlify } from 'integration-service/netlify/integration';
import { netlifySamples } from 'integration-service/netlify/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateDeployment } from '../shared/deployments.ts';
import { recordSubmission } from '../shared/submissions.ts';
import { deployments } from './deployments.ts';
import { submissions } from './submissions.ts';

const logic = { sagas: { deployments, submissions }, handlers: [updateDeployment, recordSubmission] };

async function event(type: string, second = 0, edit = (body: string) => body): Promise<NetlifyEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return NetlifyEvent.revive(await sampleEvent(netlify, netlifySamples, type, { now, edit }));
}

async function deploymentAfter(...events: readonly NetlifyEvent[]) {
  return (await (await handleEvents(logic, events)).get('deployments', 'netlify:67a4c0e1f2d8b900f0b21'))?.data;
}

it('a deploy to production is live in the end, whatever the order of its events', async () => {
  const all = [await event('deploy_building'), await event('deploy_created')];
  for (const order of [all, all.toReversed()]) {
    expect(await deploymentAfter(...order)).toMatchObject({
      provider: 'netlify',
      project: 'cups',
      status: 'live',
      providerStatus: 'ready',
      environment: 'production',
      branch: 'main',
      error: null,
    });
  }
});

it('a deploy that was not published is ready', async () => {
  const edit = (body: string) => body.replace('"context":"production"', '"context":"deploy-preview"');
  expect(await deploymentAfter(await event('deploy_created', 0, edit))).toMatchObject({ status: 'ready' });
});

it('a failed deploy says why, even under another name', async () => {
  const failed = await event('deploy_failed', 9);
  const renamed = NetlifyEvent.revive({ ...failed.envelope, eventtype: 'deploy_created' });
  for (const one of [failed, renamed]) {
    expect(await deploymentAfter(one)).toMatchObject({
      status: 'failed',
      finished: true,
      error: 'Build script returned non-zero exit code: 2',
    });
  }
});

it('a form is recorded with its answers, and without the address that it came from', async () => {
  const store = await handleEvents(logic, [await event('submission_created')]);
  const { data } = (await store.get('submissions', 'netlify:67a4c0e1f2d8b900f0a11')) ?? {};
  expect(data).toMatchObject({
    formTitle: 'contact',
    status: 'complete',
    submittedAt: '2026-11-23T12:00:00.000Z',
    answers: {
      name: 'Ada Lovelace',
      email: 'ada.lovelace@example.com',
      message: 'Do the cups fit a dishwasher?',
    },
  });
  expect(JSON.stringify(data)).not.toContain('203.0.113.7');
});
