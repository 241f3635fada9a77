import { ConsoleToken } from '../../../local/console-token.ts';
import { LOOPBACK } from '../../../local/host/listen.ts';
import { localAccountSecret, localSecretOf } from '../../../local/integrations.ts';
import { MadeSecrets } from '../../../local/secrets.ts';
import { loadEnvironment, localSettings } from '../../../local/settings.ts';
import { terminalOutput } from '../../../local/terminal-text.ts';
import { urlOfAccount } from '../../../functions/src/core/config/public-urls.ts';
import { pubsubTopicIn } from '../../../functions/src/core/config/pubsub-topic.ts';
import { EXIT, UsageError } from '../../exit.ts';
import { parseSendArguments, USAGE, type SendArguments } from '../../send/arguments.ts';
import { load } from '../../send/load.ts';
import { loadReport } from '../../send/load-report.ts';
import { CountReport, JsonReport, StepReport } from '../../send/report.ts';
import { sampleBody } from '../../send/sample-event.ts';
import { send, type SendReporter } from '../../send/send.ts';
import type { Target } from '../../send/target.ts';
import { sendOverTopic } from '../../send/over-topic.ts';
import type { CatalogEntry } from '../../../functions/src/generated/catalog.ts';
import { openPlace } from '../open-place.ts';
import type { Command } from '../command.ts';
import type { Terminal } from '../terminal.ts';
import { ROOT, userCatalog, userConfig } from '../../../generator/project.ts';

export const command: Command = { usage: USAGE, run };

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const wanted = parseSendArguments(args);
  const catalog = await userCatalog();
  const entry = Object.values(catalog).find(({ provider }) => provider === wanted.provider);
  if (entry === undefined) return noProvider(wanted, Object.keys(catalog), terminal);
  // Before anything of the provider is loaded: what is described in the configuration is read along with it.
  const project = loadEnvironment(ROOT);
  const samples = await entry.samples();
  if (wanted.list) {
    terminal.print(samples.types.join('\n'));
    return EXIT.done;
  }

  if (wanted.print) return print(sampleBody(entry.provider, samples, wanted), terminal);

  const local = localSettings(ROOT, project);
  const config = await userConfig();
  const integration = await entry.integration();
  const base = wanted.url ?? `http://${LOOPBACK}:${local.port}/${project}/${config.region}/${entry.webhook}`;
  // An API key alone is enough of a configuration here: the local host has made the secret.
  const settings = config.settings(entry.provider, { secret: false });
  const { account } = wanted;
  const own = (url: string) => (account === undefined ? url : urlOfAccount(url, account));
  const endpoint = own(base);
  const made = localSecretOf(config, new MadeSecrets(local.stateDir), integration);
  const target: Target = {
    integration,
    samples,
    settings: { ...settings, webhookUrls: settings.webhookUrls.map(own) },
    secret: account === undefined ? made : (localAccountSecret(settings, account) ?? made),
    endpoint,
    console: isLocal(endpoint)
      ? { url: `http://${LOOPBACK}:${local.consolePort}`, token: new ConsoleToken(local.stateDir).get() ?? '' }
      : undefined,
  };
  const sendWith: Send = wanted.topic
    ? await overTopic(entry, target, wanted)
    : (report) => send(target, wanted, report);
  return (await sendAndTell(target, wanted, sendWith, terminal)) ? EXIT.done : EXIT.notDone;
}

function print(body: Buffer, terminal: Terminal): number {
  const text = body.toString();
  if (terminalOutput(text) !== text) {
    throw new UsageError('--print is for bodies that are text: this one has control characters or other bytes in it.');
  }
  terminal.print(text);
  return EXIT.done;
}

/** Sends by requests, or over the provider's own topic. */
type Send = (report: SendReporter) => Promise<boolean>;

async function overTopic(
  { provider, providerTopic }: CatalogEntry,
  target: Target,
  wanted: SendArguments,
): Promise<Send> {
  if (providerTopic === undefined) throw new UsageError(`${provider} publishes to no topic; leave --topic out.`);
  const facts = await providerTopic();
  return async (report) => {
    await using place = await openPlace({});
    const { name = '' } = pubsubTopicIn(place.config.settings(provider)) ?? {};
    return await sendOverTopic(target, { facts, name, publisher: place.ports.publisher }, wanted, report);
  };
}

async function sendAndTell(
  target: Target,
  wanted: SendArguments,
  sendWith: Send,
  terminal: Terminal,
): Promise<boolean> {
  if (wanted.load !== undefined && !wanted.topic) {
    const result = await load(target, wanted, wanted.load);
    terminal.print(wanted.json ? JSON.stringify(result) : loadReport(result));
    return result.isGood;
  }
  if (wanted.json) {
    const report = new JsonReport();
    const isGood = await sendWith(report);
    terminal.print(report.summary());
    return isGood;
  }
  if (wanted.count > 1) {
    const report = new CountReport();
    const isGood = await sendWith(report);
    terminal.print(report.summary());
    return isGood;
  }
  const title = `${target.integration.provider} ${wanted.type ?? wanted.file ?? ''}`;
  const write = (text: string) => terminal.print(text.trimEnd());
  const report = new StepReport(write, {
    title,
    isSpoiled: wanted.fault !== undefined,
    consoleUrl: target.console?.url,
  });
  return sendWith(report);
}

function noProvider({ provider, list }: SendArguments, known: readonly string[], terminal: Terminal): number {
  if (list && provider === undefined) {
    terminal.print(known.join('\n'));
    return EXIT.done;
  }
  const complaint = provider === undefined ? 'Say whose event to send' : `There is no integration ${provider}`;
  throw new UsageError(`${complaint}. Choose from: ${known.join(', ')}. See npm run send -- --help.`);
}

function isLocal(url: string): boolean {
  if (!URL.canParse(url)) throw new UsageError('--url must be an absolute URL, as npm start prints them.');
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
