import * as z from 'zod';

// What several tools take.

export const text = (meaning: string) => z.string().min(1).max(500).describe(meaning);
export const optional = (meaning: string) => text(meaning).optional();
export const flag = (meaning: string) => z.boolean().default(false).describe(meaning);
export const limit = (standard: number) =>
  z.int().min(1).max(1000).default(standard).describe('the maximum number to list');

export const provider = optional('only of this provider, such as stripe');
export const type = optional('only of this event type; a trailing * stands for any ending');
export const types = z.array(text('an event type; a trailing * stands for any ending')).max(50).default([]);
export const since = text('this time or later: 2026-11-01T12:00:00Z, or 12h, 3d ago');
export const until = optional('before this time; now if it is left out');
export const consumer = text('the name of a consumer, such as stripe-onStripeEvent');
export const letter = text('the id of a dead letter, or the beginning of it');
/** Which dead letters are meant. */
export const LETTERS = {
  provider,
  consumer: optional('only given up by this consumer'),
  issue: optional('only of this issue, as dead_letters_issues lists it'),
  type: types,
  since: since.optional(),
};
