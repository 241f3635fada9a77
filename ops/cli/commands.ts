import type { Command } from './command.ts';

/** A command before it is loaded: what the overview says of it. */
export interface ListedCommand {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Every command, by the words that name it. */
export const COMMANDS: Readonly<Record<string, ListedCommand>> = {
  start: {
    summary: 'runs the whole service on this machine',
    load: async () => (await import('./commands/start.ts')).command,
  },
  send: {
    summary: 'sends a signed sample event and shows what becomes of it',
    load: async () => (await import('./commands/send.ts')).command,
  },
  console: {
    summary: 'opens the console on a deployed project',
    load: async () => (await import('./commands/console.ts')).command,
  },
  events: {
    summary: 'events and what became of them',
    load: async () => (await import('./commands/events.ts')).command,
  },
  'events show': {
    summary: 'one of them: consumers, attempts, commands',
    load: async () => (await import('./commands/events-show.ts')).command,
  },
  'dead-letters list': {
    summary: 'the events that were given up on',
    load: async () => (await import('./commands/dead-letters-list.ts')).command,
  },
  'dead-letters show': {
    summary: 'one of them, with its reason and its message',
    load: async () => (await import('./commands/dead-letters-show.ts')).command,
  },
  'dead-letters redrive': {
    summary: 'gives them back to their consumers',
    load: async () => (await import('./commands/dead-letters-redrive.ts')).command,
  },
  'dead-letters dismiss': {
    summary: 'marks those that nobody wants handled any more',
    load: async () => (await import('./commands/dead-letters-dismiss.ts')).command,
  },
  replay: {
    summary: 'publishes what a topic keeps once more, for one consumer',
    load: async () => (await import('./commands/replay.ts')).command,
  },
  reconcile: {
    summary: "publishes what a provider's API lists and a webhook missed",
    load: async () => (await import('./commands/reconcile.ts')).command,
  },
  generate: {
    summary: 'writes the functions from the integrations and sagas',
    load: async () => (await import('./commands/generate.ts')).command,
  },
  'new integration': {
    summary: 'begins an integration: a folder that works',
    load: async () => (await import('./commands/new-integration.ts')).command,
  },
  'new saga': {
    summary: 'begins a piece of business logic',
    load: async () => (await import('./commands/new-saga.ts')).command,
  },
  'remove integration': {
    summary: 'removes integrations, with the sagas and packages that only they need',
    load: async () => (await import('./commands/remove-integration.ts')).command,
  },
  'delivery apply': {
    summary: 'applies the delivery policy to the deployed subscriptions',
    load: async () => (await import('./commands/delivery-apply.ts')).command,
  },
  'delivery check': {
    summary: 'tells what of it is off the policy',
    load: async () => (await import('./commands/delivery-check.ts')).command,
  },
  'delivery predeploy': {
    summary: 'refuses a deploy that would delete a consumer with a backlog',
    load: async () => (await import('./commands/delivery-predeploy.ts')).command,
  },
  'monitoring install': {
    summary: 'metrics, alerts and the dashboard of monitoring/ into a project',
    load: async () => (await import('./commands/monitoring-install.ts')).command,
  },
  doctor: {
    summary: 'looks at everything, and prints the command that mends each finding',
    load: async () => (await import('./commands/doctor.ts')).command,
  },
  url: {
    summary: 'the address to paste at each provider',
    load: async () => (await import('./commands/url.ts')).command,
  },
};
