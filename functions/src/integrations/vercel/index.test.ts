import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isVercelEventOfType, VercelEvent } from './event.ts';
import { vercel } from './index.ts';
import { vercelSamples } from './samples.ts';

integrationConformance(vercel, vercelSamples);

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: string, edit = (body: string) => body) =>
  sampleEvent(vercel, vercelSamples, type, { id: '7', now: NOW, edit });

it.each(['sha256', 'sha512'])('a signature by HMAC-%s is refused: Vercel uses SHA-1', async (hash) => {
  const body = '{"id":"uev_1","type":"project.created","createdAt":1795435199000,"payload":{}}';
  const headers = { 'x-vercel-signature': createHmac(hash, 'the secret').update(body).digest('hex') };
  const request = { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(body), receivedAt: NOW };
  const verified = Promise.resolve().then(() => vercel.verify(request, ['the secret'], NOW, { toleranceSeconds: 0 }));
  await expect(verified).rejects.toMatchObject({ code: 'vercel/bad-signature' });
});

it('a deployment’s event is described by what is signed', async () => {
  expect(await event('deployment.ready')).toMatchObject({
    id: 'uev_deploymentready7',
    eventtype: 'deployment.ready',
    time: '2026-11-23T12:00:00.000Z',
    source: '//vercel.com/teams/team_cups',
    subject: 'dpl_7',
  });
});

it('a personal account is a user', async () => {
  const edit = (body: string) => body.replace('"team":{"id":"team_cups"}', '"team":null');
  expect(await event('project.created', edit)).toMatchObject({
    source: '//vercel.com/users/usr_grace',
    subject: 'prj_shop',
  });
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all(['deployment.ready', 'project.created'].map((type) => event(type)));
  const events = all.map((envelope) => VercelEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isVercelEventOfType('project.created'), toArray()));
  expect(passed).toEqual(events.slice(1));
  for (const { event: one } of passed) expectTypeOf(one.type).toEqualTypeOf<'project.created'>();
  // @ts-expect-error Vercel has no such event.
  isVercelEventOfType('deployment.exploded');
});
