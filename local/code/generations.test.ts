import { beforeEach, expect, it } from 'vitest';
import { Generations } from './generations.ts';

const urlOf = (name: string) => `file:///app/src/${name}.ts`;
const INDEX = urlOf('index');
const STRIPE = urlOf('stripe');
const ORDERS = urlOf('orders');
const EVENT = urlOf('event');
const SHARED = urlOf('shared');
const ENGINE = 'file:///app/engine/saga.ts';
const OUTSIDE = 'file:///app/local/host.ts';

/** What each file imports: the same in every load. */
const IMPORTS: Readonly<Record<string, readonly string[]>> = {
  [INDEX]: [STRIPE],
  [STRIPE]: [ORDERS, EVENT],
  [ORDERS]: [EVENT, ENGINE],
};

let generations: Generations;

beforeEach(() => {
  generations = new Generations((file) => file.startsWith('file:///app/src/'));
});

/** Walks the graph as Node does. @returns the addresses of all that was asked for. */
function load(entry: string, parent = OUTSIDE, imports = IMPORTS): readonly string[] {
  const address = generations.addressOf(entry, parent);
  const file = address.split('?')[0] ?? '';
  return [address, ...(imports[file] ?? []).flatMap((imported) => load(imported, address, imports))];
}

it('the first load has the addresses of the files', () => {
  expect(load(INDEX)).toEqual([INDEX, STRIPE, ORDERS, EVENT, ENGINE, EVENT]);
});

it('a file that changed is loaded again with all that import it, and with nothing else', async () => {
  load(INDEX);
  const stale = generations.staleBy([ORDERS]);
  expect([...stale]).toEqual([ORDERS, STRIPE, INDEX]);
  const addresses = await generations.attempt(stale, async (addressOf) => load(addressOf(INDEX)));
  expect(addresses).toEqual([`${INDEX}?saved=1`, `${STRIPE}?saved=1`, `${ORDERS}?saved=1`, EVENT, ENGINE, EVENT]);
  expect(load(INDEX)).toEqual(addresses);
});

it('a class that changed is the same one for all that import it', async () => {
  load(INDEX);
  const addresses = await generations.attempt(generations.staleBy([EVENT]), async (addressOf) =>
    load(addressOf(INDEX)),
  );
  expect(new Set(addresses.filter((address) => address.startsWith(EVENT)))).toEqual(new Set([`${EVENT}?saved=1`]));
});

it('a file that nothing has imported before is loaded in the same way as what it imports', async () => {
  load(INDEX);
  const imports = { ...IMPORTS, [ORDERS]: [SHARED], [SHARED]: [EVENT] };
  const addresses = await generations.attempt(generations.staleBy([ORDERS, EVENT]), async (addressOf) =>
    load(addressOf(INDEX), OUTSIDE, imports),
  );
  expect(addresses).toContain(`${SHARED}?saved=1`);
  expect(addresses).not.toContain(EVENT);
});

it('after a load that failed, all that is asked for is as before, and the next one has its own addresses', async () => {
  load(INDEX);
  const stale = generations.staleBy([ORDERS]);
  const failing = generations.attempt(stale, async (addressOf) => {
    load(addressOf(INDEX));
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(load(INDEX)).toEqual([INDEX, STRIPE, ORDERS, EVENT, ENGINE, EVENT]);
  const addresses = await generations.attempt(stale, async (addressOf) => load(addressOf(INDEX)));
  expect(addresses).toContain(`${ORDERS}?saved=2`);
});

it('code that runs while another load is tried keeps its own files', async () => {
  load(INDEX);
  await generations.attempt(generations.staleBy([ORDERS, EVENT]), async (addressOf) => {
    load(addressOf(INDEX));
    expect(generations.addressOf(EVENT, ORDERS)).toBe(EVENT);
  });
});

it('an import that is made later is of the load in use', async () => {
  load(INDEX);
  generations.addressOf(SHARED, ORDERS);
  await generations.attempt(generations.staleBy([SHARED]), async (addressOf) => load(addressOf(INDEX)));
  expect(generations.addressOf(SHARED, `${ORDERS}?saved=1`)).toBe(`${SHARED}?saved=1`);
});

it('what is not its own is left alone', () => {
  expect(generations.addressOf(ENGINE, ORDERS)).toBe(ENGINE);
  expect(generations.addressOf('node:fs', ORDERS)).toBe('node:fs');
});
