import type { ServiceMap } from './contract.ts';
import { treeOf, type Branch } from './map-tree.ts';

/** A box of the map, in its place. */
export interface MapNode extends Omit<Branch, 'children'> {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface MapEdge {
  readonly from: string;
  readonly to: string;
  /** For the path of an SVG. */
  readonly d: string;
}

export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

const NODE = { height: 42, gap: 8, lane: 26 } as const;
const COLUMNS = { provider: 0, topic: 1, dead: 2, consumer: 2, saga: 3, task: 3, command: 4 } as const;
const COLUMN_COUNT = 5;
const COLUMN_GAP = 36;
const OUTLINE = { indent: 18, height: 44, gap: 6, below: 700 } as const;

/**
 * Places every box and line of the map. Wide enough, the columns are those of the way of an event; else it is an
 * outline, one box below the other.
 * @param width In pixels.
 */
export function layoutMap({ providers }: ServiceMap, width: number): MapLayout {
  const trees = providers.map(treeOf);
  return width < OUTLINE.below ? outline(trees, width) : columns(trees, width);
}

function columns(trees: readonly Branch[], width: number): MapLayout {
  const columnWidth = (width - COLUMN_GAP * (COLUMN_COUNT - 1)) / COLUMN_COUNT;
  const nodes: MapNode[] = [];
  const edges: MapEdge[] = [];
  let bottom = 0;
  const place = (branch: Branch): MapNode => {
    const top = bottom;
    const children = branch.children.map(place);
    if (children.length === 0) bottom = top + NODE.height + NODE.gap;
    const [first, last] = [children[0], children.at(-1)];
    const y = first === undefined || last === undefined ? top : (first.y + last.y) / 2;
    const x = COLUMNS[branch.kind] * (columnWidth + COLUMN_GAP);
    const node = { ...withoutChildren(branch), x, y, width: columnWidth, height: NODE.height };
    nodes.push(node);
    for (const child of children) {
      const [x1, y1] = [x + columnWidth, y + NODE.height / 2];
      const [x2, y2] = [child.x, child.y + NODE.height / 2];
      const middle = x2 - COLUMN_GAP / 2;
      edges.push({
        from: node.id,
        to: child.id,
        d: `M${x1} ${y1}H${middle - 8}C${middle + 6} ${y1} ${middle - 6} ${y2} ${middle + 8} ${y2}H${x2}`,
      });
    }
    return node;
  };
  for (const tree of trees) {
    place(tree);
    bottom += NODE.lane;
  }
  return { width, height: Math.max(0, bottom - NODE.lane - NODE.gap), nodes, edges };
}

function outline(trees: readonly Branch[], width: number): MapLayout {
  const nodes: MapNode[] = [];
  const edges: MapEdge[] = [];
  let bottom = 0;
  const place = (branch: Branch, depth: number): MapNode => {
    const x = depth * OUTLINE.indent;
    const node = { ...withoutChildren(branch), x, y: bottom, width: width - x, height: OUTLINE.height };
    nodes.push(node);
    bottom += OUTLINE.height + OUTLINE.gap;
    for (const child of branch.children.map((one) => place(one, depth + 1))) {
      const start = x + OUTLINE.indent / 2;
      edges.push({
        from: node.id,
        to: child.id,
        d: `M${start} ${node.y + node.height}V${child.y + child.height / 2}H${child.x}`,
      });
    }
    return node;
  };
  for (const tree of trees) {
    place(tree, 0);
    bottom += NODE.lane;
  }
  return { width, height: Math.max(0, bottom - NODE.lane - OUTLINE.gap), nodes, edges };
}

function withoutChildren({ children: _children, ...branch }: Branch): Omit<Branch, 'children'> {
  return branch;
}
