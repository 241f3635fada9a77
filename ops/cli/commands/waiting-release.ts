import { MOST_PARKED, parkedMessages, wakeAll } from '../../../functions/src/core/letters/wake-parked.ts';
import { EXIT, Failure, UsageError } from '../../exit.ts';
import type { Command } from '../command.ts';
import { COMMON, COMMON_USAGE, optionsIn, PLACE, PLACE_USAGE } from '../options.ts';
import { openPlace } from '../open-place.ts';
import { mayChange } from '../place.ts';
import { count } from '../table.ts';

const USAGE = `Sends events that wait to their consumers now, before the time that their handlers asked for.

  npx integrations waiting release 3f2a9c81d0be
  npx integrations waiting release --all --project acme-prod

  --all              every event that waits
${PLACE_USAGE}
${COMMON_USAGE.yes}

An id is one of "waiting list", or its beginning, or the id of an event.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const all = { type: 'boolean', default: false } as const;
    const { values, positionals: names } = optionsIn(args, { ...PLACE, yes: COMMON.yes, all });
    if (names.length > 0 === values.all) throw new UsageError('Name the events, or pass --all.');
    await using place = await openPlace(values);
    const waiting = await parkedMessages(place.ports, MOST_PARKED);
    const chosen = values.all
      ? waiting
      : names.flatMap((name) => {
          const found = waiting.filter(({ id, eventId }) => id.startsWith(name) || eventId === name);
          if (found.length > 0) return found;
          throw new Failure(`No event ${name} waits; npx integrations waiting list lists them.`);
        });
    const what = `This sends ${count(chosen.length)} to their consumers, before their time.`;
    if (chosen.length > 0 && !(await mayChange(place, terminal, values, what))) return EXIT.notDone;
    const released = await wakeAll(place.ports, chosen);
    terminal.print(values.json ? JSON.stringify({ released }) : `${count(released)} released.`);
    return EXIT.done;
  },
};
