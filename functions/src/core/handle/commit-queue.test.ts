import { NEVER } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryStore } from '../../testing/memory-store.ts';
import { acme, SagaWorld } from '../../testing/saga-world.ts';
import { counted, KEY, request } from '../../testing/store-conformance/subject.ts';
import { durableSaga } from '../durable/durable-saga.ts';
import type { NewWork } from '../ledger/store.ts';
import { CommitQueue } from './commit-queue.ts';
import { MutatorFault } from './staging.ts';

const CAMPAIGN = 'a campaign';

let store: MemoryStore;
let queue: CommitQueue;

beforeEach(() => {
  store = new MemoryStore();
  queue = new CommitQueue(store);
  // Nobody waits long for those who came first.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => vi.restoreAllMocks());

const idOf = (index: number) => `evt_${index}`;
const work = (index: number): NewWork => ({
  request: request({ key: { ...KEY, id: idOf(index) } }),
  commands: [{ name: 'storm/bounced', mutations: [counted] }],
});
const works = (count: number) => Array.from({ length: count }, (_unused, index) => work(index));
const commitAll = (all: readonly NewWork[]) => Promise.all(all.map((one) => queue.commit(one, CAMPAIGN)));
const count = async () => (await store.get('counters', 'one'))?.data['count'];
/** How many events each commit was asked to take. */
function sizesOf() {
  const commitNew = vi.spyOn(store, 'commitNew');
  return { commitNew, sizes: () => commitNew.mock.calls.map(([together]) => together.length) };
}

describe('events that wait for one instance', () => {
  it('are committed together while a commit is under way, fifty at the most', async () => {
    const { sizes } = sizesOf();
    expect(new Set(await commitAll(works(120)))).toEqual(new Set([true]));
    expect(sizes()).toEqual([1, 50, 50, 19]);
    expect(await count()).toBe(120);
  });

  it('do not wait for those of another instance', async () => {
    const { sizes } = sizesOf();
    await Promise.all([queue.commit(work(0), 'one'), queue.commit(work(1), 'other'), queue.commit(work(2), undefined)]);
    expect(sizes()).toEqual([1, 1, 1]);
  });

  it('stay together if the ledger knows some of them, which have to be claimed', async () => {
    const known = [3, 7];
    for (const index of known) await store.claim(work(index).request);
    const { sizes } = sizesOf();
    expect(await commitAll(works(10))).toEqual(works(10).map((_work, index) => !known.includes(index)));
    expect(sizes()).toEqual([1, 9, 7]);
    expect(await count()).toBe(8);
  });

  it('are each committed once, though one is delivered a second time meanwhile', async () => {
    expect(await commitAll([work(0), work(1), work(1), work(2)])).toEqual([true, true, false, true]);
    expect(await count()).toBe(3);
  });

  it('are committed if the change of another one throws, which is told so', async () => {
    const fault = new MutatorFault('It threw.');
    const throwing = {
      ...counted,
      mutate: () => {
        throw fault;
      },
    };
    const bad = { ...work(5), commands: [{ name: 'storm/bounced', mutations: [throwing] }] };
    const settled = await Promise.allSettled([...works(5), bad, work(6)].map((one) => queue.commit(one, CAMPAIGN)));
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
    expect(settled[5]).toEqual({ status: 'rejected', reason: fault });
    expect(await count()).toBe(6);
  });

  it('are tried again together if others have changed the instance', async () => {
    const { commitNew, sizes } = sizesOf();
    commitNew.mockResolvedValueOnce(false).mockResolvedValueOnce(false);
    expect(await commitAll(works(5))).toEqual(works(5).map(() => true));
    expect(sizes()).toEqual([1, 1, 1, 4]);
  });

  it('are all told so if the store cannot be reached, and the next ones are committed', async () => {
    const { commitNew } = sizesOf();
    const away = new Error('Firestore did not answer within 15000 ms.');
    commitNew.mockRejectedValueOnce(away).mockRejectedValueOnce(away);
    const settled = await Promise.allSettled(works(5).map((one) => queue.commit(one, CAMPAIGN)));
    expect(settled).toEqual(works(5).map(() => ({ status: 'rejected', reason: away })));
    expect(await queue.commit(work(0), CAMPAIGN)).toBe(true);
  });
});

describe('contention for one instance', () => {
  let world: SagaWorld;
  beforeEach(() => {
    world = new SagaWorld({ storm: durableSaga({ bounced: acme('bounced') }, () => NEVER) }, []);
  });
  const bounce = (ageMs: number) => world.event('bounced', { key: CAMPAIGN }, { id: 'evt_1', ageMs });
  const entries = () => world.ports.store.entries({ limit: 10 });

  it('is not an attempt: the message comes again, and the event is not even claimed', async () => {
    const overtaken = vi.spyOn(world.ports.store, 'commitNew').mockResolvedValue(false);
    for (let delivery = 0; delivery < 4; delivery++) expect(await bounce(5 * 60_000)).toBe('again');
    expect(await entries()).toEqual([]);
    expect(world.ports.lines).toContainEqual(
      expect.objectContaining({ message: 'Acme Event Held', redelivery: 'held', consumer: 'acme-onAcmeEvent' }),
    );
    overtaken.mockRestore();
    expect(await bounce(5 * 60_000)).toBe('ack');
    expect((await world.instance('storm', CAMPAIGN))?.facts).toHaveLength(1);
  });

  it('is not an attempt at an event that is claimed, because its message is more than ten minutes old', async () => {
    const late = new Error('Firestore did not answer within 15000 ms.');
    const overtaken = vi.spyOn(world.ports.store, 'commit').mockRejectedValue(late);
    for (let delivery = 0; delivery < 4; delivery++) {
      expect(await bounce(10 * 60_000)).toBe('again');
      expect(await entries()).toEqual([expect.objectContaining({ status: 'open', attempts: 0 })]);
    }
    overtaken.mockRestore();
    expect(await bounce(10 * 60_000)).toBe('ack');
    expect(await entries()).toEqual([expect.objectContaining({ status: 'done', attempts: 1 })]);
    expect(world.letters('acme')).toEqual([]);
  });
});
