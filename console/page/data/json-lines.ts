import type { JsonNode } from './lossless-json.ts';

/** One line of a JSON document as it is shown, with what is folded left out. */
export interface JsonLine {
  /** The path to the value: names and positions. It identifies the line. */
  readonly path: string;
  readonly depth: number;
  /** The name before the value, as it was written. */
  readonly rawName?: string;
  readonly kind: 'open' | 'close' | 'folded' | 'string' | 'number' | 'literal' | 'empty';
  /** A bracket, both of them, or the scalar as it was written. */
  readonly text: string;
  /** How many members or items a folded value has. */
  readonly count?: number;
  readonly comma: boolean;
}

/** Lists the lines to show. @param isOpen Whether the object or array at a path is unfolded. */
export function linesOf(root: JsonNode, isOpen: (path: string, depth: number, count: number) => boolean): JsonLine[] {
  const lines: JsonLine[] = [];
  const visit = (node: JsonNode, path: string, depth: number, comma: boolean, rawName?: string): void => {
    const start = { path, depth, ...(rawName !== undefined && { rawName }) };
    if (node.kind !== 'object' && node.kind !== 'array') {
      lines.push({ ...start, kind: node.kind, text: node.raw, comma });
      return;
    }
    const [open, close] = node.kind === 'object' ? ['{', '}'] : ['[', ']'];
    const count = node.kind === 'object' ? node.members.length : node.items.length;
    if (count === 0) {
      lines.push({ ...start, kind: 'empty', text: open + close, comma });
    } else if (!isOpen(path, depth, count)) {
      lines.push({ ...start, kind: 'folded', text: `${open}…${close}`, count, comma });
    } else {
      lines.push({ ...start, kind: 'open', text: open, count, comma: false });
      const last = count - 1;
      if (node.kind === 'object') {
        node.members.forEach(({ rawName: name, value }, at) =>
          visit(value, `${path}/${at}:${name}`, depth + 1, at < last, name),
        );
      } else node.items.forEach((item, at) => visit(item, `${path}/${at}`, depth + 1, at < last));
      lines.push({ path: `${path}/end`, depth, kind: 'close', text: close, comma });
    }
  };
  visit(root, '', 0, false);
  return lines;
}
