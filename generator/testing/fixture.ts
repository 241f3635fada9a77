import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PROJECT = path.join(import.meta.dirname, '..', '..');

/**
 * A small tree with one of everything that the generator knows, by paths relative to functions/src. Some files import the
 * engine by its name, the others by relative paths, as trees from before version 0.2 do.
 */
export const ACME: ReadonlyMap<string, string> = new Map([
  [
    'integrations/acme/index.ts',
    `import type { Integration } from '../../core/integration/integration.ts';
export const acme: Integration<{ id: string }> = {
  provider: 'acme', methods: ['POST'], contentTypes: ['application/json'], maxBytes: 1000,
  verify: () => ({ events: [{ native: { id: 'evt_1' } }], secret: 0 }),
  describe: ({ id }) => ({ id, type: 'ordered', time: new Date(0), source: '//acme.example' }),
};
`,
  ],
  [
    'integrations/acme/event.ts',
    `import { IntegrationEvent } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
export class AcmeEvent<Native = unknown> extends IntegrationEvent<Native> {
  static revive(envelope: PlatformEvent): AcmeEvent { return new AcmeEvent(envelope.data, envelope); }
}
`,
  ],
  ['integrations/acme/samples.ts', `export const acmeSamples = { types: [] };\n`],
  [
    'integrations/acme/missed-events.ts',
    `import type { Lister } from '../../core/recover/lister.ts';
export const acmeMissedEvents: Lister = {
  integration: { provider: 'acme', receive: () => [] },
  capabilities: { reachDays: 30, tellsUndelivered: true, filtersTime: true, order: 'newest first', pagesShift: false },
  page: () => Promise.resolve({ items: [], next: undefined }),
};
`,
  ],
  [
    'sagas/acme/orders/place-order.ts',
    `import { Command, recordHandler } from 'integration-service';
export class PlaceOrder extends Command {
  static readonly type = 'PlaceOrder';
}
export const placeOrder = recordHandler(PlaceOrder, (_command: PlaceOrder): undefined => {});
`,
  ],
  [
    'sagas/acme/orders/orders.ts',
    `import { mergeMap } from 'rxjs';
import { isOfType, saga } from 'integration-service';
import { AcmeEvent } from 'integration-service/acme';
import { SendMessage } from '../../shared/messages/command.ts';
import { PlaceOrder } from './place-order.ts';
export const orders = saga((events$) =>
  events$.pipe(isOfType(AcmeEvent), mergeMap(() => [new PlaceOrder(), new SendMessage()])),
);
`,
  ],
  [
    'sagas/acme/audit.ts',
    `import { EMPTY } from 'rxjs';
import { saga as declareSaga } from '../../core/logic/saga.ts';
const audit = declareSaga(() => EMPTY, { isolated: true });
export { audit as auditTrail };
`,
  ],
  [
    'sagas/acme/notify.ts',
    `import { recordTask, task } from 'integration-service';
import { AcmeEvent } from 'integration-service/acme';
export const notifySupport = task(AcmeEvent, async () => {}, { when: () => true, isolated: true });
export const countOrders = recordTask(AcmeEvent, () => {}, { isolated: false });
`,
  ],
  ['sagas/acme/notify.test.ts', `export const wrong = saga(;\n`],
  [
    'sagas/shared/messages/command.ts',
    `import { Command } from '../../../core/logic/command.ts';
export class SendMessage extends Command {
  static readonly type = 'SendMessage';
}
`,
  ],
  [
    'sagas/shared/messages/handler.ts',
    `import { commandHandler } from '../../../core/logic/command.ts';
import { SendMessage } from './command.ts';
export const sendMessage = commandHandler(SendMessage, () => {});
`,
  ],
  [
    'sagas/shared/unused.ts',
    `import { Command, commandHandler } from '../../core/logic/command.ts';
export class Unused extends Command {
  static readonly type = 'Unused';
}
export const unused = commandHandler(Unused, () => {});
`,
  ],
]);

/** A tree of two instances, one of which has business logic. */
export const INSTANCES: ReadonlyMap<string, string> = new Map([
  ...[...ACME].filter(([file]) => file.startsWith('sagas/shared/messages/')),
  [
    'integrations.config.ts',
    `import { credential, defineBundle, hmac, type Provider } from 'integration-service/config';
const umbrella = { scheme: credential({ authorization: 'Bearer {secret}' }) };
export const config = defineBundle<Provider>({
  integrations: { globex: { maxBytes: 2000 } },
  instances: {
    'umbrella': umbrella,
    globex: {
      scheme: hmac({ headers: { 'x-globex-signature': '{signature}' } }),
      places: { id: '/id', type: '/event' },
    },
  },
});
`,
  ],
  [
    'sagas/globex/orders.ts',
    `import { map } from 'rxjs';
import { isOfType, saga } from 'integration-service';
import { GlobexEvent, isGlobexEventOfType } from 'integration-service/instances/globex';
import { SendMessage } from '../shared/messages/command.ts';
export const orders = saga((events$) =>
  events$.pipe(isOfType(GlobexEvent), isGlobexEventOfType('order.paid'), map(() => new SendMessage())),
);
`,
  ],
]);

/** The fixture with some files put in or, by undefined, left out. */
export function acmeWith(changes: Readonly<Record<string, string | undefined>>): ReadonlyMap<string, string> {
  const files = new Map(ACME);
  for (const [file, text] of Object.entries(changes)) {
    if (text === undefined) files.delete(file);
    else files.set(file, text);
  }
  return files;
}

/** A project in a temporary folder: the fixture's own sources and configuration, with the engine of this project. */
export interface FixtureProject extends Disposable {
  readonly root: string;
}

/** What a fixture has in common with this project. */
const SHARED = [
  'core',
  'discovery-environment.ts',
  'exports',
  'gcp',
  'lazy-groups.ts',
  'package.json',
  'required-apis.ts',
];

/** The configuration of a project in which nobody has configured anything yet. */
export const PLAIN_CONFIG = `import { defineBundle } from './core/config/bundle.ts';
import type { Provider } from './generated/providers.ts';
export const config = defineBundle<Provider>({});
`;

/** Writes the sources to a temporary project, whose generated code runs there as it would here. */
export function fixtureProject(sources: ReadonlyMap<string, string>): FixtureProject {
  const root = mkdtempSync(path.join(tmpdir(), 'generator-'));
  const source = path.join(root, 'functions', 'src');
  for (const [file, text] of sources) {
    mkdirSync(path.dirname(path.join(source, file)), { recursive: true });
    writeFileSync(path.join(source, file), text);
  }
  if (!sources.has('integrations.config.ts')) writeFileSync(path.join(source, 'integrations.config.ts'), PLAIN_CONFIG);
  for (const shared of SHARED) {
    symlinkSync(path.join(PROJECT, 'functions', 'src', shared), path.join(source, shared));
  }
  symlinkSync(path.join(PROJECT, 'node_modules'), path.join(root, 'node_modules'));
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true }) };
}
