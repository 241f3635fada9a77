import { filter, map } from 'rxjs';
import { isOfType, saga } from 'integration-service';
import { isTwilioEventOfType, type TwilioCallStatus, TwilioEvent } from 'integration-service/twilio';
import { textIn } from '../shared/fields.ts';
import { UpdateMessageStatus, type MessageStatus } from '../shared/messages.ts';

/** The stage of each call status; a call in progress has come no further than a ringing one. */
const STATUSES = {
  queued: 'queued',
  initiated: 'queued',
  ringing: 'sent',
  'in-progress': 'sent',
  completed: 'delivered',
  busy: 'failed',
  'no-answer': 'failed',
  canceled: 'failed',
  failed: 'failed',
} as const satisfies Record<TwilioCallStatus, MessageStatus>;

/** Keeps `messages` up to date with your outbound Twilio calls: whether each was answered, and why not. */
export const callStatus = saga((events$) =>
  events$.pipe(
    isOfType(TwilioEvent),
    isTwilioEventOfType(
      'call.queued',
      'call.initiated',
      'call.ringing',
      'call.in-progress',
      'call.completed',
      'call.busy',
      'call.no-answer',
      'call.canceled',
      'call.failed',
    ),
    filter(({ event }) => textIn(event.Direction).startsWith('outbound')),
    map(({ event, envelope }) => {
      const status = STATUSES[event.CallStatus];
      return new UpdateMessageStatus({
        provider: envelope.provider,
        messageId: event.CallSid,
        channel: 'voice',
        status,
        providerStatus: event.CallStatus,
        time: new Date(envelope.time),
        ...(event.To && { recipient: event.To }),
        ...(status === 'failed' && { error: { code: event.CallStatus } }),
      });
    }),
  ),
);
