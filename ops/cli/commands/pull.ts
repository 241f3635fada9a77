import type { Rehearsal } from '../../../functions/src/core/handle/rehearsal.ts';
import { EXIT, UsageError } from '../../exit.ts';
import { pulled, type Pulled } from '../../pull/pulled.ts';
import { rehearsalsOf } from '../../pull/rehearsing.ts';
import { isFailing, reportOf, textOf } from '../../pull/report.ts';
import { savedText } from '../../pull/saved-text.ts';
import type { Command } from '../command.ts';
import { optionsIn, PLACE, PLACE_USAGE, requireNoMore } from '../options.ts';
import { openPlace } from '../open-place.ts';
import type { Place } from '../place.ts';
import type { Terminal } from '../terminal.ts';

const USAGE = `Rehearses an event with the business logic that is saved here: says what would be done, and does nothing.

  npx integrations pull evt_1SXyZz --project my-project
  npx integrations pull 3f2a9c81d0be --project my-project --watch
  npx integrations pull evt_1SXyZz --project my-project --save refused-card

The event is named by its id, or by the id of a dead letter; of that, a unique prefix is enough. Records are read where the event
is, and nothing is written there. The code runs in its own process, which cannot connect to anything, write files or start
programs: a handler that tries is stopped there.

  --provider <name>  tells events of several providers apart; in a project, it also finds events that no saga wanted
  --watch            rehearses it again whenever code is saved, until you stop it
  --save <name>      writes the event for tests, with personal data replaced, and a test that replays it
  --keep <path>      leaves a field of the body as it is: data.object.metadata.plan. May be given several times
${PLACE_USAGE}

The exit code is 1 if a saga or a handler fails with the event.
`;

const NO_PATHS: string[] = [];

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      ...PLACE,
      provider: { type: 'string' },
      watch: { type: 'boolean', default: false },
      save: { type: 'string' },
      keep: { type: 'string', multiple: true, default: NO_PATHS },
    });
    const [name, ...extra] = positionals;
    requireNoMore(extra);
    if (name === undefined)
      throw new UsageError('Name the event or the dead letter: npx integrations pull evt_1SXyZz.');
    if (values.watch && values.json) throw new UsageError('--watch is for people: leave out --json.');
    if (values.keep.length > 0 && values.save === undefined) throw new UsageError('--keep belongs to --save.');
    await using place = await openPlace(values);
    const found = await pulled(place, name, values.provider);
    if (values.watch) {
      const { watchSaved } = await import('../../pull/watch.ts');
      await watchSaved(() => rehearseFor(found, place, terminal), terminal);
      return EXIT.done;
    }
    const rehearsals = await rehearsed(found, place, terminal);
    const { save, keep } = values;
    const saved = save === undefined ? undefined : await savedAs(save, { found, rehearsals, keep, terminal });
    terminal.print(
      values.json
        ? JSON.stringify({ ...reportOf(found, rehearsals), ...(saved && { saved }) })
        : [textOf(found, rehearsals, terminal), ...(saved === undefined ? [] : ['', savedText(saved)])].join('\n'),
    );
    return isFailing(rehearsals) ? EXIT.notDone : EXIT.done;
  },
};

interface Saving {
  readonly found: Pulled;
  readonly rehearsals: readonly Rehearsal[];
  readonly keep: readonly string[];
  readonly terminal: Terminal;
}

async function savedAs(name: string, { found, rehearsals, keep, terminal: { tell } }: Saving) {
  const { savePulled } = await import('../../pull/save.ts');
  return savePulled(found, rehearsals, { name, keep, tell });
}

function rehearsed({ event }: Pulled, { ports }: Place, { tell }: Terminal) {
  return rehearsalsOf(event, { read: (collection, id) => ports.store.get(collection, id), tell });
}

async function rehearseFor(found: Pulled, place: Place, terminal: Terminal): Promise<void> {
  terminal.print(textOf(found, await rehearsed(found, place, terminal), terminal));
}
