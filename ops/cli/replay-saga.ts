import { randomUUID } from 'node:crypto';
import { scoped } from '../../functions/src/core/config/scope.ts';
import { titleOf } from '../../functions/src/core/event/names.ts';
import { replay } from '../../functions/src/core/recover/replay.ts';
import { EXIT, UsageError } from '../exit.ts';
import { requireSaga } from './durable-saga.ts';
import { openPlace } from './open-place.ts';
import { timeOf } from './options.ts';
import { mayChange, nameOf } from './place.ts';
import { count } from './table.ts';
import type { Terminal } from './terminal.ts';
import { watched } from './watched.ts';

interface Wanted {
  readonly saga: string;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly provider?: string | undefined;
  readonly consumer?: string | undefined;
  readonly again: boolean;
  readonly dead: boolean;
  readonly project?: string | undefined;
  readonly codebase?: string | undefined;
  readonly yes: boolean;
  readonly json: boolean;
}

/**
 * Brings a durable saga the facts of the past: from the topic of each of its providers, to that saga alone.
 * @throws {UsageError} if the saga decides at once, and would take the past for the present.
 */
export async function replaySaga(wanted: Wanted, terminal: Terminal): Promise<number> {
  const { saga } = wanted;
  if (wanted.consumer !== undefined || wanted.provider !== undefined || wanted.again || wanted.dead) {
    throw new UsageError(
      '--saga reads the topics of all of its providers: give --since and, if you like, --until only.',
    );
  }
  if (wanted.since === undefined) throw new UsageError('Specify a start time: --since 30d.');
  const { providers, definition } = await requireSaga(saga);
  if ((await definition()).collecting === undefined) {
    throw new UsageError(
      `${saga} decides at once, and would take the past for the present. Add { collecting: 'silently' } to its options and deploy it, replay, then take the option out and deploy again.`,
    );
  }
  const now = new Date();
  const since = timeOf('since', wanted.since, now);
  const until = wanted.until === undefined ? now : timeOf('until', wanted.until, now);
  await using place = await openPlace(wanted);
  const { scope } = place.config;
  const on = providers.filter((provider) => place.config.settings(provider, { secret: false }).enabled);
  const what = `This brings ${saga} of ${nameOf(place)} the events of ${on.join(', ')} since ${since.toISOString()}. Nothing is decided until the option collecting is taken out.`;
  if (!(await mayChange(place, terminal, wanted, what))) return EXIT.notDone;
  const reports = await watched(
    terminal,
    'Call it again to go on: facts that are known are not added again.',
    async (progress) => {
      const all: { provider: string; read: number; published: number }[] = [];
      for (const provider of on) {
        const consumer = scoped(scope.own, `${provider}-on${titleOf(provider)}Event`);
        const request = { provider, consumer, since, until, types: [], again: randomUUID(), saga };
        const report = await replay({ history: place.history, publisher: place.ports.publisher }, request, ({ read }) =>
          progress.show(`${provider}: ${count(read)} read`),
        );
        all.push({ provider, read: report.read, published: report.published });
      }
      return all;
    },
  );
  const lines = reports.map(
    ({ provider, read, published }) => `${provider}: ${count(read)} messages read, ${count(published)} published.`,
  );
  terminal.print(wanted.json ? JSON.stringify({ saga, reports }) : lines.join('\n'));
  return EXIT.done;
}
