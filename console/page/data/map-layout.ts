import type { ServiceMap } from './contract.ts';
import { treeOf, treeOfSagas, type Branch } from './map-tree.ts';

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
const COLUMNS = {
  provider: 0,
  wake: 0,
  topic: 1,
  dead: 1,
  consumer: 2,
  saga: 3,
  durable: 3,
  task: 3,
  command: 4,
} as const;
/** How wide each column is, as a share: topics have the longest names. */
const SHARES = [0.18, 0.23, 0.23, 0.18, 0.18] as const;
const COLUMN_GAP = 36;
const OUTLINE = { indent: 18, height: 44, gap: 6, below: 700 } as const;

/**
 * Places every box and line of the map. Wide enough, the columns are those of the way of an event; else it is an
 * outline, one box below the other.
 * @param width In pixels.
 */
export function layoutMap({ providers, sagas }: ServiceMap, width: number): MapLayout {
  const trees = [...providers.map(treeOf), ...(sagas === undefined ? [] : [treeOfSagas(sagas)])];
  return width < OUTLINE.below ? outline(trees, width) : columns(trees, width);
}

function columns(trees: readonly Branch[], width: number): MapLayout {
  const room = width - COLUMN_GAP * (SHARES.length - 1);
  const leftOf = (column: number) =>
    SHARES.slice(0, column).reduce((left, share) => left + share * room + COLUMN_GAP, 0);
  const nodes: MapNode[] = [];
  const edges: MapEdge[] = [];
  let bottom = 0;
  const put = (branch: Branch, y: number): MapNode => {
    const column = COLUMNS[branch.kind];
    const place = { x: leftOf(column), y, width: SHARES[column] * room, height: NODE.height };
    const node = { ...withoutChildren(branch), ...place };
    nodes.push(node);
    bottom = Math.max(bottom, y + NODE.height + NODE.gap);
    return node;
  };
  const place = (branch: Branch): MapNode => {
    const top = bottom;
    // Dead letters hang below their topic: beside the consumers they would be far away from it.
    const below = branch.children.filter(({ kind }) => kind === 'dead');
    const children = branch.children.filter(({ kind }) => kind !== 'dead').map(place);
    const node = put(branch, top);
    for (const child of children) edges.push({ from: node.id, to: child.id, d: bentLine(node, child) });
    for (const [at, letters] of below.entries()) {
      const child = put(letters, top + (at + 1) * (NODE.height + NODE.gap));
      const x = node.x + node.width / 2;
      edges.push({ from: node.id, to: child.id, d: `M${x} ${node.y + node.height}V${child.y}` });
    }
    return node;
  };
  for (const tree of trees) {
    place(tree);
    bottom += NODE.lane;
  }
  return { width, height: Math.max(0, bottom - NODE.lane - NODE.gap), nodes, edges };
}

function bentLine(from: MapNode, to: MapNode): string {
  const [x1, y1] = [from.x + from.width, from.y + from.height / 2];
  const [x2, y2] = [to.x, to.y + to.height / 2];
  const middle = x2 - COLUMN_GAP / 2;
  return `M${x1} ${y1}H${middle - 8}C${middle + 6} ${y1} ${middle - 6} ${y2} ${middle + 8} ${y2}H${x2}`;
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
