import { variableOf } from '../../functions/src/core/config/settings.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { bundle } from '../../scripts/lib/bundle.ts';
import { builtFunctions } from '../lib/built-functions.ts';
import { archiveOf, type Archive } from '../lib/archive.ts';
import { measureRounds, type Curves } from '../lib/curve.ts';
import { FrameworkProcess, ROOT } from '../lib/framework-process.ts';
import { sizesUpTo } from '../lib/integration-sizes.ts';
import { cpuMsOfCommand } from '../lib/process-usage.ts';
import { SECRET, stripeRequest } from '../lib/requests.ts';
import { ourWebhook } from '../lib/rivals.ts';
import { temporaryFolder } from '../lib/state-folder.ts';
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
  const archives: Archive[] = [];
  for (const size of sizes)
    archives.push(await archiveWith(['stripe', ...others.slice(0, size - 1).map(({ provider }) => provider)]));
  return {
    name: 'enabled',
    title: 'Integrations that are on',
    of: 'integrations',
    sizes,
    lines: [
      { name: 'cold start, CPU', unit: 'ms', costs: cpu },
      { name: 'resident size', unit: 'MB', costs: rss },
      { name: 'discovery, CPU', unit: 'ms', costs: discovery },
      { name: 'files of the archive', unit: '', costs: archives.map(({ files }) => files) },
      { name: 'archive', unit: 'kB', costs: archives.map(({ bytes }) => bytes / 1000) },
    ],
    note: 'stripe-webhook up to its first answer; discovery is what the Firebase CLI does to learn what is deployed; the archive is functions/lib as a deploy uploads it, compressed file by file',
  };
}

/** What a deploy uploads to a project in which these integrations are on. */
async function archiveWith(on: readonly string[]): Promise<Archive> {
  using folder = temporaryFolder();
  await bundle(ROOT, folder.path, { on });
  return archiveOf(folder.path);
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
