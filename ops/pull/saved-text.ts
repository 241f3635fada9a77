import { onTerminalLine } from '../../local/terminal-text.ts';
import type { Replaced } from './disguise/disguise.ts';
import type { Saved } from './save.ts';

/** For people: what was written, what was replaced, and what to do next. */
export function savedText({ files, replaced, isTreatedAlike }: Saved): string {
  const [event, test] = files;
  return [
    `Saved for tests, with ${replaced.length} values replaced:`,
    ...files.map((file) => `  ${file}`),
    ...byKind(replaced).map((line) => onTerminalLine(`  ${line}`)),
    ...(isTreatedAlike ? [] : [ANOTHER_WAY]),
    `Look at ${event ?? ''} before you commit it: not everything that is somebody's can be recognised.`,
    test === undefined ? 'No saga wants the event, so there is no test yet.' : `  npm test -- ${test}`,
  ].join('\n');
}

const ANOTHER_WAY =
  'The business logic does not treat the saved event as it treats the real one: it depends on records that a test begins without, or on a value that was replaced. Keep such a value with --keep.';

function byKind(replaced: readonly Replaced[]): readonly string[] {
  const kinds = Map.groupBy(replaced, ({ kind }) => kind);
  return [...kinds].map(([kind, those]) => `${kind}: ${those.map(({ path }) => path).join(', ')}`);
}
