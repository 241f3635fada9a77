import { existsSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../functions/src/core/ports.ts';
import { openDatabase, stateFileIn } from '../../local/database.ts';
import { FileBlobs } from '../../local/file-blobs.ts';
import { LOOPBACK } from '../../local/host/listen.ts';
import { enableIntegrations } from '../../local/integrations.ts';
import { LocalPublisher } from '../../local/queue/publisher.ts';
import { EnvironmentSecrets, MadeSecrets } from '../../local/secrets.ts';
import { loadEnvironment, localSettings } from '../../local/settings.ts';
import { SqliteStore } from '../../local/sqlite-store.ts';
import { LocalTopicHistory } from '../../local/topic-history.ts';
import { Failure } from '../exit.ts';
import { commandLog } from './command-log.ts';
import type { Place } from './place.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

/**
 * Opens the local state. A local host may be at work on it: what is published here reaches its consumers, or
 * waits for the next start.
 * @throws {Failure} where there is none yet.
 */
export async function openLocalPlace(root = ROOT): Promise<Place> {
  const project = loadEnvironment(root);
  const { stateDir, port } = localSettings(root, project);
  const file = stateFileIn(stateDir);
  if (!existsSync(file)) {
    throw new Failure(`There is nothing in ${stateDir} yet; run npm start once, or name a deployed one by --project.`);
  }
  const { config } = await import('../../functions/src/integrations.config.ts');
  const urlOf = (provider: string) => `http://${LOOPBACK}:${port}/${project}/${config.region}/${provider}-webhook`;
  await enableIntegrations(config, new MadeSecrets(stateDir), urlOf);
  const database = openDatabase(file, 'powerCut');
  return {
    project: undefined,
    config,
    ports: {
      publisher: new LocalPublisher(database, systemClock),
      secrets: new EnvironmentSecrets(),
      store: new SqliteStore(database),
      blobs: new FileBlobs(path.join(stateDir, 'blobs')),
      log: commandLog(),
      clock: systemClock,
    },
    history: new LocalTopicHistory(database),
    [Symbol.asyncDispose]: async () => database.close(),
  };
}
