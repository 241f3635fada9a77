import { decodeUtf8, isJsonObject, parseJson } from '../../../functions/src/core/event/json.ts';
import type { ConsumerView, EventDetail } from '../../../functions/src/core/inspect/event-reader.ts';
import type { HandlingLog } from '../../../functions/src/core/inspect/handling-log.ts';
import { scoped } from '../../../functions/src/core/config/scope.ts';
import { topicOf } from '../../../functions/src/core/event/names.ts';
import { logsUrlOf } from '../../console/logs-url.ts';
import { EXIT, Failure, UsageError } from '../../exit.ts';
import type { Command } from '../command.ts';
import { optionsIn, PLACE, PLACE_USAGE, requireNoMore } from '../options.ts';
import { openPlace } from '../open-place.ts';
import type { Place } from '../place.ts';
import { onTerminalLine, onTerminalLines } from '../../../local/terminal-text.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { STATUS_STYLES } from './events.ts';

const USAGE = `Shows one event: what its consumers did, attempt by attempt and command by command.

  npx integrations events show evt_1SXyZz
  npx integrations events show evt_1SXyZz --envelope
  npx integrations events show evt_1SXyZz --log

  --provider <name>  tells events of several providers apart
  --account <name>   tells events of several accounts apart
  --envelope         the message too; in a project it is looked for in what the topic still keeps
  --log              what was logged while it was handled; of a project, where Cloud Logging has it
${PLACE_USAGE}
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      ...PLACE,
      provider: { type: 'string' },
      account: { type: 'string' },
      envelope: { type: 'boolean', default: false },
      log: { type: 'boolean', default: false },
    });
    const [id, ...extra] = positionals;
    requireNoMore(extra);
    if (id === undefined) throw new UsageError('Name the event; npx integrations events lists their ids.');
    await using place = await openPlace(values);
    const event = await place.events.event(id, values.provider, values.account);
    if (event === undefined) throw new Failure(`There is no event ${id}; npx integrations events lists them.`);
    const { envelope: bytes, ...facts } = event;
    const envelope = values.envelope ? await envelopeOf(event, bytes, place) : undefined;
    const log = values.log ? await logOf(event, place) : undefined;
    if (values.json) terminal.print(jsonOf({ ...facts, ...log }, envelope));
    else
      terminal.print(
        [
          textOf(event, terminal),
          ...(log === undefined ? [] : ['', ...logLines(log)]),
          ...(envelope === undefined ? [] : ['', onTerminalLines(envelope)]),
        ].join('\n'),
      );
    return EXIT.done;
  },
};

/** What was logged, or where it is. */
type Log = { readonly logs: readonly HandlingLog[] } | { readonly logsUrl: string };

async function logOf(event: EventDetail, { project, logs }: Place): Promise<Log> {
  if (project !== undefined) return { logsUrl: logsUrlOf(project, event.id) };
  return { logs: (await logs?.logs(event)) ?? [] };
}

function logLines(log: Log): string[] {
  if ('logsUrl' in log) return [`log: ${log.logsUrl}`];
  if (log.logs.length === 0) return ['No log of it is kept.'];
  return log.logs.flatMap(({ consumer, delivery, omitted, lines }) => [
    onTerminalLine(`${consumer}, delivery ${delivery}:`),
    ...(omitted === 0 ? [] : [`  (${omitted} lines before these are not kept)`]),
    ...lines.map(({ time, severity, message, fields }) => {
      const named = Object.entries(fields).map(([name, value]) => ` ${name}=${wordOf(value)}`);
      return onTerminalLine(`  ${time} ${severity} ${message}${named.join('')}`);
    }),
  ]);
}

/** An error by its message: the stack is too long for a line. */
function wordOf(value: unknown): string {
  if (isJsonObject(value) && 'stack' in value) return JSON.stringify(value['message']);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The message's own text. @throws {Failure} if nobody keeps it any more. */
async function envelopeOf(event: EventDetail, bytes: Uint8Array | undefined, { config }: Place): Promise<string> {
  const data = bytes ?? (await retainedBytes(event, config));
  const text = data === undefined ? undefined : decodeUtf8(data);
  if (text !== undefined) return text;
  throw new Failure(
    `The topic ${scoped(config.scope.source, topicOf(event.provider))} no longer keeps the message of ${event.id}.`,
  );
}

/** Only a deployed project has its messages elsewhere. */
async function retainedBytes(event: EventDetail, config: Place['config']): Promise<Uint8Array | undefined> {
  const { RetainedEnvelopes } = await import('../../console/cloud-envelopes.ts');
  return (await RetainedEnvelopes.of(config).find(event))?.data;
}

/** Printed around the envelope's own text: a round trip through a parser would lose digits. */
function jsonOf(facts: object, envelope: string | undefined): string {
  const json = JSON.stringify(facts);
  return envelope === undefined || parseJson(envelope) === undefined
    ? json
    : `${json.slice(0, -1)},"envelope":${envelope}}`;
}

function textOf(event: EventDetail, terminal: Terminal): string {
  const rows = [
    ['event', event.id],
    ['type', event.type],
    ['provider', event.provider],
    ['source', event.source],
    ...(event.subject === undefined ? [] : [['subject', event.subject]]),
    ['concerns', concernedBy(event)],
    ['occurred', event.time],
    ['received', event.receivedTime],
    ['message', event.messageId],
    ['status', event.status],
  ];
  const facts = table(rows).replace(
    /^(status +)(\w+)$/m,
    (_line, name: string, status: string) => name + terminal.style(STATUS_STYLES[event.status], status),
  );
  return [facts, '', ...event.consumers.flatMap((consumer) => consumerLines(consumer, terminal))].join('\n');
}

/** The objects by which the event is found. */
function concernedBy({ subjects }: EventDetail): string {
  if (subjects === undefined) return 'not kept: no consumer has handled it, or version 0.2.0 did';
  return subjects.length === 0 ? 'no object' : subjects.join(', ');
}

function consumerLines(view: ConsumerView, { style }: Terminal): string[] {
  const { name, status, attempts, earlier = [], error, waitsUntil, commands } = view;
  return [
    `${onTerminalLine(name)}: ${style(STATUS_STYLES[status], status)}, ${triesOf(attempts)}`,
    ...earlier.map((before) => {
      const reason = before.error === undefined ? '' : `: ${before.error}`;
      return onTerminalLine(`  before a redrive: ${triesOf(before.attempts)}, given up on ${before.until}${reason}`);
    }),
    ...(error === undefined ? [] : [`  ${onTerminalLine(error)}`]),
    ...(waitsUntil === undefined ? [] : [`  waits until ${onTerminalLine(waitsUntil)}, as its handler asked`]),
    ...commands.map((one) =>
      onTerminalLine(
        `  ${one.name} ${one.status}${one.error === undefined ? '' : `: ${one.error}`}${recordsOf(one.records)}`,
      ),
    ),
    ...(status === 'handled' && commands.length === 0 ? ['  no saga or task wanted it'] : []),
  ];
}

function recordsOf(records: readonly string[] = []): string {
  return records.length === 0 ? '' : `, records: ${records.join(', ')}`;
}

function triesOf(attempts: number): string {
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`;
}
