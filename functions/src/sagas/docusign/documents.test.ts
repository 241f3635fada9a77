import { expect, it } from 'vitest';
import { DocusignEvent, type DocusignEventType } from 'integration-service/docusign';
import { docusign } from 'integration-service/docusign/integration';
import { docusignSamples } from 'integration-service/docusign/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateDocument } from '../shared/documents.ts';
import { documents } from './documents.ts';

const logic = { sagas: { documents }, handlers: [updateDocument] };

async function event(type: DocusignEventType, second = 0, edit = (body: string) => body): Promise<DocusignEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return DocusignEvent.revive(await sampleEvent(docusign, docusignSamples, type, { now, edit }));
}

async function after(...events: readonly DocusignEvent[]) {
  return (await handleEvents(logic, events)).list('documents', { limit: 9 });
}

it('an envelope has the status of the newest event, whatever the order of arrival', async () => {
  const all = [
    await event('envelope-sent', 1),
    await event('envelope-delivered', 5),
    await event('envelope-completed', 9),
  ];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        id: 'docusign:2b6a3c5e-91d4-4f7a-8e02-1',
        data: {
          provider: 'docusign',
          status: 'signed',
          providerStatus: 'envelope-completed',
          title: 'Please sign: lease',
          finished: true,
          statusTime: '2026-11-23T12:00:09.000Z',
        },
      },
    ]);
  }
});

it('the last signature and the completion have one time, and the completion is kept', async () => {
  const all = [await event('recipient-completed', 5), await event('envelope-completed', 5)];
  for (const order of [all, all.toReversed()])
    expect(await after(...order)).toMatchObject([{ data: { status: 'signed' } }]);
});

it.each([
  ['recipient-completed', 'partly_signed', false, null],
  ['envelope-declined', 'declined', true, null],
  ['envelope-voided', 'canceled', true, 'Replaced by a newer version'],
] as const)('after %s an envelope is %s', async (type, status, finished, reason) => {
  expect(await after(await event(type))).toMatchObject([{ data: { status, finished, reason } }]);
});

it('an event without an envelope changes nothing', async () => {
  const edit = (body: string) => body.replace('"envelopeId"', '"other"');
  expect(await after(await event('envelope-sent', 0, edit))).toEqual([]);
});
