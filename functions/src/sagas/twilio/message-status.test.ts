import { describe, expect, it } from 'vitest';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { TwilioEvent } from 'integration-service/twilio';
import { twilio } from 'integration-service/twilio/integration';
import { twilioSamples } from 'integration-service/twilio/samples';
import { updateMessageStatus } from '../shared/messages.ts';
import { callStatus } from './call-status.ts';
import { messageStatus, streamedMessageStatus } from './message-status.ts';

const logic = { sagas: { messageStatus, streamedMessageStatus, callStatus }, handlers: [updateMessageStatus] };

async function event(type: string, second = 0, edit?: (body: string) => string): Promise<TwilioEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return TwilioEvent.revive(await sampleEvent(twilio, twilioSamples, type, { now, ...(edit && { edit }) }));
}

/** The only record that the events lead to; undefined if they lead to none. */
async function after(...events: readonly TwilioEvent[]) {
  const store = await handleEvents(logic, events);
  const [record, ...others] = await store.list('messages', { limit: 9 });
  expect(others).toEqual([]);
  return record?.data;
}

describe('a message', () => {
  it('has the status of its furthest callback, in any order of arrival', async () => {
    expect(await after(await event('message.delivered', 5), await event('message.sent', 9))).toMatchObject({
      provider: 'twilio',
      channel: 'sms',
      status: 'delivered',
      providerStatus: 'delivered',
      recipient: '+15558675310',
      reached: { delivered: '2026-11-23T12:00:05.000Z', sent: '2026-11-23T12:00:09.000Z' },
    });
  });

  it('that was not delivered has a reason', async () => {
    expect(await after(await event('message.undelivered'))).toMatchObject({
      status: 'failed',
      providerStatus: 'undelivered',
      error: { code: '30003', message: 'Unreachable destination handset' },
    });
  });

  it.each([
    ['whatsapp', (body: string) => body.replace('To=', 'To=whatsapp%3A')],
    ['rcs', (body: string) => body.replace('To=', 'To=rcs%3A')],
    ['mms', (body: string) => body.replaceAll('=SM', '=MM')],
  ])('over %s is recorded with its channel', async (channel, edit) => {
    expect(await after(await event('message.sent', 0, edit))).toMatchObject({ channel });
  });

  it('from Event Streams is the same message', async () => {
    expect(await after(await event('message.sent'), await event('messaging.message.delivered', 3))).toMatchObject({
      status: 'delivered',
      statusTime: '2026-11-23T12:00:03.000Z',
      reached: { sent: '2026-11-23T12:00:00.000Z' },
    });
  });

  it.each(['0', 0])('from Event Streams with the error code %j has no error', async (errorCode) => {
    const edit = (body: string) => {
      const [message] = JSON.parse(body);
      return JSON.stringify([{ ...message, data: { ...message.data, errorCode } }]);
    };
    expect(await after(await event('messaging.message.delivered', 0, edit))).not.toHaveProperty('error');
  });

  it('from Event Streams without an id is skipped', async () => {
    const edit = (body: string) => body.replace('"messageSid"', '"otherSid"');
    expect(await after(await event('messaging.message.delivered', 0, edit))).toBeUndefined();
  });

  it('that is inbound is not recorded', async () => {
    expect(await after(await event('message.received'))).toBeUndefined();
  });
});

describe('a call', () => {
  it('that was answered is delivered', async () => {
    expect(await after(await event('call.completed'))).toMatchObject({ channel: 'voice', status: 'delivered' });
  });

  it('that nobody answered has failed', async () => {
    const record = await after(await event('call.no-answer'));
    expect(record).toMatchObject({ status: 'failed', error: { code: 'no-answer' } });
  });

  it('that is inbound is not recorded', async () => {
    const edit = (body: string) => body.replace('outbound-api', 'inbound');
    expect(await after(await event('call.completed', 0, edit))).toBeUndefined();
  });
});
