import { appendFileSync, existsSync, readFileSync, unlinkSync } from 'node:fs';
import type { Store } from '../../functions/src/core/ledger/store.ts';
import type { DoorPorts, Ports, Publisher } from '../../functions/src/core/ports.ts';
import { deployedDoorPorts as doorPorts } from '../../functions/src/gcp/door-ports.ts';
import { deployedPorts as allPorts } from '../../functions/src/gcp/ports.ts';

/**
 * The ports that the bundle of a test is built with, in place of the deployed ones. Their process dies, once, at each step that
 * a file names; the time of durable sagas is ahead by the milliseconds in another file. No deployed bundle has this module.
 */
export async function deployedPorts(): Promise<Ports> {
  const ports = await allPorts();
  return { ...ports, publisher: mortalPublisher(ports.publisher), store: mortalStore(ports.store), sagaTime };
}

export async function deployedDoorPorts(): Promise<DoorPorts> {
  const ports = await doorPorts();
  return { ...ports, publisher: mortalPublisher(ports.publisher) };
}

function sagaTime(time: Date): Date {
  const file = pathOf('ahead');
  return new Date(time.getTime() + (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0));
}

/** Dies if a file says so. It is removed first: one death for each. */
function passes(step: string): void {
  const file = pathOf(`die ${process.env['FUNCTION_TARGET']} ${step}`);
  if (!existsSync(file)) return;
  unlinkSync(file);
  process.kill(process.pid, 'SIGKILL');
}

async function mortal<Result>(step: string, work: () => Promise<Result>): Promise<Result> {
  passes(`before ${step}`);
  const result = await work();
  passes(`after ${step}`);
  return result;
}

function mortalPublisher(publisher: Publisher): Publisher {
  return {
    publish: (...args) => mortal('publish', () => publisher.publish(...args)),
    warm: () => publisher.warm?.(),
  };
}

function mortalStore(store: Store): Store {
  return {
    claim: (...args) => mortal('claim', () => store.claim(...args)),
    commitNew: (work) =>
      mortal('commitNew', async () => {
        const isDone = await store.commitNew(work);
        appendFileSync(pathOf('commits'), `${work.length} ${isDone}\n`);
        return isDone;
      }),
    commit: (...args) => mortal('commit', () => store.commit(...args)),
    complete: (...args) => mortal('complete', () => store.complete(...args)),
    release: (...args) => mortal('release', () => store.release(...args)),
    bury: (...args) => mortal('bury', () => store.bury(...args)),
    close: (...args) => mortal('close', () => store.close(...args)),
    states: (...args) => mortal('states', () => store.states(...args)),
    get: (...args) => mortal('get', () => store.get(...args)),
    list: (...args) => mortal('list', () => store.list(...args)),
    find: (...args) => mortal('find', () => store.find(...args)),
    write: (...args) => mortal('write', () => store.write(...args)),
    warm: () => store.warm?.(),
  };
}

function pathOf(name: string): string {
  return `${process.env['FAULT_FLAGS']}/${name}`;
}
