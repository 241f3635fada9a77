import { expect, it } from 'vitest';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { VercelEvent } from 'integration-service/vercel';
import { vercel } from 'integration-service/vercel/integration';
import { vercelSamples } from 'integration-service/vercel/samples';
import { updateDeployment } from '../shared/deployments.ts';
import { deployments } from './deployments.ts';

const logic = { sagas: { deployments }, handlers: [updateDeployment] };

async function event(type: string, second = 0, edit = (body: string) => body): Promise<VercelEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return VercelEvent.revive(await sampleEvent(vercel, vercelSamples, type, { now, edit }));
}

async function after(...events: readonly VercelEvent[]) {
  return (await (await handleEvents(logic, events)).get('deployments', 'vercel:dpl_1'))?.data;
}

it('a deployment is live in the end, whatever the order of its events', async () => {
  const all = [await event('deployment.created'), await event('deployment.ready'), await event('deployment.promoted')];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject({
      provider: 'vercel',
      source: '//vercel.com/teams/team_cups',
      project: 'shop',
      status: 'live',
      providerStatus: 'promoted',
      finished: true,
      environment: 'production',
      url: 'https://shop-1-cups.vercel.app',
      branch: 'main',
      commit: '7b1e0c94d2a65f38e1704c9bb2f6d05a83c7e914',
    });
  }
});

it('a build that has begun is not finished', async () => {
  expect(await after(await event('deployment.created'))).toMatchObject({ status: 'started', finished: false });
});

it('a deployment without a target is a preview', async () => {
  const edit = (body: string) => body.replace('"target":"production"', '"target":null').replaceAll('github', 'gitlab');
  expect(await after(await event('deployment.error', 0, edit))).toMatchObject({
    status: 'failed',
    environment: 'preview',
    branch: 'main',
  });
});
