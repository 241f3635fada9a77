import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as durableSaga from '../../../functions/src/core/durable/durable-saga.ts';
import type * as factSources from '../../../functions/src/core/durable/fact-sources.ts';
import type * as sagaConsumer from '../../../functions/src/core/instances/saga-consumer.ts';
import type * as sweep from '../../../functions/src/core/instances/sweep.ts';
import { loadBuild, type Build } from '../build.ts';

/** The code under test with durable sagas, which earlier versions do not have. */
export type SagaBuild = Build & typeof durableSaga & typeof factSources & typeof sagaConsumer & typeof sweep;

const FILES = [
  'core/durable/durable-saga.ts',
  'core/durable/fact-sources.ts',
  'core/instances/saga-consumer.ts',
  'core/instances/sweep.ts',
];

/** @param sources A folder like `functions/src`. */
export async function loadSagaBuild(sources: string): Promise<SagaBuild> {
  const modules = await Promise.all(FILES.map((file) => import(pathToFileURL(join(sources, file)).href)));
  return Object.assign({}, await loadBuild(sources), ...modules);
}
