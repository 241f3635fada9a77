import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { requireName } from '../accounts/account-name.ts';
import { UsageError } from '../exit.ts';
import { assignmentIn, type Assignment } from './assignments.ts';

/** What `send` was asked for. */
export interface SendArguments {
  readonly provider: string | undefined;
  readonly type: string | undefined;
  readonly url: string | undefined;
  /** The account that it is sent for, of a provider with many. */
  readonly account: string | undefined;
  /** What to sign with in place of the configured secret. */
  readonly secret: string | undefined;
  readonly file: string | undefined;
  readonly id: string | undefined;
  /** Fields to set before the body is signed, in this order. */
  readonly assignments: readonly Assignment[];
  /** Prints the body, and sends nothing. */
  readonly print: boolean;
  readonly count: number;
  /** Events in a second, and for how many seconds; undefined unless load was asked for. */
  readonly load: LoadShape | undefined;
  readonly waitSeconds: number;
  readonly fault: Fault | undefined;
  /** Publishes to the provider's own topic, instead of sending a request. */
  readonly topic: boolean;
  readonly list: boolean;
  readonly json: boolean;
}

/** How many requests, and when. */
export interface LoadShape {
  readonly perSecond: number;
  readonly seconds: number;
}

/** A way to spoil the request, to see it refused. */
export const FAULTS = ['tamper', 'expired', 'future', 'unsigned'] as const;
export type Fault = (typeof FAULTS)[number];

export const USAGE = `Sends a signed sample event to the local host and follows it to its outcome.

  npm run send -- stripe customer.subscription.deleted
  npm run send -- <provider> [<type>] [options]

  --list               the providers, or the types of one: send stripe --list
  --file <body>        sends this file's bytes instead of a sample; give the type too if a header carries it
  --id <id>            the sample's own id: the same id again is the same event again
  --set <field>=<value>
                       sets a field before the body is signed, such as data.object.amount=500; may be repeated.
                       The value is JSON, or else text. A JSON pointer takes names with dots: /metadata/a.b=1
  --print              prints the sample's body, and sends nothing
  --count <n>          sends this many different events (default 1)
  --rate <n>           load for the local host: this many different events in each second
  --for <seconds>      how long the load lasts (default 10)
  --secret-file <file> signs with the secret in this file instead of the configured or locally made one;
                       - reads it from standard input
  --topic              publishes to the provider's own topic on this machine, if it has one, instead of sending a
                       request
  --url <url>          another endpoint than the local host's
  --account <name>     for this account, of a provider that serves many
  --wait <seconds>     how long to follow the event (default 60)
  --json               prints the outcome as JSON, for scripts

  Spoiled on purpose, to see the request refused:
  --tamper             changes what was signed
  --expired, --future  signs with a time outside the provider's window
  --unsigned           leaves the signature out

Exit code: 0 if every event was handled (or a spoiled request was refused), 1 if not, 2 for incorrect usage.
`;

const MOST_EVENTS = 100_000;

/** Reads the command line. @throws {UsageError} */
export function parseSendArguments(args: readonly string[]): SendArguments {
  const { values, positionals } = parse(args);
  const [provider, type, extra] = positionals;
  if (extra !== undefined) throw new UsageError(`Unexpected argument "${extra}"; see npm run send -- --help.`);
  const faults = FAULTS.filter((fault) => values[fault]);
  if (faults.length > 1)
    throw new UsageError(`Spoil a request in one way at a time, not with ${faults.join(' and ')}.`);
  return {
    provider,
    type,
    url: values.url,
    account: values.account === undefined ? undefined : requireName(values.account),
    secret: secretOf(values),
    file: values.file,
    id: values.id,
    assignments: values.set.map(assignmentIn),
    print: values.print,
    count: wholeNumber('count', values.count ?? '1', MOST_EVENTS),
    load: loadOf(values),
    waitSeconds: wholeNumber('wait', values.wait, 86_400),
    fault: faults[0],
    topic: values.topic,
    list: values.list,
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: text,
        account: text,
        secret: text,
        'secret-file': text,
        file: text,
        id: text,
        set: { ...text, multiple: true, default: [] },
        print: flag,
        count: text,
        rate: text,
        for: text,
        wait: { ...text, default: '60' },
        tamper: flag,
        expired: flag,
        future: flag,
        unsigned: flag,
        topic: flag,
        list: flag,
        json: flag,
      },
    });
  } catch (error) {
    throw new UsageError(`${messageOf(error)}; see npm run send -- --help.`);
  }
}

/** @throws {UsageError} */
function loadOf({ rate, file, count, ...values }: ReturnType<typeof parse>['values']): LoadShape | undefined {
  if (rate === undefined) {
    if (values.for !== undefined) throw new UsageError('--for says how long --rate lasts: add --rate 50.');
    return undefined;
  }
  if (count !== undefined) throw new UsageError('--rate and --for say how many events are sent: leave --count out.');
  if (file !== undefined) throw new UsageError('--rate sends different events, and --file has one: leave one out.');
  const shape = {
    perSecond: wholeNumber('rate', rate, 1000),
    seconds: wholeNumber('for', values.for ?? '10', 86_400),
  };
  if (shape.perSecond * shape.seconds <= MOST_EVENTS) return shape;
  throw new UsageError(`--rate times --for must not be more than ${MOST_EVENTS} events.`);
}

/** A secret among the words of a command would stay in the shell's history, and show in the list of processes. */
function secretOf(values: ReturnType<typeof parse>['values']): string | undefined {
  if (values.secret !== undefined) {
    throw new UsageError(
      "--secret would leave the secret in your shell's history: pass it with --secret-file <file>, or with --secret-file - from standard input.",
    );
  }
  const file = values['secret-file'];
  if (file === undefined) return undefined;
  const where = file === '-' ? 'Standard input' : file;
  try {
    const secret = readFileSync(file === '-' ? 0 : file, 'utf8').trim();
    if (secret !== '') return secret;
  } catch (cause) {
    throw new UsageError(`${where} cannot be read; --secret-file takes the path of a file with the secret.`, { cause });
  }
  throw new UsageError(`${where} is empty; --secret-file takes the path of a file with the secret.`);
}

function wholeNumber(name: string, text: string, most: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from 1 to ${most}.`);
}
