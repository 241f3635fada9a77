import { signal } from '@preact/signals';

/** Where the reader is: `#/events/stripe/evt_1?tab=payload`. It is in the address, so that every view has a link. */
export interface Route {
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

export const route = signal<Route>(routeOf(location.hash));

window.addEventListener('hashchange', () => {
  route.value = routeOf(location.hash);
});

/** The address of a view. Parameters without a value are left out. */
export function hrefOf(path: readonly string[], query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const search = given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
  return `#/${path.map((part) => encodeURIComponent(part)).join('/')}${search}`;
}

/** Goes to another view. @param replace Leaves no entry in the history: for what changes with each key. */
export function go(href: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', href);
  else history.pushState(null, '', href);
  route.value = routeOf(href);
}

/** The same view with other parameters. */
export function withQuery(changed: Readonly<Record<string, string | undefined>>): string {
  const { path, query } = route.peek();
  return hrefOf(path, { ...query, ...changed });
}

function routeOf(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  return {
    path: path.split('/').filter(Boolean).map(decoded),
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
