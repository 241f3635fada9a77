import { instances, instancesOf, type InstanceSummary } from '../../../functions/src/core/inspect/instances.ts';
import { userDurableSagas } from '../../../generator/project.ts';
import { EXIT } from '../../exit.ts';
import type { Command } from '../command.ts';
import { optionsIn, PLACE, PLACE_USAGE, requireNoMore, wholeNumberOf } from '../options.ts';
import { openPlace } from '../open-place.ts';
import { requireSaga } from '../durable-saga.ts';
import { table } from '../table.ts';

const USAGE = `Lists instances of durable sagas, those first at which something is due soonest.

  npx integrations sagas list
  npx integrations sagas list --saga dunning
  npx integrations sagas list --key in_1SXyZz
  npx integrations sagas list --held

  --saga <name>      only instances of this saga
  --key <key>        the instances of this key, of whatever saga
  --held             those that stopped because their pipeline threw; a redrive of the dead letter releases them
  --limit <number>   at most this many (default: 20)
${PLACE_USAGE}
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      ...PLACE,
      saga: { type: 'string' },
      key: { type: 'string' },
      held: { type: 'boolean', default: false },
      limit: { type: 'string', default: '20' },
    });
    requireNoMore(positionals);
    const limit = wholeNumberOf('limit', values.limit, 1_000);
    const { saga, key, held } = values;
    if (saga !== undefined) await requireSaga(saga);
    await using place = await openPlace(values);
    const found =
      key === undefined
        ? await instances(place.ports.store, { limit, held, ...(saga !== undefined && { saga }) })
        : await instancesOf(
            place.ports.store,
            key,
            saga === undefined ? Object.keys(await userDurableSagas()) : [saga],
          );
    terminal.print(values.json ? JSON.stringify(found) : textOf(found));
    return EXIT.done;
  },
};

function textOf(found: readonly InstanceSummary[]): string {
  if (found.length === 0) return 'No instance matches.';
  return table([
    ['SAGA', 'KEY', 'STATUS', 'DUE'],
    ...found.map(({ saga, key, status, dueAt: due }) => [
      saga,
      key,
      status,
      due === undefined ? '' : new Date(due).toISOString(),
    ]),
  ]);
}
