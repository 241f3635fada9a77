import * as z from 'zod';
import { LETTERS, flag, letter, limit, optional, provider, since, text, type, until } from './inputs.ts';
import type { Tool } from './tool.ts';

/** Tools that change nothing. */
export const READING: readonly Tool[] = [
  {
    command: 'events',
    description:
      'Lists events with their status, newest first, such as all that concern one customer. In a project: those that yielded a command.',
    takes: ['codebase'],
    input: z.object({
      provider,
      type,
      subject: optional('only those that concern this object: an id, the number of an order, an e-mail address'),
      since: since.optional(),
      until,
      status: z.enum(['published', 'handled', 'retrying', 'dead']).optional().describe('only those with this status'),
      limit: limit(30),
    }),
  },
  {
    command: 'events show',
    description: 'Shows one event: what its consumers did, attempt by attempt and command by command.',
    takes: ['codebase'],
    input: z.object({
      id: text('the id of the event'),
      provider,
      envelope: flag('also the event itself'),
      log: flag('also what was logged while it was handled, or where that is'),
    }),
    words: ['id'],
  },
  {
    command: 'dead-letters list',
    description: 'Lists dead letters: events that a consumer gave up on, with the reason. Newest first.',
    takes: ['codebase'],
    input: z.object({ ...LETTERS, status: z.enum(['open', 'redriven', 'dismissed']).optional(), limit: limit(50) }),
  },
  {
    command: 'dead-letters issues',
    description:
      'Groups dead letters and failed attempts by what went wrong: consumer, command and error, with counts, times and stack. The place to begin if much has failed.',
    takes: ['codebase'],
    input: z.object({
      issue: optional('shows only this one'),
      provider,
      consumer: optional('only of this consumer'),
      all: flag('also those whose letters are all redriven or dismissed'),
      limit: limit(20),
    }),
    words: ['issue'],
  },
  {
    command: 'dead-letters show',
    description: 'Shows one dead letter: why it failed, in which consumer, and its event.',
    takes: ['codebase'],
    input: z.object({ id: letter }),
    words: ['id'],
  },
  {
    command: 'pull',
    description:
      'Rehearses one event with the business logic of the working tree: the commands, the records before and after, the error with its stack. Nothing is carried out or written.',
    takes: ['codebase'],
    input: z.object({ id: text('the id of the event, or of a dead letter'), provider }),
    words: ['id'],
  },
  {
    command: 'sagas list',
    description: 'Lists instances of durable sagas, those first at which something is due soonest.',
    takes: ['codebase'],
    input: z.object({
      saga: optional('only instances of this saga'),
      key: optional('only instances of this key'),
      held: flag('only those that stopped because their pipeline threw'),
      limit: limit(20),
    }),
  },
  {
    command: 'sagas show',
    description: 'Shows one instance of a durable saga: its facts, its commands, and what it will do.',
    takes: ['codebase'],
    input: z.object({ saga: text('the name of the saga'), key: text('the key of the instance') }),
    words: ['saga', 'key'],
  },
  {
    command: 'waiting list',
    description: 'Lists events that wait because a handler asked to be tried again later, those due soonest first.',
    takes: ['codebase'],
    input: z.object({ limit: limit(20) }),
  },
  {
    command: 'pause list',
    description: 'Lists the consumers that are paused, with what waits for each and when the oldest event is dropped.',
    takes: ['codebase'],
    input: z.object({}),
  },
  {
    command: 'doctor',
    description: 'Checks everything that the service needs. Each finding has the command that fixes it.',
    input: z.object({}),
  },
  {
    command: 'url',
    description: 'Tells the address of the webhook to register with each provider.',
    input: z.object({ provider: optional('only of this provider') }),
    words: ['provider'],
  },
  {
    command: 'delivery check',
    description: 'Tells which subscriptions differ from the delivery policy.',
    only: 'project',
    input: z.object({}),
  },
];
