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
    summary: 'sends a signed sample event and follows it to its outcome',
    load: async () => (await import('./commands/send.ts')).command,
  },
  console: {
    summary: 'opens the console for a deployed project',
    load: async () => (await import('./commands/console.ts')).command,
  },
  events: {
    summary: 'lists events and their outcomes',
    load: async () => (await import('./commands/events.ts')).command,
  },
  'events show': {
    summary: 'shows one event: consumers, attempts, commands',
    load: async () => (await import('./commands/events-show.ts')).command,
  },
  'dead-letters list': {
    summary: 'lists dead letters',
    load: async () => (await import('./commands/dead-letters-list.ts')).command,
  },
  'dead-letters issues': {
    summary: 'groups dead letters and failed attempts by what went wrong',
    load: async () => (await import('./commands/dead-letters-issues.ts')).command,
  },
  'dead-letters show': {
    summary: 'shows one dead letter, with its reason and its message',
    load: async () => (await import('./commands/dead-letters-show.ts')).command,
  },
  'dead-letters redrive': {
    summary: 'sends dead letters back to their consumers',
    load: async () => (await import('./commands/dead-letters-redrive.ts')).command,
  },
  'dead-letters dismiss': {
    summary: 'marks dead letters as dismissed',
    load: async () => (await import('./commands/dead-letters-dismiss.ts')).command,
  },
  'sagas list': {
    summary: 'lists instances of durable sagas, and when something is due',
    load: async () => (await import('./commands/sagas-list.ts')).command,
  },
  'sagas show': {
    summary: 'shows one instance: its facts, its commands, and what it will do',
    load: async () => (await import('./commands/sagas-show.ts')).command,
  },
  'clock advance': {
    summary: 'moves the clock of durable sagas ahead, on this machine',
    load: async () => (await import('./commands/clock-advance.ts')).command,
  },
  pause: {
    summary: 'pauses a consumer: its events wait until it is resumed',
    load: async () => (await import('./commands/pause.ts')).command,
  },
  'pause list': {
    summary: 'lists paused consumers, what waits for them, and until when',
    load: async () => (await import('./commands/pause-list.ts')).command,
  },
  resume: {
    summary: 'resumes a paused consumer',
    load: async () => (await import('./commands/resume.ts')).command,
  },
  'waiting list': {
    summary: 'lists events whose handlers asked to be tried again later',
    load: async () => (await import('./commands/waiting-list.ts')).command,
  },
  'waiting release': {
    summary: 'sends such events to their consumers now',
    load: async () => (await import('./commands/waiting-release.ts')).command,
  },
  'accounts add': {
    summary: 'adds an account of a provider that serves many, with its secret',
    load: async () => (await import('./commands/accounts-add.ts')).command,
  },
  'accounts list': {
    summary: 'lists such accounts, and what is kept about them',
    load: async () => (await import('./commands/accounts-list.ts')).command,
  },
  'accounts remove': {
    summary: 'removes such an account: its requests are refused',
    load: async () => (await import('./commands/accounts-remove.ts')).command,
  },
  'accounts connect': {
    summary: 'has a provider send the events of one account here',
    load: async () => (await import('./commands/accounts-connect.ts')).command,
  },
  'accounts pause': {
    summary: 'pauses one account: its events are put aside',
    load: async () => (await import('./commands/accounts-pause.ts')).command,
  },
  'accounts resume': {
    summary: 'resumes a paused account',
    load: async () => (await import('./commands/accounts-resume.ts')).command,
  },
  pull: {
    summary: 'rehearses an event with the code here: says what would be done, and does nothing',
    load: async () => (await import('./commands/pull.ts')).command,
  },
  replay: {
    summary: 'republishes the events that a topic retains, for one consumer',
    load: async () => (await import('./commands/replay.ts')).command,
  },
  reconcile: {
    summary: "publishes the events that a provider's API lists and a webhook missed",
    load: async () => (await import('./commands/reconcile.ts')).command,
  },
  create: {
    summary: 'creates a project that depends on this package',
    load: async () => (await import('./commands/create.ts')).command,
  },
  'kit init': {
    summary: 'turns a function kit that the Firebase CLI has installed into a project',
    load: async () => (await import('./commands/kit-init.ts')).command,
  },
  build: {
    summary: 'builds what is deployed',
    load: async () => (await import('./commands/build.ts')).command,
  },
  generate: {
    summary: 'writes the functions from the integrations and sagas',
    load: async () => (await import('./commands/generate.ts')).command,
  },
  'new integration': {
    summary: 'creates an integration: a folder that works',
    load: async () => (await import('./commands/new-integration.ts')).command,
  },
  'new saga': {
    summary: 'creates a saga with its command, handler and test',
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
    summary: 'reports subscriptions that differ from the delivery policy',
    load: async () => (await import('./commands/delivery-check.ts')).command,
  },
  'delivery predeploy': {
    summary: 'refuses a deploy that would delete a consumer with a backlog',
    load: async () => (await import('./commands/delivery-predeploy.ts')).command,
  },
  'monitoring install': {
    summary: 'installs the metrics, alerts and dashboard of monitoring/ in a project',
    load: async () => (await import('./commands/monitoring-install.ts')).command,
  },
  'export bigquery': {
    summary: 'exports every event to BigQuery: a table, views, a subscription for each topic',
    load: async () => (await import('./commands/export-bigquery.ts')).command,
  },
  doctor: {
    summary: 'checks everything, and prints the command that fixes each finding',
    load: async () => (await import('./commands/doctor.ts')).command,
  },
  mcp: {
    summary: 'offers these commands to an agent, by the Model Context Protocol',
    load: async () => (await import('./commands/mcp.ts')).command,
  },
  url: {
    summary: 'prints the address to register with each provider',
    load: async () => (await import('./commands/url.ts')).command,
  },
  connect: {
    summary: 'has a provider send its events here: registers the webhook, keeps its secret, tests the way',
    load: async () => (await import('./commands/connect.ts')).command,
  },
  rotate: {
    summary: "replaces the secret of a provider's webhook, without a deploy",
    load: async () => (await import('./commands/rotate.ts')).command,
  },
  'registration open': {
    summary: 'prints an address to create a webhook with, if the provider sends the secret to it',
    load: async () => (await import('./commands/registration-open.ts')).command,
  },
};
