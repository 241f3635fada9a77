import { scoped } from '../../../functions/src/core/config/scope.ts';
import type { InstanceState } from '../../../functions/src/core/durable/instance-state.ts';
import { SAGA_FUNCTIONS } from '../../../functions/src/core/event/names.ts';
import { instance } from '../../../functions/src/core/inspect/instances.ts';
import { timelineOf, type InstanceMoment } from '../../../functions/src/core/inspect/instance-timeline.ts';
import { EXIT, Failure, UsageError } from '../../exit.ts';
import type { Command } from '../command.ts';
import { requireSaga } from '../durable-saga.ts';
import { optionsIn, PLACE, PLACE_USAGE, requireNoMore } from '../options.ts';
import { openPlace } from '../open-place.ts';
import { cut, table } from '../table.ts';

const USAGE = `Shows one instance of a durable saga: its facts, its commands, and what it will do if nothing else happens.

  npx integrations sagas show dunning in_1SXyZz

${PLACE_USAGE}
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      ...PLACE,
    });
    const [saga, key, ...extra] = positionals;
    requireNoMore(extra);
    if (saga === undefined || key === undefined) {
      throw new UsageError('Name the saga and the key: npx integrations sagas show dunning in_1SXyZz.');
    }
    const { definition } = await requireSaga(saga);
    await using place = await openPlace(values);
    const state = await instance(place.ports.store, saga, key);
    if (state === undefined) throw new Failure(`The saga ${saga} has no instance ${key}.`);
    const consumer = scoped(place.config.scope.own, SAGA_FUNCTIONS.consumer);
    const timeline = await timelineOf(state, await definition(), { consumer, store: place.ports.store });
    terminal.print(values.json ? JSON.stringify({ ...summaryOf(state), timeline }) : textOf(state, timeline));
    return EXIT.done;
  },
};

function summaryOf({ saga, key, status, life, decidedTo, version }: InstanceState) {
  return { saga, key, status, life, decidedTo: new Date(decidedTo).toISOString(), version };
}

function textOf(state: InstanceState, timeline: readonly InstanceMoment[]): string {
  const { saga, key, status, life, decidedTo } = summaryOf(state);
  const rows = timeline.map((moment) => [new Date(moment.at).toISOString(), ...wordsOf(moment)]);
  return [`${saga} ${key}: ${status}, life ${life}, decided to ${decidedTo}`, '', table(rows)].join('\n');
}

const WIDTH = 60;

function wordsOf(moment: InstanceMoment): readonly string[] {
  const data = cut(JSON.stringify(moment.data), WIDTH);
  if (moment.kind === 'fact') return ['fact', moment.name, data];
  const { type, key, status, retryAt } = moment;
  const retried = retryAt === undefined ? '' : `, tried again at ${new Date(retryAt).toISOString()}`;
  return [status + retried, key === undefined ? type : `${type}/${key}`, data];
}
