import { h, type ComponentChild } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { linesOf, type JsonLine } from '../data/json-lines.ts';
import { printLossless, type JsonNode } from '../data/lossless-json.ts';
import { CopyButton } from './copy.ts';
import { count, plural } from './format.ts';
import { html } from './html.ts';
import { Icon } from './icon.ts';

interface Props {
  readonly node: JsonNode;
  /** Names it, for screen readers and the copy button: `payload` */
  readonly what: string;
  /** How deep it is unfolded at first. */
  readonly depth?: number;
}

const PAGE_LINES = 1_000;
const LONG_TEXT = 600;
/** Longer lists are folded at first, however deep they are. */
const MANY = 100;

/** A JSON document to read and to fold; every number and text as it was written. */
export function JsonView({ node, what, depth: openDepth = 3 }: Props): ComponentChild {
  // What the reader has folded or unfolded; all else is by depth.
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [all, setAll] = useState<boolean>();
  const [limit, setLimit] = useState(PAGE_LINES);
  const lines = useMemo(
    () =>
      linesOf(
        node,
        (path, depth, size) => toggled.get(path) ?? all ?? (depth < openDepth && (size <= MANY || depth === 0)),
      ),
    [node, toggled, all, openDepth],
  );
  const toggle = ({ path, kind }: JsonLine) => setToggled(new Map(toggled).set(path, kind === 'folded'));
  const setEvery = (open: boolean) => () => {
    setToggled(new Map([['', true]]));
    setAll(open);
  };
  const hidden = lines.length - limit;
  return html`<div class="json">
    <div class="json-tools">
      <button type="button" class="button small" onClick=${setEvery(true)}>Unfold all</button>
      <button type="button" class="button small" onClick=${setEvery(false)}>Fold all</button>
      ${h(CopyButton, { text: printLossless(node), what: `the ${what}`, label: 'Copy' })}
    </div>
    <div class="json-lines" role="group" aria-label=${what} tabindex="0">
      ${lines.slice(0, limit).map((line) => h(Line, { key: line.path, line, toggle }))}
    </div>
    ${
      hidden > 0 &&
      html`<button type="button" class="button small" onClick=${() => setLimit(limit + PAGE_LINES)}>
        Show more; ${plural(hidden, 'line')} left
      </button>`
    }
  </div>`;
}

function Line({ line, toggle }: { line: JsonLine; toggle: (line: JsonLine) => void }): ComponentChild {
  const { rawName, kind, text, count: members, comma, depth } = line;
  const canFold = kind === 'open' || kind === 'folded';
  const name = rawName === undefined ? null : html`<span class="json-name">${rawName}</span>: `;
  const content = kind === 'string' && text.length > LONG_TEXT ? h(LongText, { text }) : text;
  const rest = html`<span class="json-value" data-kind=${kind}>${content}</span>${comma ? ',' : ''}`;
  const style = { '--depth': String(depth) };
  if (!canFold) return html`<div class="json-line" style=${style}>${name}${rest}</div>`;
  const folded = kind === 'folded';
  return html`<div class="json-line" style=${style}>
    <button
      type="button"
      class="json-fold"
      aria-expanded=${String(!folded)}
      aria-label=${`${folded ? 'Unfold' : 'Fold'} ${rawName ?? 'the whole'}, ${count(members ?? 0)} inside`}
      onClick=${() => toggle(line)}
    >
      ${h(Icon, { name: 'chevron' })}</button
    >${name}${rest}${folded && html` <span class="json-count">${count(members ?? 0)}</span>`}
  </div>`;
}

function LongText({ text }: { text: string }): ComponentChild {
  const [isWhole, setWhole] = useState(false);
  if (isWhole) return text;
  return html`${text.slice(0, LONG_TEXT)}…<button type="button" class="json-more" onClick=${() => setWhole(true)}>
      ${count(text.length - LONG_TEXT)} more characters
    </button>`;
}
