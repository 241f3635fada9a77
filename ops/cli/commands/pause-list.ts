import { pauseSentence } from '../../../functions/src/core/inspect/pauses.ts';
import { EXIT } from '../../exit.ts';
import type { Command } from '../command.ts';
import { optionsIn, PLACE, PLACE_USAGE, requireNoMore } from '../options.ts';
import { openPlace } from '../open-place.ts';

const USAGE = `Lists the consumers that are paused, the longest first, with what waits for each and when the oldest is dropped.

  npx integrations pause list --project acme-prod

${PLACE_USAGE}
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, PLACE);
    requireNoMore(positionals);
    await using place = await openPlace(values);
    const paused = await place.pauses.paused();
    const text = paused.length === 0 ? 'No consumer is paused.' : paused.map(pauseSentence).join('\n');
    terminal.print(values.json ? JSON.stringify({ paused }) : text);
    return EXIT.done;
  },
};
