import { bytesOf, fill, gapsOf, templateOf, type Gap, type Template } from './template.ts';

/** What a header holds: one value, or items of a list, possibly in several groups. {@link HeaderForms} has the notation. */
export interface HeaderForm {
  readonly items: readonly Item[];
  /** Between the items, as the provider writes it: `, `. Empty if the header holds one value. */
  readonly joint: string;
  /** What else the header may contain: nothing, anything after the items, or other items among them. */
  readonly others: 'none' | 'after' | 'among';
  /** Between groups of items, each of which proves the request on its own. */
  readonly groupJoint: string | undefined;
}

export interface Item {
  /** The item's text before its gap: `v1=`. */
  readonly before: string;
  /** Undefined for a header that has to equal `before`. */
  readonly gap: Gap | undefined;
  /** Whether the item may be there several times. */
  readonly repeats: boolean;
}

/** What was read, by gap. */
export type Read = ReadonlyMap<string, readonly string[]>;

const GROUPS = /^(.+)([ ])…$/;
const AMONG = /^(.*)([,; &])…$/;
const AFTER = /^(.*)…$/;

/** Reads the form of a header. */
export function headerFormOf(text: string): HeaderForm {
  const [, group, groupJoint] = GROUPS.exec(text) ?? [];
  if (group !== undefined && gapsOf(templateOf(group)).length > 1) return { ...headerFormOf(group), groupJoint };
  const [, among, openJoint = ''] = AMONG.exec(text) ?? [];
  const [, after] = among === undefined ? (AFTER.exec(text) ?? []) : [];
  const { items, joint } = itemsOf(templateOf(among ?? after ?? text));
  return {
    items: items.length === 0 ? [{ before: text, gap: undefined, repeats: false }] : items,
    joint: joint ?? openJoint,
    others: among !== undefined ? 'among' : after !== undefined ? 'after' : 'none',
    groupJoint: undefined,
  };
}

function itemsOf(template: Template): { readonly items: readonly Item[]; readonly joint: string | undefined } {
  const items: Item[] = [];
  let joint: string | undefined;
  let before = '';
  for (const [index, part] of template.entries()) {
    if (typeof part === 'string') {
      const [, text = ''] = /^\*?(.*)$/s.exec(part) ?? [];
      if (items.length === 0) before = text;
      else {
        joint = /^[,;& ] */.exec(text)?.[0] ?? joint;
        before = text.slice((joint ?? '').length);
      }
    } else {
      const next = template[index + 1];
      items.push({ before, gap: part, repeats: typeof next === 'string' && next.startsWith('*') });
      before = '';
    }
  }
  return { items, joint };
}

/** What a header holds. */
export interface HeaderRead {
  /** What each group holds. None if the header does not have the form. */
  readonly reads: readonly Read[];
  /** The item for which the first group that has another form was refused. */
  readonly failed: Item | undefined;
}

/** Reads a header. Each group is read by itself. */
export function readHeader(form: HeaderForm, value: string): HeaderRead {
  const groups = form.groupJoint === undefined ? [value] : value.split(form.groupJoint);
  const outcomes = groups.map((group) => readGroup(form, group));
  return {
    reads: outcomes.flatMap((outcome) => ('read' in outcome ? [outcome.read] : [])),
    failed: outcomes.flatMap((outcome) => ('failed' in outcome ? (outcome.failed ?? []) : []))[0],
  };
}

type Outcome = { readonly read: Read } | { readonly failed: Item | undefined };

function readGroup({ items, joint, others }: HeaderForm, value: string): Outcome {
  const parts = splitAt(joint, value);
  const read = new Map<string, string[]>();
  for (const [index, part] of parts.entries()) {
    const item = others === 'among' ? items.find((one) => heldBy(one, part) !== undefined) : items[index];
    if (item === undefined) {
      if (others === 'none') return { failed: items.at(-1) };
      continue;
    }
    const held = heldBy(item, part);
    if (held === undefined) return { failed: item };
    const name = item.gap?.name ?? 'any';
    const earlier = read.get(name) ?? [];
    if (earlier.length > 0 && !item.repeats) return { failed: item };
    read.set(name, [...earlier, held]);
  }
  const isWhole = others === 'among' || parts.length >= items.length;
  return isWhole ? { read } : { failed: items[parts.length] };
}

/** Splits a header into its items. If the form has a space after the separator, the header may have several or none. */
function splitAt(joint: string, value: string): readonly string[] {
  if (joint === '') return [value];
  if (joint === ' ') return value.split(joint).map(unjoined);
  if (!joint.endsWith(' ')) return value.split(joint);
  return value.split(joint.trimEnd()).map((part) => part.trimStart());
}

/** Node joins a header that was sent twice by a comma and a space. */
function unjoined(part: string): string {
  return part.endsWith(',') ? part.slice(0, -1) : part;
}

function heldBy({ before, gap }: Item, part: string): string | undefined {
  if (gap === undefined) return part === before ? part : undefined;
  return part.startsWith(before) && part.length > before.length ? part.slice(before.length) : undefined;
}

/** Writes a header. */
export function writeHeader({ items, joint }: HeaderForm, valueOf: (gap: string) => string | undefined): string {
  return items
    .map(({ before, gap }) => before + (gap === undefined ? '' : bytesOf(fill([gap], valueOf)).toString()))
    .join(joint);
}
