import { growthOf, type Curves, type Line } from './curve.ts';

/** Draws curves: sizes and costs on logarithmic scales, each line relative to its first point. */

const WIDTH = 780;
const HEIGHT = 330;
const PLOT = { left: 56, right: 440, top: 48, bottom: 278 };
const LABEL_GAP = 18;
/** A scale shows at least this much, so that the scatter of a flat line looks as small as it is. */
const LEAST_TOP = 10;

/** Legible on the light and on the dark background. */
const COLOURS = ['#0969da', '#bc4c00', '#1a7f37', '#8250df', '#bf3989', '#7d6a00'];
const DARK = ['#58a6ff', '#ffa657', '#56d364', '#bc8cff', '#ff7bbf', '#e3c000'];

const STYLE = `
  .ground { fill: #ffffff; stroke: #d1d9e0; }
  .grid { stroke: #d1d9e0; }
  .proportion { stroke: #818b98; stroke-dasharray: 5 4; }
  text { fill: #1f2328; font: 13px system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', sans-serif; }
  .title { font-size: 15px; font-weight: 600; }
  .quiet { fill: #59636e; font-size: 12px; }
  .line { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
${COLOURS.map((colour, index) => `  .l${index} { stroke: ${colour}; } .t${index} { fill: ${colour}; }`).join('\n')}
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; stroke: #3d444d; }
    .grid { stroke: #3d444d; }
    .proportion { stroke: #9198a1; }
    text { fill: #f0f6fc; }
    .quiet { fill: #9198a1; }
${DARK.map((colour, index) => `    .l${index} { stroke: ${colour}; } .t${index} { fill: ${colour}; }`).join('\n')}
  }`;

/** @returns an SVG that is legible on light and on dark pages. */
export function chartOf({ title, of, sizes, lines }: Curves): string {
  const [least = 1, most = 1] = [sizes.at(0), sizes.at(-1)];
  const relative = lines.map(({ costs }) => costs.map((cost) => cost / (costs[0] ?? 1)));
  const top = 10 ** Math.ceil(Math.log10(Math.max(LEAST_TOP, ...relative.flat())) - 1e-9);
  const bottom = Math.min(1, ...relative.flat()) < 0.8 ? 0.1 : 0.8;
  const x = scaleOf([least, most], [PLOT.left, PLOT.right]);
  const y = scaleOf([bottom, top], [PLOT.bottom, PLOT.top]);
  const places = spread(relative.map((values) => y(values.at(-1) ?? 1)));
  const parts = [
    `<rect class="ground" x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="6"/>`,
    textAt(20, 27, title, 'title'),
    ...powersOfTen(bottom, top).flatMap((value) => [
      `<path class="grid" d="M${PLOT.left} ${round(y(value))}H${PLOT.right}"/>`,
      textAt(PLOT.left - 8, y(value) + 4, `${shortOf(value)} ×`, 'quiet', 'end'),
    ]),
    ...legible(sizes, x).map((size) => textAt(x(size), PLOT.bottom + 20, shortOf(size), 'quiet', 'middle')),
    textAt((PLOT.left + PLOT.right) / 2, PLOT.bottom + 40, `${of} (dashed: in proportion)`, 'quiet', 'middle'),
    proportion(least, Math.min(most, least * top), x, y),
    ...lines.flatMap((line, index) => drawn(line, relative[index] ?? [], places[index] ?? 0, index)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">
<title>${escaped(title)}</title>
<style>${STYLE}
</style>
${parts.join('\n')}
</svg>
`;

  function drawn({ name, unit, costs }: Line, values: readonly number[], place: number, index: number): string[] {
    const points = values.map((value, at) => `${round(x(sizes[at] ?? 1))} ${round(y(value))}`);
    const ends = `${amountOf(costs.at(0))} → ${amountOf(costs.at(-1))} ${unit}, ${growthOf(sizes, costs)}`;
    return [
      `<path class="line l${index}" d="M${points.join('L')}"/>`,
      ...points.map((point) => `<circle class="t${index}" r="3" cx="${point.replace(' ', '" cy="')}"/>`),
      textAt(PLOT.right + 14, place + 4, `${name}: ${ends}`, `t${index}`),
    ];
  }
}

type Scale = (value: number) => number;

/** From one range to another, logarithmically. */
function scaleOf([least, most]: readonly [number, number], [from, to]: readonly [number, number]): Scale {
  return (value) => from + ((to - from) * Math.log(value / least)) / Math.log(most / least);
}

function powersOfTen(least: number, most: number): readonly number[] {
  const [first, last] = [Math.ceil(Math.log10(least)), Math.round(Math.log10(most))];
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}

/** A cost in proportion to the size, to hold the lines against. */
function proportion(least: number, most: number, x: Scale, y: Scale): string {
  return `<path class="proportion" d="M${round(x(least))} ${round(y(1))}L${round(x(most))} ${round(y(most / least))}"/>`;
}

/** Labels in the order of their places, no two closer than a line of text. */
function spread(places: readonly number[]): readonly number[] {
  const order = places.map((place, index) => ({ place, index })).toSorted((a, b) => a.place - b.place);
  const set: number[] = [];
  let next = PLOT.top;
  const room = PLOT.bottom - LABEL_GAP * (places.length - 1);
  for (const [rank, { place, index }] of order.entries()) {
    next = Math.max(next, Math.min(place, room + LABEL_GAP * rank));
    set[index] = next;
    next += LABEL_GAP;
  }
  return set;
}

/** Sizes whose labels do not touch, the last one among them. */
function legible(sizes: readonly number[], x: Scale): readonly number[] {
  const shown: number[] = [];
  for (const size of sizes.toReversed())
    if (shown.every((other) => Math.abs(x(other) - x(size)) > 34)) shown.push(size);
  return shown;
}

function shortOf(value: number): string {
  if (value >= 1_000_000) return `${value / 1_000_000} M`;
  return value >= 1_000 ? `${value / 1_000} k` : String(value);
}

function amountOf(value = Number.NaN): string {
  return Number(value.toPrecision(value >= 100 ? 3 : 2)).toLocaleString('en');
}

function textAt(x: number, y: number, text: string, kind: string, anchor = 'start'): string {
  return `<text class="${kind}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
