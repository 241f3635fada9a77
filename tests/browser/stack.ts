import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startHost, type RunningHost } from '../../ops/testing/running-host.ts';
import { copyProject } from '../project-copy.ts';

export const STRIPE_SECRET = 'whsec_browser_tests';

/** The local stack of a copy of the project that has one more saga, on free ports, with its own state. */
export interface Stack {
  /** Of the console. */
  readonly url: string;
  /** Lets a browser in. */
  readonly token: string;
  readonly host: RunningHost;
  /** Makes the saga's command fail from now on, ask to be tried again in an hour, or work again. */
  setWarehouse(state: 'open' | 'closed' | 'busy'): void;
  /** Makes the pipeline of the durable saga throw from now on, or work again. */
  setPipeline(state: 'sound' | 'broken'): void;
  /** Saves the file of the saga with a mistake in it, or without. */
  saveSaga(state: 'sound' | 'mistaken'): void;
  stop(): Promise<void>;
}

const SAGA = 'functions/src/sagas/stripe/warehouse.ts';

interface StackOptions {
  readonly project?: string;
  /** With the default, eight attempts take a second or two. */
  readonly backoffScale?: string;
}

export async function startStack({
  project = 'demo-browser-tests',
  backoffScale = '0.001',
}: StackOptions = {}): Promise<Stack> {
  const copy = copyProject();
  const flags = join(copy.root, 'flags');
  const setFlag = (name: string, isSet: boolean) =>
    isSet ? writeFileSync(join(flags, name), '') : rmSync(join(flags, name), { force: true });
  mkdirSync(flags);
  const saga = readFileSync(join(import.meta.dirname, 'warehouse.ts'), 'utf8').replaceAll(
    '../../functions/src/',
    '../../',
  );
  copy.write(SAGA, saga);
  const host = await startHost(
    {
      LOCAL_STATE_DIR: join(copy.root, 'state'),
      LOCAL_BACKOFF_SCALE: backoffScale,
      FAULT_FLAGS: flags,
      STRIPE_WEBHOOK_SECRET: STRIPE_SECRET,
      GCLOUD_PROJECT: project,
      LOG_LEVEL: 'error',
    },
    copy.root,
  ).catch((error: unknown) => {
    copy.remove();
    throw error;
  });
  return {
    url: host.consoleUrl,
    token: host.consoleToken,
    host,
    setWarehouse: (state) => {
      setFlag('warehouse-closed', state === 'closed');
      setFlag('warehouse-busy', state === 'busy');
    },
    setPipeline: (state) => setFlag('pipeline-broken', state === 'broken'),
    saveSaga: (state) => copy.write(SAGA, state === 'sound' ? saga : `${saga}\nexport const mistake = ;\n`),
    stop: async () => {
      await host.end('SIGTERM');
      copy.remove();
    },
  };
}

/** An action of the console's API, as its page asks for it. */
export async function act(
  { host }: Pick<Stack, 'host'>,
  path: string,
  body: unknown,
): Promise<Record<string, unknown>> {
  const response = await host.api(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-console-action': '1' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
