import { decodeUtf8 } from '../../../functions/src/core/event/json.ts';
import type { KeptLetter } from '../../../functions/src/core/letters/letters.ts';
import { onTerminalLines } from '../../../local/terminal-text.ts';
import { EXIT, UsageError } from '../../exit.ts';
import type { Command } from '../command.ts';
import { letterNamed } from '../letters.ts';
import { optionsIn, PLACE, PLACE_USAGE, requireNoMore } from '../options.ts';
import { openPlace } from '../open-place.ts';
import { count, table } from '../table.ts';

const USAGE = `Shows one dead letter: why it failed, in which consumer, and the message itself.

  npx integrations dead-letters show 3f2a9c81d0be

The id is the one that the list shows; a unique prefix is enough.

${PLACE_USAGE}
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      ...PLACE,
    });
    const [id, ...extra] = positionals;
    requireNoMore(extra);
    if (id === undefined) throw new UsageError('Name the letter; npx integrations dead-letters list shows their ids.');
    await using place = await openPlace(values);
    const letter = await letterNamed(place.ports.store, id);
    terminal.print(values.json ? JSON.stringify(letter) : textOf(letter));
    return EXIT.done;
  },
};

function textOf(letter: KeptLetter): string {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['letter', letter.id],
    ['status', letter.status],
    ['redriven', letter.redrivenAt],
    ['dismissed', letter.dismissedAt],
    ['  because', letter.dismissReason],
    ['reason', letter.reason],
    ['issue', letter.issue],
    ['consumer', letter.consumer],
    ['subscription', letter.subscription],
    ['attempts', String(letter.attempts)],
    ['given up', letter.time],
    ['event', letter.eventId],
    ['type', letter.eventType],
    ['source', letter.source],
    ['message', letter.messageId],
    ...Object.entries(letter.attributes).map(([name, value]): [string, string] => [`  ${name}`, value]),
  ];
  const facts = table(rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const stack = letter.stack === undefined ? '' : `\n\n${onTerminalLines(letter.stack)}`;
  return `${facts}${stack}\n\n${bodyOf(letter)}`;
}

function bodyOf({ data, bytes }: KeptLetter): string {
  if (data === undefined)
    return `Its ${count(bytes)} bytes are too large to be stored with the letter: replay it from the topic.`;
  const text = decodeUtf8(Buffer.from(data, 'base64'));
  return text === undefined ? `${data} (base64, because it is not text)` : onTerminalLines(text);
}
