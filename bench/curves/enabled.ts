import { variableOf } from '../../functions/src/core/config/settings.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { builtFunctions } from '../lib/built-functions.ts';
import { measureRounds, type Curves } from '../lib/curve.ts';
import { FrameworkProcess, ROOT } from '../lib/framework-process.ts';
import { sizesUpTo } from '../lib/integration-sizes.ts';
import { cpuMsOfCommand } from '../lib/process-usage.ts';
import { SECRET, stripeRequest } from '../lib/requests.ts';
import { ourWebhook } from '../lib/rivals.ts';
import path from 'node:path';

const DISCOVERY = path.join(ROOT, 'node_modules', 'firebase-functions', 'lib', 'bin', 'firebase-functions.js');

/** What integrations cost that are on, all of them installed. */
export async function enabledCurves(rounds: number): Promise<Curves> {
  using built = await builtFunctions('idle');
  const others = Object.values(catalog).filter(({ provider }) => provider !== 'stripe');
  const sizes = sizesUpTo(others.length + 1);
  const [cpu = [], rss = [], discovery = []] = await measureRounds(sizes, rounds, async (size) => {
    const on = others.slice(0, size - 1).map(({ provider }) => [variableOf(provider, 'WebhookSecretName'), 'a-secret']);
    const deployed = ourWebhook(built, `${size} on`, Object.fromEntries(on));
    const start = await FrameworkProcess.coldStart(deployed, stripeRequest());
    return [start.cpuMs, start.rssMb, discoveryCpuMs(built.source, deployed.environment)];
  });
  return {
    name: 'enabled',
    title: 'Integrations that are on',
    of: 'integrations',
    sizes,
    lines: [
      { name: 'cold start, CPU', unit: 'ms', costs: cpu },
      { name: 'resident size', unit: 'MB', costs: rss },
      { name: 'discovery, CPU', unit: 'ms', costs: discovery },
    ],
    note: 'stripe-webhook up to its first answer; discovery is what the Firebase CLI does to learn what is deployed',
  };
}

/** The deploy manifest, made as firebase-tools makes it. */
function discoveryCpuMs(folder: string, environment: Readonly<Record<string, string>> = {}): number {
  return cpuMsOfCommand({
    program: process.execPath,
    args: [DISCOVERY],
    cwd: folder,
    environment: {
      PATH: process.env['PATH'],
      STRIPE_WEBHOOK_SECRET: SECRET,
      ...environment,
      FUNCTIONS_CONTROL_API: 'true',
      FUNCTIONS_MANIFEST_OUTPUT_PATH: path.join(folder, 'manifest.json'),
    },
  });
}
