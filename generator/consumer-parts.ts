import type { BusinessLogicSource, ExportSource, RetrySource } from './model.ts';

/** What one consumer runs. */
export interface ConsumerParts {
  readonly sagas: readonly ExportSource[];
  readonly tasks: readonly RetrySource[];
  readonly durable: readonly ExportSource[];
  readonly handlers: readonly RetrySource[];
  readonly settings: readonly ExportSource[];
}

/** What the consumer of an isolated saga or task runs. Only sagas issue commands. */
export function alone(one: ExportSource, { sagas, tasks, handlers, settings }: BusinessLogicSource): ConsumerParts {
  const isSaga = sagas.some(({ name }) => name === one.name);
  return isSaga
    ? { sagas: [one], tasks: [], durable: [], handlers, settings }
    : { sagas: [], tasks: tasks.filter(({ name }) => name === one.name), durable: [], handlers: [], settings };
}
