import * as z from 'zod';

/** One command of the command line, as an agent calls it. */
export interface Tool {
  /** The words of the command: `dead-letters list`. The tool's name is made of them: `dead_letters_list`. */
  readonly command: string;
  readonly description: string;
  /** Whether it changes something. Such a tool exists only with `--allow-write`. */
  readonly writes: boolean;
  /** The one place that it works in; left out if it works in both. */
  readonly only?: 'thisMachine' | 'project';
  /** The options of the command that a tool appends by itself, beside `--project` and `--json`. */
  readonly takes?: readonly ('codebase' | 'yes')[];
  /** What the agent says: options by their names, with `_` for `-`. Where the command reads or writes is not among it. */
  readonly input: z.ZodObject;
  /** Those of the input that the command takes as words, in their order. */
  readonly words?: readonly string[];
}

const text = (meaning: string) => z.string().min(1).max(500).describe(meaning);
const optional = (meaning: string) => text(meaning).optional();
const flag = (meaning: string) => z.boolean().default(false).describe(meaning);
const limit = (standard: number) => z.int().min(1).max(1000).default(standard).describe('the maximum number to list');

const provider = optional('only of this provider, such as stripe');
const type = optional('only of this event type; a trailing * stands for any ending');
const types = z.array(text('an event type; a trailing * stands for any ending')).max(50).default([]);
const since = text('this time or later: 2026-11-01T12:00:00Z, or 12h, 3d ago');
const until = optional('before this time; now if it is left out');
const letter = text('the id of a dead letter, or the beginning of it');
const LETTERS = {
  provider,
  consumer: optional('only given up by this consumer'),
  type: types,
  since: since.optional(),
};
const CHOSEN = {
  id: letter.optional(),
  ...LETTERS,
  all: flag('all that are open'),
  dry_run: flag('counts and changes nothing'),
};

/** Every tool. `start`, `console` and `mcp` do not end; files of the project are the agent's own to write. */
export const TOOLS: readonly Tool[] = [
  {
    command: 'events',
    description: 'Lists events with their status, newest first. In a project: those that yielded a command.',
    writes: false,
    takes: ['codebase'],
    input: z.object({
      provider,
      type,
      status: z.enum(['published', 'handled', 'retrying', 'dead']).optional().describe('only those with this status'),
      limit: limit(30),
    }),
  },
  {
    command: 'events show',
    description: 'Shows one event: what its consumers did, attempt by attempt and command by command.',
    writes: false,
    takes: ['codebase'],
    input: z.object({ id: text('the id of the event'), provider, envelope: flag('also the event itself') }),
    words: ['id'],
  },
  {
    command: 'dead-letters list',
    description: 'Lists dead letters: events that a consumer gave up on, with the reason. Newest first.',
    writes: false,
    takes: ['codebase'],
    input: z.object({ ...LETTERS, status: z.enum(['open', 'redriven', 'dismissed']).optional(), limit: limit(50) }),
  },
  {
    command: 'dead-letters show',
    description: 'Shows one dead letter: why it failed, in which consumer, and its event.',
    writes: false,
    takes: ['codebase'],
    input: z.object({ id: letter }),
    words: ['id'],
  },
  {
    command: 'sagas list',
    description: 'Lists instances of durable sagas, those first at which something is due soonest.',
    writes: false,
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
    writes: false,
    takes: ['codebase'],
    input: z.object({ saga: text('the name of the saga'), key: text('the key of the instance') }),
    words: ['saga', 'key'],
  },
  {
    command: 'doctor',
    description: 'Checks everything that the service needs. Each finding has the command that fixes it.',
    writes: false,
    input: z.object({}),
  },
  {
    command: 'url',
    description: 'Tells the address of the webhook to register with each provider.',
    writes: false,
    input: z.object({ provider: optional('only of this provider') }),
    words: ['provider'],
  },
  {
    command: 'delivery check',
    description: 'Tells which subscriptions differ from the delivery policy.',
    writes: false,
    only: 'project',
    input: z.object({}),
  },
  {
    command: 'dead-letters redrive',
    description:
      'Sends dead letters back to their consumers, once the cause is fixed. Commands that succeeded do not run again. Choose by id, by filter, or all.',
    writes: true,
    takes: ['codebase', 'yes'],
    input: z.object({ ...CHOSEN, force: flag('also if a durable saga has made up for the failed command') }),
    words: ['id'],
  },
  {
    command: 'dead-letters dismiss',
    description: 'Marks dead letters as dismissed. Nothing is deleted. Choose by id, by filter, or all.',
    writes: true,
    takes: ['codebase', 'yes'],
    input: z.object({ ...CHOSEN, reason: text('why, stored with each letter') }),
    words: ['id'],
  },
  {
    command: 'replay',
    description:
      'Publishes the events that a topic retains again, for one consumer. Without again, only those that it never finished are handled.',
    writes: true,
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
    writes: true,
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
    command: 'delivery apply',
    description: 'Applies the delivery policy to the deployed subscriptions.',
    writes: true,
    only: 'project',
    input: z.object({}),
  },
  {
    command: 'send',
    description: 'Sends a signed sample event to the local host (npm start) and tells what happened to it.',
    writes: true,
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
    writes: true,
    only: 'thisMachine',
    input: z.object({ by: text('how far: 90m, 12h, 3d') }),
    words: ['by'],
  },
];

/** `dead-letters list` → `dead_letters_list`: letters, digits and `_`, as every client accepts them. */
export function nameOf({ command }: Pick<Tool, 'command'>): string {
  return command.replaceAll(/[ -]/g, '_');
}
