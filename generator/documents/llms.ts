import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const INDEX = 'docs/README.md';

/**
 * `llms.txt`: what the project is, and each document with the questions that it answers, from the index of the documents.
 * @returns undefined if there is no index.
 * @see https://llmstxt.org
 */
export function llmsText(root: string): string | undefined {
  const [index, readme] = [textIn(root, INDEX), textIn(root, 'README.md')];
  if (index === undefined || readme === undefined) return undefined;
  const [title = '', summary = ''] = readme.split('\n\n');
  const [, ...sections] = index.split(/^(?=## )/m);
  return `${[title, `> ${summary}`, ...sections.map(listOf)].join('\n\n')}\n`;
}

/** A section of the index whose table became a list: one line for each link of a row. */
function listOf(section: string): string {
  const [heading = ''] = section.split('\n');
  const items = [...section.matchAll(/^\| (.*?) +\| (.*?) +\|$/gm)].flatMap(([, question = '', answer = '']) =>
    [...answer.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(
      ([, name = '', target = '']) => `- [${name}](${path.posix.join(path.posix.dirname(INDEX), target)}): ${question}`,
    ),
  );
  return [heading, '', ...items].join('\n');
}

function textIn(root: string, page: string): string | undefined {
  const file = path.join(root, page);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
