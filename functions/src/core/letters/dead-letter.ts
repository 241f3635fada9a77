import { messageAttributes } from '../event/attributes.ts';
import { asBuffer } from '../event/json.ts';
import type { OutgoingMessage } from '../event/platform-event.ts';
import { boundedText, onOneLine } from '../event/text.ts';
import { STEERING, type Delivery } from '../delivery.ts';

/** Attributes that a dead letter carries beside those of the message that it keeps. */
export const DEAD_LETTER_ATTRIBUTES = {
  consumer: 'deadletterconsumer',
  reason: 'deadletterreason',
  attempts: 'deadletterattempts',
  time: 'deadlettertime',
  messageId: 'deadlettermessageid',
  told: 'deadlettertold',
  issue: 'deadletterissue',
  command: 'deadlettercommand',
  stack: 'deadletterstack',
} as const;

export interface DeathReport {
  readonly consumer: string;
  readonly reason: string;
  readonly attempts: number;
  readonly time: Date;
  /**
   * The last redrive that reached the event. Its letter must not be taken for a copy of the one that was redriven, even if
   * the original message is delivered again and brings the end.
   */
  readonly redrive?: string | undefined;
  /** Whether a durable saga was told that its command was given up on, and has moved on. */
  readonly told?: boolean;
  /** The issue that the failure belongs to. */
  readonly issue?: string;
  /** What failed: `<saga>/<Command.type>`. */
  readonly command?: string;
  /** Where the error was thrown. */
  readonly stack?: string;
}

/** Pub/Sub takes attribute values of 1,024 bytes; a reason may hold any text. */
const MAX_REASON_BYTES = 1_000;

/** The message for the dead-letter topic: the original bytes and attributes, and why it was given up. */
export function deadLetterOf(delivery: Delivery, report: DeathReport): OutgoingMessage {
  const why = {
    [DEAD_LETTER_ATTRIBUTES.consumer]: report.consumer,
    [DEAD_LETTER_ATTRIBUTES.reason]: boundedText(onOneLine(report.reason), MAX_REASON_BYTES),
    [DEAD_LETTER_ATTRIBUTES.attempts]: String(report.attempts),
    [DEAD_LETTER_ATTRIBUTES.time]: report.time.toISOString(),
    [DEAD_LETTER_ATTRIBUTES.messageId]: delivery.messageId,
    ...(report.told === true && { [DEAD_LETTER_ATTRIBUTES.told]: 'yes' }),
    ...(report.issue !== undefined && { [DEAD_LETTER_ATTRIBUTES.issue]: report.issue }),
    ...(report.command !== undefined && { [DEAD_LETTER_ATTRIBUTES.command]: report.command }),
    // As JSON: no attribute may hold a line break.
    ...(report.stack !== undefined && { [DEAD_LETTER_ATTRIBUTES.stack]: JSON.stringify(report.stack) }),
    ...(report.redrive !== undefined && { [STEERING.redrive]: report.redrive }),
  };
  return { data: asBuffer(delivery.data), attributes: messageAttributes(why, delivery.attributes) };
}
