import type { OutgoingMessage } from '../event/platform-event.ts';
import { asBuffer } from '../event/json.ts';
import type { Delivery } from './delivery.ts';

/** Attributes that a dead letter carries beside those of the message that it keeps. */
export const DEAD_LETTER_ATTRIBUTES = {
  consumer: 'deadletterconsumer',
  reason: 'deadletterreason',
  attempts: 'deadletterattempts',
  time: 'deadlettertime',
  messageId: 'deadlettermessageid',
} as const;

export interface DeathReport {
  readonly consumer: string;
  readonly reason: string;
  readonly attempts: number;
  readonly time: Date;
}

/** Pub/Sub refuses attribute values over 1,024 bytes; a reason may hold any text. */
const MAX_REASON_BYTES = 1_000;

/** The message for the dead-letter topic: the original bytes and attributes, and why it was given up. */
export function deadLetterOf(delivery: Delivery, report: DeathReport): OutgoingMessage {
  return {
    data: asBuffer(delivery.data),
    attributes: {
      ...delivery.attributes,
      [DEAD_LETTER_ATTRIBUTES.consumer]: report.consumer,
      [DEAD_LETTER_ATTRIBUTES.reason]: cut(report.reason),
      [DEAD_LETTER_ATTRIBUTES.attempts]: String(report.attempts),
      [DEAD_LETTER_ATTRIBUTES.time]: report.time.toISOString(),
      [DEAD_LETTER_ATTRIBUTES.messageId]: delivery.messageId,
    },
  };
}

function cut(text: string): string {
  const bytes = Buffer.from(text);
  // A character that is cut in half decodes to the replacement character: drop it.
  return bytes.byteLength <= MAX_REASON_BYTES
    ? text
    : bytes
        .subarray(0, MAX_REASON_BYTES)
        .toString('utf8')
        .replace(/\uFFFD$/, '');
}
