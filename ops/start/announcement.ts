import { relative } from 'node:path';
import { styleText } from 'node:util';
import { printJsonLine } from '../../functions/src/core/telemetry/json-line.ts';
import { addressWith } from '../../console/access.ts';
import { stateFileIn } from '../../local/database.ts';
import type { LocalHost } from '../../local/local-host.ts';
import type { LocalSettings } from '../../local/settings.ts';

export interface Announced {
  readonly host: Pick<LocalHost, 'integrations' | 'endpoints'>;
  readonly settings: LocalSettings;
  readonly consoleUrl: string;
  /** Lets a browser in. It is printed at a terminal alone. */
  readonly consoleToken: string;
  /** Whether code is loaded again when it is saved. */
  readonly isWatching: boolean;
}

const READY = 'Integration Service ready';
/** Characters of a secret. */
const MAX_SHOWN = 72;
const NEXT = 'npm run send -- stripe customer.subscription.deleted';

/**
 * Says that all is up, where it is, and what to try next: to a person at a terminal, else as a line of JSON. Whatever is not
 * a terminal may be kept, so secrets are printed at a terminal alone.
 */
export function announce(announced: Announced, stream: NodeJS.WriteStream): void {
  stream.write(stream.isTTY ? forPeople(announced) : forMachines(announced));
}

function forMachines({ host, settings, consoleUrl }: Announced): string {
  return printJsonLine({
    severity: 'INFO',
    message: READY,
    endpoints: Object.fromEntries(host.endpoints),
    console: consoleUrl,
    stateDir: settings.stateDir,
    next: NEXT,
  });
}

function forPeople({ host, settings, consoleUrl, consoleToken, isWatching }: Announced): string {
  const { integrations, endpoints } = host;
  const width = Math.max(...integrations.map(({ provider }) => provider.length), 'console'.length) + 2;
  const line = (name: string, text: string) => `  ${name.padEnd(width)}${text}`;
  const dim = (text: string) => styleText('gray', text);
  return [
    '',
    styleText(['bold', 'green'], READY),
    '',
    ...integrations.map(({ provider, madeSecret }) =>
      line(
        provider,
        [endpoints.get(`${provider}-webhook`), madeSecret && dim(short(madeSecret))].filter(Boolean).join('  '),
      ),
    ),
    line('', dim('grey: secrets made for local use, since none are configured')),
    '',
    line('console', addressWith(consoleToken, consoleUrl)),
    line('state', relative(process.cwd(), stateFileIn(settings.stateDir))),
    line('retries', dim(`wait ${settings.backoffScale} of the configured backoff here (LOCAL_BACKOFF_SCALE)`)),
    ...(isWatching ? [line('code', dim('changes saved under functions/src apply from the next event'))] : []),
    '',
    'Next, in another terminal:',
    `  ${styleText('cyan', NEXT)}`,
    '',
    '',
  ].join('\n');
}

/** Keys in PEM are too long to be read here. */
function short(secret: string): string {
  return secret.length <= MAX_SHOWN
    ? secret
    : `${secret.slice(0, MAX_SHOWN).replaceAll('\n', ' ')}… (whole in secrets.json)`;
}
