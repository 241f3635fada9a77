import { requireSound } from '../functions/src/core/config/config-problems.ts';
import { requireTopics } from '../functions/src/core/config/pubsub-topic.ts';
import { publishingIn } from '../functions/src/core/inspect/catalog.ts';
import { SAGAS } from '../functions/src/core/event/names.ts';
import type { Logger } from '../functions/src/core/telemetry/logger.ts';
import type { Ports } from '../functions/src/core/ports.ts';
import { useRuntime } from '../functions/src/core/runtime.ts';
import { endpointListener, type Endpoints, type Watch } from './host/endpoints.ts';
import { close, listen, LOOPBACK, type Listening } from './host/listen.ts';
import { subscribersOf } from './host/subscribers.ts';
import { functionsIn, type DeployedFunction } from './host/surface.ts';
import { startWaking } from './host/waking.ts';
import { credentialHeadersOf, enableIntegrations, type LocalIntegration } from './integrations.ts';
import { openState, type LocalInspection, type LocalState } from './local-state.ts';
import { topicPolicies } from './retention.ts';
import { MadeSecrets } from './secrets.ts';
import type { LocalSettings } from './settings.ts';
import { userCatalog, userConfig, userFunctions } from '../generator/project.ts';

/** The embedded stack at work. */
export interface LocalHost extends LocalInspection {
  readonly integrations: readonly LocalIntegration[];
  /** Address of the HTTPS functions, by their deployed name. */
  readonly endpoints: ReadonlyMap<string, string>;
  readonly ports: Ports;
  /**
   * Serves these functions from the next request and the next delivery on. What is under way ends with those that it began with.
   * @param exports Of a deploy surface, as functions/src/index.ts has them.
   */
  serve(exports: object): Promise<void>;
  /** Takes no more work, lets what is under way end, and closes the state. */
  close(): Promise<void>;
}

/** How long a stop waits for requests and deliveries that are under way. */
const GRACE_MS = 10_000;

/**
 * Runs the deploy surface in this process, over the state file. The environment has to be loaded by then.
 * @throws {SettingsError} when the port is taken, or the state folder cannot be used. @throws {IntegrationError} `bad-config`
 */
export async function startLocalHost(settings: LocalSettings, log: Logger): Promise<LocalHost> {
  const ready = Promise.withResolvers<Endpoints>();
  ready.promise.catch(() => undefined);
  let endpoints = ready.promise;
  const state = openState(settings, log);
  const watch: Watch = (request, response) => state.watch(request, response);
  const listening = await listen(
    endpointListener(() => endpoints, log, watch),
    settings.port,
    'PORT',
  ).catch((error: unknown) => {
    state.close();
    throw error;
  });
  try {
    useRuntime(state.ports);
    // Only now: both read the environment when they are loaded.
    const config = await userConfig();
    const addressOf = (path: string) => `http://${LOOPBACK}:${listening.port}${path}`;
    const pathOf = (name: string) => `/${settings.project}/${config.region}/${name}`;
    const catalog = Object.values(await userCatalog());
    const providers = catalog.map(({ provider }) => provider);
    const on = requireSound(config, providers, 'local', (sentence) => log.warn(sentence));
    requireTopics(on, { publishing: publishingIn(catalog), project: undefined });
    const secrets = new MadeSecrets(settings.stateDir);
    const integrations = await enableIntegrations(config, secrets, (provider) =>
      addressOf(pathOf(`${provider}-webhook`)),
    );
    const { project } = settings;
    const policyOf = (provider: string) => config.settings(provider).delivery;
    const topics = [...integrations.map(({ provider }) => provider), SAGAS];
    state.applyRetention(topicPolicies(topics.map((provider) => [provider, policyOf(provider)])));
    const subscribers = (these: readonly DeployedFunction[]) =>
      subscribersOf(these, { project, log: state.ports.log, logs: state.deliveryLogs, policyOf, scope: config.scope });
    const pathsOf = (these: readonly DeployedFunction[]) =>
      new Map(httpsOf(these).map((one) => [pathOf(one.name), one]));
    const maskCredentials = async () => {
      for (const header of await credentialHeadersOf(integrations)) state.mask(header);
    };

    let functions = functionsIn(await userFunctions());
    await maskCredentials();
    state.queue.start(subscribers(functions));
    const stopWaking = startWaking(() => functions);
    ready.resolve(pathsOf(functions));
    return {
      ...state,
      integrations,
      endpoints: new Map(httpsOf(functions).map(({ name }) => [name, addressOf(pathOf(name))])),
      serve: async (exports) => {
        await maskCredentials();
        functions = functionsIn(exports);
        endpoints = Promise.resolve(pathsOf(functions));
        state.queue.replace(subscribers(functions));
      },
      close: async () => {
        await stopWaking();
        await stop(listening, state);
      },
    };
  } catch (error) {
    ready.reject(error);
    await stop(listening, state);
    throw error;
  }
}

function httpsOf(functions: readonly DeployedFunction[]): readonly DeployedFunction[] {
  return functions.filter(({ trigger }) => trigger.kind === 'https');
}

async function stop(listening: Listening, state: LocalState): Promise<void> {
  await close(listening, GRACE_MS);
  await state.queue.stop(GRACE_MS);
  await state.apis.close();
  state.close();
}
