import { CONTENT_TYPE } from '../functions/src/core/event/platform-event.ts';
import { DEAD_LETTER_ATTRIBUTES } from '../functions/src/core/letters/dead-letter.ts';
import { STEERING } from '../functions/src/core/delivery.ts';
import type { Json } from './json.ts';

/**
 * The envelope's JSON Schema, in the dialect of AsyncAPI 3 (draft 7). What it says is what
 * `core/event/platform-event.ts` and `large-event.ts` write; a test holds it against real messages.
 */
export const ENVELOPE_SCHEMA: Json = {
  title: 'Platform event',
  description:
    'A CloudEvents 1.0 event in JSON (structured mode). Its `data` is the native event, every field as the provider sent it. A large native event travels by reference: then `dataref` and `datadigest` replace it.',
  externalDocs: { url: 'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md' },
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'time', 'datacontenttype', 'provider', 'eventtype', 'receivedtime'],
  oneOf: [{ required: ['data'] }, { required: ['dataref', 'datadigest'] }],
  properties: {
    specversion: { const: '1.0' },
    id: text("The provider's own id of the event. With `source` it tells one event from another.", { minLength: 1 }),
    source: text('Where it comes from: `//stripe.com/accounts/acct_1`.', { minLength: 1, format: 'uri-reference' }),
    type: text('The native type with the provider before it: `com.stripe.invoice.paid`.', { pattern: '^com\\.' }),
    subject: text('Id of the object concerned, if there is one.'),
    occurrence: text(
      'Id of what happened, if another event of the same source reports it as well: Stripe sends a snapshot and a thin event. The service handles the events of one occurrence once.',
    ),
    stateof: text(
      'The kind of object whose state it is: `order`. The provider did not send such a message: its API listed the object, because a webhook may have been missed. `id` and `source` are of our making, `time` is that of the last change, and `data` is the object.',
      { minLength: 1 },
    ),
    time: text('When it occurred.', { format: 'date-time' }),
    datacontenttype: { const: 'application/json' },
    provider: text('Whose event it is.', { minLength: 1 }),
    eventtype: text("The provider's own type: `invoice.paid`.", { minLength: 1 }),
    receivedtime: text('When the request arrived.', { format: 'date-time' }),
    traceparent: text('W3C trace context of the request.', {
      pattern: '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$',
    }),
    secretversion: text('Which configured secret verified the request.'),
    unsigned: text("Comma-separated names of attributes that the provider's signature does not cover."),
    unknown: text(
      'Comma-separated names of attributes that the provider left out and this service filled in. With `type`, the data is not an event that the integration recognises; `data` stands for an empty object.',
    ),
    data: { description: 'The native event.' },
    dataref: text('Name of the object in Cloud Storage that holds the native event, in JSON.', { minLength: 1 }),
    datadigest: text("Digest of that object's bytes.", { pattern: '^sha256:[0-9a-f]{64}$' }),
  },
};

/** The attributes that a message repeats of its envelope, so that subscriptions can filter by them. */
export const ATTRIBUTES_SCHEMA: Json = {
  title: 'Attributes of a message',
  description: 'Values over 1,024 bytes of UTF-8 are left out: Pub/Sub refuses them.',
  type: 'object',
  required: ['content-type'],
  properties: {
    'content-type': { const: CONTENT_TYPE },
    id: text('As in the envelope.'),
    type: text('As in the envelope.'),
    source: text('As in the envelope.'),
    provider: text('As in the envelope.'),
    eventtype: text('As in the envelope.'),
    time: text('As in the envelope.', { format: 'date-time' }),
    receivedtime: text('As in the envelope.', { format: 'date-time' }),
    traceparent: text('As in the envelope.'),
    secretversion: text('As in the envelope.'),
    unknown: text('As in the envelope.'),
    occurrence: text('As in the envelope.'),
    stateof: text('As in the envelope.'),
    [STEERING.consumer]: text('Only this consumer handles the message; acknowledge it unread if it is another one.'),
    [STEERING.redrive]: text('Id of the redrive that sent the message: an event that was given up on, once more.'),
    [STEERING.replay]: text(
      'Id of the replay that sent the message: the event is handled again, and its effects are repeated.',
    ),
  },
  additionalProperties: { type: 'string' },
};

/** What a dead letter carries beside the attributes of the message that it keeps. */
export const DEAD_LETTER_ATTRIBUTES_SCHEMA: Json = {
  title: 'Attributes of a dead letter',
  description:
    'In addition to those of the original message. If Pub/Sub itself gave up, its CloudPubSubDeadLetterSource attributes replace these.',
  type: 'object',
  properties: {
    [DEAD_LETTER_ATTRIBUTES.consumer]: text('Who gave it up.'),
    [DEAD_LETTER_ATTRIBUTES.reason]: text('Why, in at most 1,000 bytes.'),
    [DEAD_LETTER_ATTRIBUTES.attempts]: text('How often it was tried.', { pattern: '^\\d+$' }),
    [DEAD_LETTER_ATTRIBUTES.time]: text('When it was given up.', { format: 'date-time' }),
    [DEAD_LETTER_ATTRIBUTES.messageId]: text('Id of the message that was given up.'),
    [DEAD_LETTER_ATTRIBUTES.issue]: text('The issue that the failure belongs to.', { pattern: '^[0-9a-f]{12}$' }),
    [DEAD_LETTER_ATTRIBUTES.command]: text('The command that failed.'),
    [DEAD_LETTER_ATTRIBUTES.stack]: text('The frames at which the error was thrown, as a text in JSON.'),
  },
};

function text(description: string, more: { readonly [key: string]: Json } = {}): Json {
  return { type: 'string', description, ...more };
}
