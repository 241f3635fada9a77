import type { DurableEntry } from '../../functions/src/core/inspect/catalog.ts';
import { userDurableSagas } from '../../generator/project.ts';
import { UsageError } from '../exit.ts';

/** The durable saga of a name. @throws {UsageError} which says what there is. */
export async function requireSaga(name: string): Promise<DurableEntry> {
  const sagas = await userDurableSagas();
  const found = Object.hasOwn(sagas, name) ? sagas[name] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(sagas);
  const choice = names.length === 0 ? 'This tree has none.' : `Choose from: ${names.join(', ')}.`;
  throw new UsageError(`There is no durable saga ${name}. ${choice}`);
}
