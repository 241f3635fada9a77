import { expect, it } from 'vitest';
import { DropboxSignEvent, type DropboxSignEventType } from 'integration-service/dropboxSign';
import { dropboxSign } from 'integration-service/dropboxSign/integration';
import { dropboxSignSamples } from 'integration-service/dropboxSign/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateDocument } from '../shared/documents.ts';
import { documents } from './documents.ts';

const logic = { sagas: { documents }, handlers: [updateDocument] };

async function event(type: DropboxSignEventType, second = 0, edit = (body: string) => body): Promise<DropboxSignEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return DropboxSignEvent.revive(await sampleEvent(dropboxSign, dropboxSignSamples, type, { now, edit }));
}

async function after(...events: readonly DropboxSignEvent[]) {
  return (await handleEvents(logic, events)).list('documents', { limit: 9 });
}

it('a signature request has the status of the newest event, whatever the order of arrival', async () => {
  const all = [
    await event('signature_request_sent', 1),
    await event('signature_request_viewed', 5),
    await event('signature_request_signed', 9),
    await event('signature_request_all_signed', 9),
  ];
  for (const order of [all, all.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        id: 'dropboxSign:fa5c8a0b0f492d768749333ad6fcc2141',
        data: {
          provider: 'dropboxSign',
          status: 'signed',
          title: 'Lease – ground floor',
          reason: null,
          finished: true,
        },
      },
    ]);
  }
});

it.each([
  ['signature_request_signed', 'partly_signed', false, null],
  ['signature_request_declined', 'declined', true, 'Wrong name'],
  ['signature_request_canceled', 'canceled', true, null],
] as const)('after %s it is %s', async (type, status, finished, reason) => {
  expect(await after(await event(type))).toMatchObject([{ data: { status, finished, reason } }]);
});

it('a test of the callback, and an event without a signature request, change nothing', async () => {
  const edit = (body: string) => body.replace('"signature_request":', '"other":');
  expect(await after(await event('callback_test'), await event('signature_request_sent', 0, edit))).toEqual([]);
});
