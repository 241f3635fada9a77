import { hexDigestOf } from '../event/digest.ts';
import { patternOf } from '../event/error-pattern.ts';
import type { CommandFailure } from './store.ts';

/** What an issue is told by. */
export interface IssueFacts extends Pick<CommandFailure, 'command' | 'message' | 'kind'> {
  /** Who failed. */
  readonly consumer: string;
}

/** Hex digits of an issue. Among 10,000 issues, the chance that two have the same digits is one in five million. */
const DIGITS = 12;

/**
 * The issue that a failure belongs to: a fingerprint of the consumer, the command without its key, the kind of the error,
 * and what its message has in common with others. Failures with the same one are likely to have one cause.
 *
 * The stack is not part of it. A deployed function is minified: its functions and lines have other names and numbers with
 * each build, so the same failure would be another issue after each deploy, and none would come back after a redrive.
 */
export function issueOf({ consumer, command, kind = '', message }: IssueFacts): string {
  return hexDigestOf(JSON.stringify([consumer, commandIn(command), kind, patternOf(message)])).slice(0, DIGITS);
}

/** `keepOrders/StoreOrder/order_1` → `keepOrders/StoreOrder`: a key tells one command of an event from another. */
export function commandIn(step: string): string {
  return step.split('/').slice(0, 2).join('/');
}

/** What a reason begins with: `keepOrders/StoreOrder/order_1: It was refused.` `command` is empty if it names none. */
export function stepIn(reason: string): { readonly command: string; readonly message: string } {
  const [, command = '', message = reason] = /^([\w$.-]+(?:\/[\w$.-]+)?)(?:\/.*?)?: (.*)$/s.exec(reason) ?? [];
  return { command, message };
}

/** Whether a text may name an issue. */
export function isIssue(text: string): boolean {
  return /^[0-9a-f]{12}$/.test(text);
}

/**
 * An issue and a time as one text, in the order of both: the index that a store makes of this one field leads to what
 * belongs to an issue, in the order of time.
 * @param time RFC 3339, in UTC.
 */
export function issueTime(issue: string, time: string): string {
  return `${issue} ${time}`;
}
