import { join } from 'node:path';
import { IntegrationError } from '../functions/src/core/event/errors.ts';
import { LOOPBACK } from '../local/host/listen.ts';
import { localSecretOf } from '../local/integrations.ts';
import { MadeSecrets } from '../local/secrets.ts';
import { loadEnvironment, localSettings, SettingsError } from '../local/settings.ts';
import { parseSendArguments, USAGE, UsageError, type SendArguments } from './send/arguments.ts';
import { fetchText, UnreachableError } from './send/deliver.ts';
import { CountReport, StepReport } from './send/report.ts';
import { send, type Target } from './send/send.ts';

/** `npm run send`: see USAGE. */
const ROOT = join(import.meta.dirname, '..');

const write = (text: string) => process.stdout.write(text);

// Whoever was reading may stop reading: that is no reason to fall over.
process.stdout.on('error', () => undefined);
try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const isForPeople =
    error instanceof UsageError ||
    error instanceof UnreachableError ||
    error instanceof SettingsError ||
    IntegrationError.is(error);
  console.error(isForPeople ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function run(args: readonly string[]): Promise<number> {
  const wanted = parseSendArguments(args);
  if (wanted.help) {
    write(USAGE);
    return 0;
  }
  const { catalog } = await import('../functions/src/generated/catalog.ts');
  const entry = Object.values(catalog).find(({ provider }) => provider === wanted.provider);
  if (entry === undefined) return noProvider(wanted, Object.keys(catalog));
  // Before anything of the provider is loaded: what is described in the configuration is read along with it.
  const project = loadEnvironment(ROOT);
  const samples = await entry.samples();
  if (wanted.list) {
    write(`${samples.types.join('\n')}\n`);
    return 0;
  }

  const local = localSettings(ROOT, project);
  const { config } = await import('../functions/src/integrations.config.ts');
  const integration = await entry.integration();
  const endpoint = wanted.url ?? `http://${LOOPBACK}:${local.port}/${project}/${config.region}/${entry.webhook}`;
  const target: Target = {
    integration,
    samples,
    settings: config.settings(entry.provider),
    secret: localSecretOf(config, new MadeSecrets(local.stateDir), integration),
    endpoint,
    consoleUrl: isLocal(endpoint) ? `http://${LOOPBACK}:${local.consolePort}` : undefined,
  };
  return (await sendAndTell(target, wanted)) ? 0 : 1;
}

async function sendAndTell(target: Target, wanted: SendArguments): Promise<boolean> {
  if (wanted.count > 1) {
    const report = new CountReport();
    const isGood = await send(target, wanted, report);
    write(`${report.summary()}\n`);
    return isGood;
  }
  const title = `${target.integration.provider} ${wanted.type ?? wanted.file ?? ''}`;
  const report = new StepReport(write, { title, isSpoiled: wanted.fault !== undefined });
  const isGood = await send(target, wanted, report);
  if (isGood && wanted.fault === undefined) await tellWhereRecordsAre(target);
  return isGood;
}

async function tellWhereRecordsAre({ consoleUrl }: Target): Promise<void> {
  if (consoleUrl === undefined) return;
  const { text } = await fetchText(`${consoleUrl}/api/records`);
  const { collections }: { collections: readonly string[] } = JSON.parse(text);
  for (const name of collections) write(`  records    ${consoleUrl}/api/records/${name}\n`);
}

function noProvider({ provider, list }: SendArguments, known: readonly string[]): number {
  if (list && provider === undefined) {
    write(`${known.join('\n')}\n`);
    return 0;
  }
  const complaint = provider === undefined ? 'Say whose event to send' : `There is no integration ${provider}`;
  throw new UsageError(`${complaint}; there are: ${known.join(', ')}. See npm run send -- --help.`);
}

function isLocal(url: string): boolean {
  if (!URL.canParse(url)) throw new UsageError('--url must be an absolute URL, as npm start prints them.');
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
