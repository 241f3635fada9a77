import { type ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { colorOf, theme } from '../theme.ts';
import { html } from './html.ts';
import { useSize } from './viewport.ts';

export interface Series {
  readonly label: string;
  /** A style token: `--good` */
  readonly color: string;
  /** One per time; null if there is none. */
  readonly values: readonly (number | null)[];
  readonly dash?: readonly number[];
}

interface Props {
  readonly title: string;
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
}

const HEIGHT = 190;
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hour12: false });
const FONT = '11px system-ui, sans-serif';

/** Lines over time. What a screen reader needs is in the table beside the plots. */
export function Plot({ title, times, series, format }: Props): ComponentChild {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const size = useSize(box);
  const chosen = theme.value;
  const names = series.map(({ label }) => label).join();
  const latestFormat = useRef(format);
  latestFormat.current = format;
  const data: uPlot.AlignedData = [[...times], ...series.map(({ values }) => [...values])];
  const latest = useRef(data);
  latest.current = data;
  const width = size?.width ?? 0;

  useEffect(() => {
    if (box.current === null || width === 0) return;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const draw = () => {
      plot.current?.destroy();
      if (box.current === null) return;
      plot.current = new uPlot(optionsOf(series, width, latestFormat), latest.current, box.current);
    };
    draw();
    dark.addEventListener('change', draw);
    return () => {
      dark.removeEventListener('change', draw);
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [width, chosen, names]);
  useEffect(() => plot.current?.setData(latest.current), [times, series]);

  return html`<figure class="plot">
    <figcaption>${title}</figcaption>
    <div class="plot-box" ref=${box} aria-hidden="true"></div>
  </figure>`;
}

function optionsOf(
  series: readonly Series[],
  width: number,
  format: { readonly current: (value: number) => string },
): uPlot.Options {
  const [line, muted] = [colorOf('--line'), colorOf('--muted')];
  const axis = { stroke: muted, font: FONT, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  return {
    width,
    height: HEIGHT,
    padding: [8, 18, 0, 0],
    cursor: { points: { size: 6 }, drag: { x: false, y: false }, sync: { key: 'rates' } },
    legend: { live: true },
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(high * 1.1, 1)] } },
    axes: [
      { ...axis, space: 60, size: 28, values: (_plot, seconds) => seconds.map((at) => CLOCK.format(at * 1000)) },
      { ...axis, size: 56, space: 34, values: (_plot, values) => values.map((value) => format.current(value)) },
    ],
    series: [
      { value: (_plot, seconds) => (seconds === null ? '–' : CLOCK.format(seconds * 1000)) },
      ...series.map(({ label, color, dash }) => ({
        label,
        stroke: colorOf(color),
        width: 1.5,
        spanGaps: false,
        // A value without neighbours is not a line.
        points: {
          size: 4,
          fill: colorOf(color),
          filter: (plot: uPlot, at: number, show: boolean) => (show ? null : alone([...(plot.data[at] ?? [])])),
        },
        ...(dash !== undefined && { dash: [...dash] }),
        value: (_plot: uPlot, value: number | null) => (value === null ? '–' : format.current(value)),
      })),
    ],
  };
}

function alone(values: readonly (number | null | undefined)[]): number[] {
  const isThere = (at: number) => values[at] !== null && values[at] !== undefined;
  return [...values.keys()].filter((at) => isThere(at) && !isThere(at - 1) && !isThere(at + 1));
}
