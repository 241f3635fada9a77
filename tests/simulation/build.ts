import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as deliveryPolicy from '../../functions/src/core/config/delivery-policy.ts';
import type * as errors from '../../functions/src/core/event/errors.ts';
import type * as integrationEvent from '../../functions/src/core/event/integration-event.ts';
import type * as consumer from '../../functions/src/core/handle/consumer.ts';
import type * as dismiss from '../../functions/src/core/letters/dismiss.ts';
import type * as parking from '../../functions/src/core/handle/parking.ts';
import type * as letter from '../../functions/src/core/letters/letter.ts';
import type * as redrive from '../../functions/src/core/letters/redrive.ts';
import type * as wakeParked from '../../functions/src/core/letters/wake-parked.ts';
import type * as command from '../../functions/src/core/logic/command.ts';
import type * as ifAbsent from '../../functions/src/core/logic/if-absent.ts';
import type * as increment from '../../functions/src/core/logic/increment.ts';
import type * as newest from '../../functions/src/core/logic/newest.ts';
import type * as retryLater from '../../functions/src/core/logic/retry-later.ts';
import type * as saga from '../../functions/src/core/logic/saga.ts';
import type * as task from '../../functions/src/core/logic/task.ts';
import type * as replay from '../../functions/src/core/recover/replay.ts';
import type * as store from '../../functions/src/gcp/firestore/store.ts';
import type * as publisher from '../../functions/src/gcp/pubsub/rest-publisher.ts';

/** The code under test as one build of it: the project's own, a copy with a defect, or another version. */
export type Build = typeof deliveryPolicy &
  typeof errors &
  typeof integrationEvent &
  typeof consumer &
  typeof dismiss &
  typeof letter &
  typeof redrive &
  typeof command &
  typeof ifAbsent &
  typeof increment &
  typeof newest &
  typeof saga &
  typeof task &
  typeof replay &
  typeof store &
  typeof publisher &
  Partial<PuttingOff>;

/** What lets a handler put off its event, which versions before 0.3.0 do not have. */
export type PuttingOff = typeof parking & typeof wakeParked & typeof retryLater;

const FILES = [
  'core/config/delivery-policy.ts',
  'core/event/errors.ts',
  'core/event/integration-event.ts',
  'core/handle/consumer.ts',
  'core/letters/dismiss.ts',
  'core/letters/letter.ts',
  'core/letters/redrive.ts',
  'core/logic/command.ts',
  'core/logic/if-absent.ts',
  'core/logic/increment.ts',
  'core/logic/newest.ts',
  'core/logic/saga.ts',
  'core/logic/task.ts',
  'core/recover/replay.ts',
  'gcp/firestore/store.ts',
  'gcp/pubsub/rest-publisher.ts',
];

const PUTTING_OFF = ['core/handle/parking.ts', 'core/letters/wake-parked.ts', 'core/logic/retry-later.ts'];

/** The project's own sources. */
export const SOURCES = join(import.meta.dirname, '..', '..', 'functions', 'src');

/** What a folder lacks of the files that the simulation runs, such as one of a version before 0.2.0. */
export function filesMissingIn(sources: string): readonly string[] {
  return FILES.filter((file) => !existsSync(join(sources, file)));
}

/** The files that a build consists of, from its folder of sources. */
export function filesOf(sources: string): readonly string[] {
  return [...FILES, ...PUTTING_OFF.filter((file) => existsSync(join(sources, file)))];
}

/** @param sources A folder like `functions/src`, or a module that has the whole of one as its `build`. */
export async function loadBuild(sources: string): Promise<Build> {
  return Object.assign({}, ...(await loadFiles(sources, filesOf(sources))));
}

export async function loadFiles(sources: string, files: readonly string[]) {
  if (!sources.endsWith('.mjs'))
    return Promise.all(files.map((file) => import(pathToFileURL(join(sources, file)).href)));
  const { build } = await import(pathToFileURL(sources).href);
  return [build];
}
