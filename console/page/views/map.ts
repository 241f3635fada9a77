import { h, type ComponentChild } from 'preact';
import { useRef } from 'preact/hooks';
import { apiPath } from '../data/client.ts';
import type { MapProvider, ServiceMap } from '../data/contract.ts';
import { SAGAS } from '../data/overview.ts';
import { layoutMap, type MapNode } from '../data/map-layout.ts';
import { useResource } from '../data/resource.ts';
import { go, hrefOf, route, withQuery } from '../router.ts';
import { ProviderFilter, Segments } from '../ui/fields.ts';
import { compact } from '../ui/format.ts';
import { html } from '../ui/html.ts';
import { Empty, Fault, Waiting } from '../ui/states.ts';
import { useSize } from '../ui/viewport.ts';

const SHOWN = [
  { value: '', word: 'With traffic' },
  { value: 'all', word: 'All' },
];

/** The way of events through the generated code: providers, topics, consumers, sagas, commands; with live counts. */
export function ServiceMapView(): ComponentChild {
  const { provider = '', show = '' } = route.value.query;
  const { value, error, reload } = useResource<ServiceMap>(apiPath(['map']), { on: () => true });
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const all = value?.providers ?? [];
  const busy = all.filter(hasTraffic);
  const chosen =
    provider !== '' ? all.filter((one) => one.provider === provider) : show === 'all' || busy.length === 0 ? all : busy;
  const sagas = provider === '' || provider === SAGAS ? value?.sagas : undefined;
  return html`<section class="page" aria-labelledby="map-title">
    <header class="view-header">
      <h1 id="map-title">Map</h1>
      <div class="filters">
        ${h(ProviderFilter, { value: provider, withSagas: true })}
        ${
          provider === '' &&
          busy.length > 0 &&
          h(Segments, {
            label: 'Providers to show',
            value: show,
            choices: SHOWN,
            set: (value) => go(withQuery({ show: value }), { replace: true }),
          })
        }
      </div>
    </header>
    ${error !== undefined && h(Fault, { message: error, retry: reload })}
    <div class="page-body map" ref=${box} tabindex="0" role="region" aria-label="Map of the service">
      ${
        value === undefined
          ? error === undefined && h(Waiting, { what: 'the map' })
          : chosen.length === 0 && sagas === undefined
            ? h(
                Empty,
                { icon: 'map', title: 'No integration is enabled' },
                html`<p>Set a provider’s webhook secret to switch it on.</p>`,
              )
            : size !== undefined &&
              h(Drawing, { map: { providers: chosen, ...(sagas !== undefined && { sagas }) }, width: size.width - 40 })
      }
    </div>
  </section>`;
}

function Drawing({ map, width }: { map: ServiceMap; width: number }): ComponentChild {
  const layout = layoutMap(map, width);
  return html`<svg
    class="map-drawing"
    width=${layout.width}
    height=${layout.height}
    viewBox=${`0 0 ${layout.width} ${layout.height}`}
    role="group"
    aria-label="Providers, topics, consumers, sagas and commands"
  >
    ${layout.edges.map(({ from, to, d }) => html`<path class="map-edge" key=${`${from} ${to}`} d=${d} />`)}
    ${layout.nodes.map((node) => h(Box, { key: node.id, node }))}
  </svg>`;
}

const KIND_WORDS: Readonly<Record<MapNode['kind'], string>> = {
  provider: 'Provider',
  wake: 'Each minute',
  topic: 'Topic',
  consumer: 'Consumer',
  saga: 'Saga',
  durable: 'Durable saga',
  task: 'Task',
  command: 'Command',
  dead: 'Dead letters',
};
/** About as wide as a letter is on average. */
const TITLE_PX = 6.5;
const COUNT_PX = 6.1;
const PADDING = 12;

function Box({ node }: { node: MapNode }): ComponentChild {
  const { kind, title, counts, x, y, width, height } = node;
  const fitting = Math.floor((width - 2 * PADDING) / TITLE_PX);
  const short = title.length > fitting ? `${title.slice(0, fitting - 1)}…` : title;
  const told = counts.filter(({ value }, at) => value > 0 || at === 0);
  const words = told.map(({ value, word }) => `${value} ${word}`).join(', ');
  const room = width - 2 * PADDING;
  const shown = told.map(({ value, word }) => `${compact(value)} ${word}`).join('  ');
  const squeeze = shown.length * COUNT_PX > room ? { textLength: room, lengthAdjust: 'spacingAndGlyphs' } : {};
  const content = html`<title>${`${KIND_WORDS[kind]} ${title}${words === '' ? '' : `: ${words}`}`}</title>
    <rect class="map-box" width=${width} height=${height} rx="6" />
    <text class="map-title" x=${PADDING} y="18">${short}</text>
    <text class="map-counts" x=${PADDING} y="33" ...${squeeze}>
      ${
        told.length === 0
          ? KIND_WORDS[kind]
          : told.map(
              ({ value, word, tone }, at) =>
                html`<tspan data-tone=${value > 0 ? tone : 'none'}
                  >${at === 0 ? '' : '  '}${compact(value)} ${word}</tspan
                >`,
            )
      }
    </text>`;
  const href = linkOf(node);
  const place = `translate(${x} ${y})`;
  if (href === undefined) return html`<g class="map-node" data-kind=${kind} transform=${place}>${content}</g>`;
  return html`<a class="map-node" data-kind=${kind} transform=${place} href=${href}>${content}</a>`;
}

function linkOf({ kind, provider, title }: MapNode): string | undefined {
  if (kind === 'wake') return hrefOf(['sagas']);
  if (kind === 'durable' || (kind === 'saga' && provider === SAGAS)) return hrefOf(['sagas'], { saga: title });
  if (kind === 'provider') return hrefOf(['requests'], { provider });
  if (kind === 'topic' || kind === 'consumer') return hrefOf(['events'], { provider });
  if (kind === 'dead') return hrefOf(['dead-letters'], { provider });
  return undefined;
}

function hasTraffic({ webhook, topic, deadLetters }: MapProvider): boolean {
  return [webhook.received, webhook.refused, topic.published, deadLetters.open].some((value = 0) => value > 0);
}
