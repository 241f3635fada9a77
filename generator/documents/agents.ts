import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { allBetween } from './marks.ts';

/** The pages that say how the project is changed, in the order in which an agent reads them. */
const SOURCES = ['README.md', 'docs/imports.md', 'docs/adding-an-integration.md', 'docs/testing.md'];

const BEGIN = '<!-- also in AGENTS.md: begin -->';
const END = '<!-- also in AGENTS.md: end -->';

const HEAD = `<!-- Written by "npm run generate" from the marked parts of ${SOURCES.join(', ')}. -->

# For agents

How this project is changed. The parts below are from its documents; [llms.txt](llms.txt) lists all of them.`;

/** `AGENTS.md`: the parts that the documents mark for agents. @returns undefined if none has such a part. */
export function agentsPage(root: string): string | undefined {
  const parts = SOURCES.flatMap((page) => {
    const file = path.join(root, page);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return allBetween(text, BEGIN, END).map((part) => atRoot(belowTitle(part.trim()), page));
  });
  return parts.length === 0 ? undefined : `${[HEAD, ...parts].join('\n\n')}\n`;
}

/** Puts the first heading of a part on the second level, and moves the others along with it. */
function belowTitle(part: string): string {
  const first = /^#+/.exec(part)?.[0].length ?? 2;
  let isCode = false;
  return part
    .split('\n')
    .map((line) => {
      if (line.startsWith('```')) isCode = !isCode;
      const level = isCode ? undefined : /^#+(?= )/.exec(line)?.[0].length;
      return level === undefined ? line : `${'#'.repeat(level - first + 2)}${line.slice(level)}`;
    })
    .join('\n');
}

/** Has relative links lead from the root to where they led from a page. */
function atRoot(part: string, page: string): string {
  const folder = path.posix.dirname(page);
  return part.replaceAll(/\]\((?!\w+:)([^)\s]+)\)/g, (_link, target: string) =>
    target.startsWith('#') ? `](${page}${target})` : `](${path.posix.join(folder, target)})`,
  );
}
