import type { ConsolePorts } from '../../console/ports.ts';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import { parkedMessages } from '../../functions/src/core/letters/wake-parked.ts';
import { localSecretOf } from '../../local/integrations.ts';
import type { LocalHost } from '../../local/local-host.ts';
import { MadeSecrets } from '../../local/secrets.ts';
import type { LocalSettings } from '../../local/settings.ts';
import { readCatalogue, readIntegrations } from './catalogue.ts';
import { providerFacts } from './provider-facts.ts';
import { sagaPorts } from './saga-ports.ts';
import { LocalSampleSender } from './sample-sender.ts';
import { userCatalog, userConfig, userDurableSagas } from '../../generator/project.ts';

/** The console's ports over the local host. @param codeFault What is wrong with the code that was saved last. */
export async function localConsolePorts(
  host: LocalHost,
  settings: LocalSettings,
  codeFault?: () => string | undefined,
): Promise<ConsolePorts> {
  const config = await userConfig();
  const { integrations, endpoints, ports, store, requests } = host;
  const secrets = new MadeSecrets(settings.stateDir);
  // The host has put the ones that it made into the environment: there they look like configured ones.
  const made = new Set(
    integrations.flatMap(({ provider, madeSecret }) => (madeSecret === undefined ? [] : [provider])),
  );
  const secretOf = (integration: Integration<unknown>) =>
    made.has(integration.provider) ? secrets.get(integration.provider) : localSecretOf(config, secrets, integration);
  const enabled = new Set(integrations.map(({ provider }) => provider));
  const providers = await providerFacts(config, Object.values(await userCatalog()), ({ provider, webhook }) =>
    enabled.has(provider) ? endpoints.get(webhook) : undefined,
  );
  const sagas = sagaPorts({ config, sagas: await userDurableSagas(), on: providers }, ports, host.sagaClock);
  return {
    mode: 'local',
    project: settings.project,
    providers,
    events: host.events,
    records: store,
    letters: host.letters,
    issues: host.issues,
    parked: (limit) => parkedMessages(ports, limit),
    totals: host.totals,
    skipped: host.skipped,
    requests,
    timeline: host.timeline,
    logs: host.logs,
    minutes: host.minutes,
    changes: host.changes,
    search: true,
    pauses: host.pauses,
    samples: new LocalSampleSender({ config, secretOf, endpoints, requests, answers: host.answers }),
    ...(sagas !== undefined && { sagas }),
    recovery: ports,
    catalogue: readCatalogue,
    integrations: () => readIntegrations(),
    ...(codeFault !== undefined && { codeFault }),
  };
}
