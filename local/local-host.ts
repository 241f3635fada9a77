import { join } from 'node:path';
import type { EventReader } from '../functions/src/core/handle/event-reader.ts';
import type { Logger } from '../functions/src/core/logger.ts';
import { systemClock, type Ports } from '../functions/src/core/ports.ts';
import { useRuntime } from '../functions/src/core/runtime.ts';
import { openDatabase, stateFileIn } from './database.ts';
import { LocalEventReader } from './event-reader.ts';
import { FileBlobs } from './file-blobs.ts';
import { endpointListener, type Endpoints } from './host/endpoints.ts';
import { close, listen, LOOPBACK, type Listening } from './host/listen.ts';
import { subscribersOf } from './host/subscribers.ts';
import { functionsIn } from './host/surface.ts';
import { enableIntegrations, type LocalIntegration } from './integrations.ts';
import { LocalPublisher } from './queue/publisher.ts';
import { LocalQueue } from './queue/queue.ts';
import { removeExpired } from './retention.ts';
import { EnvironmentSecrets, MadeSecrets } from './secrets.ts';
import type { LocalSettings } from './settings.ts';
import { SqliteStore } from './sqlite-store.ts';

/** The embedded stack at work. */
export interface LocalHost {
  readonly integrations: readonly LocalIntegration[];
  /** Address of the HTTPS functions, by their deployed name. */
  readonly endpoints: ReadonlyMap<string, string>;
  readonly events: EventReader;
  readonly store: SqliteStore;
  /** Takes no more work, lets what is under way end, and closes the state. */
  close(): Promise<void>;
}

/** How long a stop waits for requests and deliveries that are under way. */
const GRACE_MS = 10_000;

/**
 * Runs the deploy surface in this process, over the state file. The environment has to be loaded by then.
 * @throws {SettingsError} when the port is taken. @throws {IntegrationError} `bad-config`
 */
export async function startLocalHost(settings: LocalSettings, log: Logger): Promise<LocalHost> {
  const ready = Promise.withResolvers<Endpoints>();
  ready.promise.catch(() => undefined);
  const listening = await listen(endpointListener(ready.promise, log), settings.port, 'PORT');
  const state = openState(settings, log);
  try {
    useRuntime(state.ports);
    // Only now: both read the environment when they are loaded.
    const { config } = await import('../functions/src/integrations.config.ts');
    const addressOf = (path: string) => `http://${LOOPBACK}:${listening.port}${path}`;
    const pathOf = (name: string) => `/${settings.project}/${config.region}/${name}`;
    const secrets = new MadeSecrets(settings.stateDir);
    const integrations = await enableIntegrations(config, secrets, (provider) =>
      addressOf(pathOf(`${provider}-webhook`)),
    );
    const functions = functionsIn(await import('../functions/src/index.ts'));

    const { project } = settings;
    const policyOf = (provider: string) => config.settings(provider).delivery;
    state.queue.start(subscribersOf(functions, { project, log, policyOf }));
    const https = functions.filter(({ trigger }) => trigger.kind === 'https');
    ready.resolve(new Map(https.map((deployed) => [pathOf(deployed.name), deployed])));
    return {
      integrations,
      endpoints: new Map(https.map(({ name }) => [name, addressOf(pathOf(name))])),
      events: state.events,
      store: state.store,
      close: () => stop(listening, state),
    };
  } catch (error) {
    ready.reject(error);
    await stop(listening, state);
    throw error;
  }
}

interface State {
  readonly store: SqliteStore;
  readonly ports: Ports;
  readonly queue: LocalQueue;
  readonly events: EventReader;
  close(): void;
}

function openState({ stateDir, project, backoffScale }: LocalSettings, log: Logger): State {
  const file = stateFileIn(stateDir);
  const database = openDatabase(file, 'crash');
  const durable = openDatabase(file, 'powerCut');
  const clock = systemClock;
  removeExpired(database, clock.now());
  const queue = new LocalQueue(database, { clock, log, project, backoffScale });
  const store = new SqliteStore(database, queue.hosts.id);
  return {
    store,
    queue,
    ports: {
      publisher: new LocalPublisher(durable, clock, queue.published),
      secrets: new EnvironmentSecrets(),
      store,
      blobs: new FileBlobs(join(stateDir, 'blobs')),
      log,
      clock,
    },
    events: new LocalEventReader(database),
    close: () => {
      database.close();
      durable.close();
    },
  };
}

async function stop(listening: Listening, state: State): Promise<void> {
  await close(listening, GRACE_MS);
  await state.queue.stop(GRACE_MS);
  state.close();
}
