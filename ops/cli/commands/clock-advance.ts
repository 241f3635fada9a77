import { existsSync } from 'node:fs';
import { openDatabase, stateFileIn } from '../../../local/database.ts';
import { SagaClock } from '../../../local/saga-clock.ts';
import { loadEnvironment, localSettings } from '../../../local/settings.ts';
import { ROOT } from '../../../generator/project.ts';
import { EXIT, Failure, UsageError } from '../../exit.ts';
import type { Command } from '../command.ts';
import { COMMON, COMMON_USAGE, durationOf, optionsIn, requireNoMore } from '../options.ts';

const USAGE = `Moves the clock of durable sagas ahead, on this machine. What becomes due is done, in its order, by the local host that
runs, or by the next one. Nothing else sees that clock: leases, retention and signatures keep real time.

  npx integrations clock advance 3d
  npx integrations clock advance 90m

${COMMON_USAGE.json}

It cannot go back. A new state folder begins with real time again.
`;

export const command: Command = {
  usage: USAGE,
  run(args, terminal) {
    const { values, positionals } = optionsIn(args, { json: COMMON.json });
    const [text, ...extra] = positionals;
    requireNoMore(extra);
    if (text === undefined) throw new UsageError('Say by how much: npx integrations clock advance 3d.');
    const ms = durationOf('The time to advance', text);
    const { stateDir } = localSettings(ROOT, loadEnvironment(ROOT));
    if (!existsSync(stateFileIn(stateDir))) {
      throw new Failure(`${stateDir} is empty. Run npm start once: there is no clock of a deployed project to move.`);
    }
    const database = openDatabase(stateFileIn(stateDir), 'crash');
    try {
      const clock = new SagaClock(database);
      clock.advance(ms);
      const now = clock.at(new Date()).toISOString();
      terminal.print(values.json ? JSON.stringify({ now, aheadMs: clock.aheadMs }) : `It is ${now} for durable sagas.`);
      return Promise.resolve(EXIT.done);
    } finally {
      database.close();
    }
  },
};
