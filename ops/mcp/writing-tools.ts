import * as z from 'zod';
import { LETTERS, consumer, flag, letter, optional, since, text, types, until } from './inputs.ts';
import type { Tool } from './tool.ts';

const CHOSEN = {
  id: letter.optional(),
  ...LETTERS,
  all: flag('all that are open'),
  dry_run: flag('counts and changes nothing'),
};

/** Tools that change something. They exist only with `--allow-write`. */
export const WRITING: readonly Tool[] = [
  {
    command: 'dead-letters redrive',
    description:
      'Sends dead letters back to their consumers, once the cause is fixed. Commands that succeeded do not run again. Choose by id, by filter, or all.',
    takes: ['codebase', 'yes'],
    input: z.object({ ...CHOSEN, force: flag('also if a durable saga has made up for the failed command') }),
    words: ['id'],
  },
  {
    command: 'dead-letters dismiss',
    description: 'Marks dead letters as dismissed. Nothing is deleted. Choose by id, by filter, or all.',
    takes: ['codebase', 'yes'],
    input: z.object({ ...CHOSEN, reason: text('why, stored with each letter') }),
    words: ['id'],
  },
  {
    command: 'replay',
    description:
      'Publishes the events that a topic retains again, for one consumer. Without again, only those that it never finished are handled.',
    takes: ['codebase', 'yes'],
    input: z.object({
      provider: text('whose events'),
      consumer: text('the consumer that handles them'),
      since,
      until,
      type: types,
      again: flag('also handles what was handled: every effect happens a second time'),
    }),
  },
  {
    command: 'reconcile',
    description: "Publishes the events that the provider's API lists and the webhook missed.",
    takes: ['codebase', 'yes'],
    input: z.object({
      provider: text('whose events'),
      since,
      until,
      type: types,
      undelivered: flag('only those that the provider reports as undelivered'),
      dry_run: flag('lists and counts, publishes nothing'),
    }),
    words: ['provider'],
  },
  {
    command: 'waiting release',
    description: 'Sends events that wait to their consumers now, before the time that their handlers asked for.',
    takes: ['codebase', 'yes'],
    input: z.object({
      id: optional('one that waits, by its id in waiting_list or that of its event'),
      all: flag('every event that waits'),
    }),
    words: ['id'],
  },
  {
    command: 'pause',
    description: 'Pauses a consumer: its events wait in their subscription until it is resumed. Nothing is refused.',
    takes: ['codebase', 'yes'],
    input: z.object({ consumer }),
    words: ['consumer'],
  },
  {
    command: 'resume',
    description: 'Resumes a consumer that was paused: everything that waits for it is delivered.',
    takes: ['codebase', 'yes'],
    input: z.object({ consumer }),
    words: ['consumer'],
  },
  {
    command: 'delivery apply',
    description: 'Applies the delivery policy to the deployed subscriptions.',
    only: 'project',
    input: z.object({}),
  },
  {
    command: 'send',
    description: 'Sends a signed sample event to the local host (npm start) and tells what happened to it.',
    only: 'thisMachine',
    input: z.object({
      provider: text('whose event, such as stripe'),
      type: text('its type, such as invoice.paid'),
      id: optional('the id of the event: the same id again is the same event again'),
    }),
    words: ['provider', 'type'],
  },
  {
    command: 'clock advance',
    description: 'Moves the clock of durable sagas ahead on this machine. It cannot go back.',
    only: 'thisMachine',
    input: z.object({ by: text('how far: 90m, 12h, 3d') }),
    words: ['by'],
  },
];
