import { pauseSentence } from '../../../functions/src/core/inspect/pauses.ts';
import { EXIT } from '../../exit.ts';
import type { Command } from '../command.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../options.ts';
import { openPlace } from '../open-place.ts';

const USAGE = `Lists the consumers that are paused, the longest first, with what waits for each and when the oldest is dropped.

  npx integrations pause list --project acme-prod

${COMMON_USAGE.project}
${COMMON_USAGE.codebase}
${COMMON_USAGE.json}
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { project, codebase, json } = COMMON;
    const { values, positionals } = optionsIn(args, { project, codebase, json });
    requireNoMore(positionals);
    await using place = await openPlace(values);
    const paused = await place.pauses.paused();
    const text = paused.length === 0 ? 'No consumer is paused.' : paused.map(pauseSentence).join('\n');
    terminal.print(values.json ? JSON.stringify({ paused }) : text);
    return EXIT.done;
  },
};
