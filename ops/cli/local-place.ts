import { existsSync } from 'node:fs';
import { SAGAS } from '../../functions/src/core/event/names.ts';
import { systemClock } from '../../functions/src/core/ports.ts';
import { openDatabase, stateFileIn } from '../../local/database.ts';
import { LOOPBACK } from '../../local/host/listen.ts';
import { enableIntegrations } from '../../local/integrations.ts';
import { openState } from '../../local/local-state.ts';
import { LocalPauses } from '../../local/queue/pauses.ts';
import { topicPolicies } from '../../local/retention.ts';
import { MadeSecrets } from '../../local/secrets.ts';
import { loadEnvironment, localSettings } from '../../local/settings.ts';
import { LocalTopicHistory } from '../../local/topic-history.ts';
import { Failure } from '../exit.ts';
import { commandLog } from './command-log.ts';
import type { Place } from './place.ts';
import { ROOT, userConfig } from '../../generator/project.ts';

/**
 * Opens the local state. A local host may be at work on it: what is published here reaches its consumers, or
 * waits for the next start.
 * @throws {Failure} if there is none yet.
 */
export async function openLocalPlace(root = ROOT): Promise<Place> {
  const project = loadEnvironment(root);
  const settings = localSettings(root, project);
  const { stateDir, port } = settings;
  if (!existsSync(stateFileIn(stateDir))) {
    throw new Failure(`${stateDir} is empty. Run npm start once, or name a deployed project with --project.`);
  }
  const config = await userConfig();
  const urlOf = (provider: string) => `http://${LOOPBACK}:${port}/${project}/${config.region}/${provider}-webhook`;
  const integrations = await enableIntegrations(config, new MadeSecrets(stateDir), urlOf);
  const topics = [...integrations.map(({ provider }) => provider), SAGAS];
  const policies = topicPolicies(topics.map((provider) => [provider, config.settings(provider).delivery]));
  const state = openState(settings, commandLog());
  const database = openDatabase(stateFileIn(stateDir), 'crash');
  return {
    project: undefined,
    config,
    ports: state.ports,
    events: state.events,
    logs: state.logs,
    verified: state.verified,
    issues: state.issues,
    history: new LocalTopicHistory(database, policies),
    pauses: new LocalPauses(database, systemClock, () => policies),
    [Symbol.asyncDispose]: async () => {
      database.close();
      state.close();
    },
  };
}
