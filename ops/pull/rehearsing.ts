import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import type { PlatformEvent } from '../../functions/src/core/event/platform-event.ts';
import type { Rehearsal } from '../../functions/src/core/handle/rehearsal.ts';
import type { ReadRecord } from '../../functions/src/core/handle/rehearsed-records.ts';
import { ENDING } from '../../generator/places.ts';
import { ROOT } from '../../generator/project.ts';
import { Failure } from '../exit.ts';
import type { Said, Told } from './rehearsal-messages.ts';

/** A saga may take ten seconds before it is given up on. */
const DEADLINE_MS = 60_000;

interface Rehearsing {
  readonly read: ReadRecord;
  /** Takes what the code itself prints. */
  readonly tell: (text: string) => void;
  /** Root of the project whose business logic is run. */
  readonly root?: string;
}

/**
 * What the project's own consumers would do with an event, by the code that is saved now. They run in their own process,
 * which may read files and nothing else: it can neither write, nor start programs, nor connect to anything.
 * @throws {Failure} if the code cannot be loaded, ends the process, or never finishes.
 */
export async function rehearsalsOf(
  event: PlatformEvent,
  { read, tell, root = ROOT }: Rehearsing,
): Promise<readonly Rehearsal[]> {
  const child = fork(path.join(import.meta.dirname, `rehearsal-process${ENDING}`), [], {
    cwd: root,
    execArgv: ['--permission', '--allow-fs-read=*', '--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => tell(text.trimEnd()));
  }
  const answer = Promise.withResolvers<readonly Rehearsal[]>();
  child.on('message', (said: Said) => {
    if (said.kind === 'ready') send(child, { kind: 'event', event });
    else if (said.kind === 'read') void answerRead(child, said, read);
    else if (said.kind === 'rehearsed') answer.resolve(said.rehearsals);
    else answer.reject(new Failure(said.says));
  });
  child.on('error', answer.reject);
  child.on('close', (_code, signal) => answer.reject(new Failure(signal === null ? ENDED : STUCK)));
  return answer.promise;
}

const ENDED =
  'The business logic ended the process while it was rehearsed; look for process.exit and for what it left unhandled.';
const STUCK = `The business logic did not finish within ${DEADLINE_MS / 1000} seconds.`;

async function answerRead(
  child: ChildProcess,
  { question, collection, id }: Extract<Said, { readonly kind: 'read' }>,
  read: ReadRecord,
): Promise<void> {
  try {
    const record = await read(collection, id);
    send(child, { kind: 'record', question, ...(record && { record }) });
  } catch (error) {
    send(child, { kind: 'no record', question, why: messageOf(error) });
  }
}

function send(child: ChildProcess, told: Told): void {
  // One that has ended by now says so itself.
  child.send(told, () => undefined);
}
