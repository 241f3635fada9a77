import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../ops/cli/commands.ts';
import { FIREBASE_CLI } from '../../ops/firebase-cli.ts';
import { projectFiles, ROOT } from '../project-files.ts';

/** A Markdown file of the project. */
interface Page {
  /** Relative to the root. */
  readonly file: string;
  readonly text: string;
}

/** Files of providers and use cases that a reader would write. */
const EXAMPLE = /\/acme\b/;

const pages = projectPages();
const scripts = scriptsOf(readFileSync(join(ROOT, 'package.json'), 'utf8'));

describe.each(pages)('$file', (page) => {
  it('links to files and headings that exist', () => {
    expect(linksIn(page).flatMap((link) => brokenPart(page, link) ?? [])).toEqual([]);
  });

  it('names only npm scripts that exist', () => {
    const named = matches(page.text, /\bnpm run (?:--?\S+ )*([a-z][\w:-]*)/g);
    expect(named.filter((name) => !scripts.has(name))).toEqual([]);
  });

  it('names only files of the project that exist', () => {
    const named = matches(
      page.text,
      /`((?:bench|console|docs|functions\/src|generator|local|ops|scripts|tests)\/[\w/.-]+\.\w+)`/g,
    );
    expect(named.filter((file) => !EXAMPLE.test(file) && !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('names only commands of the program that exist', () => {
    const named = matches(page.text, /\bnpx integrations ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)/g);
    expect(named.filter((words) => !isCommand(words))).toEqual([]);
  });
});

describe('the index', () => {
  it('links to every page under docs/', () => {
    const index = pages.find(({ file }) => file === 'docs/README.md');
    const linked = index === undefined ? [] : linksIn(index).map((link) => join('docs', link.split('#')[0] ?? ''));
    const under = pages.map(({ file }) => file).filter((file) => file.startsWith('docs/') && file !== index?.file);
    expect(under.filter((file) => !linked.includes(file))).toEqual([]);
  });
});

it('code, messages and alerts name only pages and headings that exist', () => {
  // Tests make up pages.
  const files = sourceFiles().filter((file) => !file.endsWith('.test.ts'));
  const named = files.flatMap((file) =>
    matches(readFileSync(join(ROOT, file), 'utf8'), /(?<![\w/.])(docs\/[\w/-]+\.md(?:#[\w-]+)?)/g).map((link) => ({
      file,
      link,
    })),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ link }) => brokenPart({ file: 'root.md', text: '' }, link) !== undefined)).toEqual([]);
});

describe('commands in the documents', () => {
  it('call the Firebase CLI by the version that deploys are tested with', () => {
    const called = pages.flatMap(({ text }) => matches(text, /(npx firebase-tools(?:@[\w.]+)?)/g));
    expect(new Set(called)).toEqual(new Set([FIREBASE_CLI]));
  });

  it('tell gcloud that a grant has no condition, if its policies know any', () => {
    const grants = pages.flatMap(({ text }) => matches(text, /(gcloud (?!pubsub)[a-z ]+ add-iam-policy-binding .*)/g));
    expect(grants.length).toBeGreaterThan(3);
    expect(grants.filter((grant) => !grant.includes(' --condition='))).toEqual([]);
  });

  it('use no commands that gcloud has in its alpha version only', () => {
    const found = pages.flatMap(({ text }) =>
      matches(text, /(gcloud (?:alpha|(?:beta )?monitoring (?!dashboards))[^`\n]*)/g),
    );
    expect(found).toEqual([]);
  });

  it('end each row about a deploy that fails with the one that applies the delivery policy', () => {
    const page = pages.find(({ file }) => file === 'docs/deploy/failed-deploy.md')?.text ?? '';
    const [, section = ''] = page.split('# When a deploy fails');
    const rows = matches(section.split('\n## ')[0] ?? '', /^\| (.*\S) +\|$/gm).slice(2);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter((row) => !row.endsWith('; then `npm run delivery:apply -- --project my-project`'))).toEqual([]);
  });
});

describe('the check itself', () => {
  it('sees the documents', () => {
    expect(pages.map(({ file }) => file)).toEqual(expect.arrayContaining(['README.md', 'docs/delivery.md']));
    expect(pages.flatMap((page) => linksIn(page)).length).toBeGreaterThan(pages.length);
  });

  it('finds a missing file and a missing heading, and takes what is there', () => {
    const page = { file: 'docs/page.md', text: '## One: two (three)\n\n```\n# no heading\n```\n' };
    expect(brokenPart(page, 'missing.md')).toBe('missing.md');
    expect(brokenPart(page, '../README.md')).toBeUndefined();
    expect(brokenPart(page, '#one-two-three')).toBeUndefined();
    expect(brokenPart(page, '#no-heading')).toBe('#no-heading');
    expect(brokenPart(page, 'delivery.md#no-such-heading')).toBe('delivery.md#no-such-heading');
    expect(brokenPart(page, 'https://example.com/missing')).toBeUndefined();
  });
});

/** Every page that git knows: not those of installed packages, nor what lies about. */
function projectPages(): readonly Page[] {
  return projectFiles('*.md').map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));
}

/** Every file of code or data that git knows and that may point its reader to a page. The check itself names pages that do not exist. */
function sourceFiles(): readonly string[] {
  const kinds = ['*.ts', '*.mjs', '*.js', '*.json', '*.html'];
  return projectFiles(...kinds).filter((file) => file !== 'tests/shipped/docs.test.ts');
}

function scriptsOf(packageJson: string): ReadonlySet<string> {
  const parsed: { readonly scripts: Record<string, string> } = JSON.parse(packageJson);
  return new Set(Object.keys(parsed.scripts));
}

/** Targets of links and images; code is left out, since what is in it is not a link. */
function linksIn({ text }: Page): readonly string[] {
  return matches(withoutCode(text), /\]\(([^)\s]+)(?: "[^"]*")?\)/g);
}

/** @returns the link where the file or the heading that it names is missing. Other sites are not asked. */
function brokenPart(page: Page, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = '', heading] = link.split('#');
  const target = path === '' ? join(ROOT, page.file) : join(ROOT, dirname(page.file), decodeURI(path));
  const isOutside = relative(ROOT, target).startsWith('..');
  if (path !== '' && (isOutside || !existsSync(target))) return link;
  if (heading === undefined) return undefined;
  const text = path === '' ? page.text : readFileSync(target, 'utf8');
  return headingsIn(text).includes(heading) ? undefined : link;
}

/** The anchors of a page's headings, made as GitHub makes them: lower case, punctuation gone, spaces to hyphens. */
function headingsIn(text: string): readonly string[] {
  return matches(withoutFences(text), /^#{1,6} +(.+?) *$/gm).map((heading) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

function isCommand(words: string): boolean {
  const [first = '', second] = words.split(' ');
  const names = Object.keys(COMMANDS);
  if (names.includes(first)) return true;
  return names.some((name) => (second === undefined ? name.startsWith(`${first} `) : name === words));
}

function withoutFences(text: string): string {
  return text.replace(/^(?:```|~~~).*?^(?:```|~~~)$/gms, '');
}

function withoutCode(text: string): string {
  return withoutFences(text).replace(/`[^`\n]*`/g, '');
}

/** What the first group of each match holds. */
function matches(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].flatMap(([, group]) => group ?? []);
}
