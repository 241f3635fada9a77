import type * as durableSaga from '../../../functions/src/core/durable/durable-saga.ts';
import type * as factSources from '../../../functions/src/core/durable/fact-sources.ts';
import type * as sagaConsumer from '../../../functions/src/core/instances/saga-consumer.ts';
import type * as sweep from '../../../functions/src/core/instances/sweep.ts';
import { filesOf, loadFiles, type Build } from '../build.ts';

/** The code under test with durable sagas, which earlier versions do not have. */
export type SagaBuild = Build & typeof durableSaga & typeof factSources & typeof sagaConsumer & typeof sweep;

/** The files that durable sagas add to a build. */
export const SAGA_FILES = [
  'core/durable/durable-saga.ts',
  'core/durable/fact-sources.ts',
  'core/instances/saga-consumer.ts',
  'core/instances/sweep.ts',
];

/** @param sources A folder like `functions/src`, or a module that has the whole of one as its `build`. */
export async function loadSagaBuild(sources: string): Promise<SagaBuild> {
  return Object.assign({}, ...(await loadFiles(sources, [...filesOf(sources), ...SAGA_FILES])));
}
