import { PermanentError } from '../event/errors.ts';
import { isJsonObject } from '../event/json.ts';
import type { Command } from '../logic/command.ts';
import type { InstanceState, Outgoing } from './instance-state.ts';
import type { Emission } from './replayed-life.ts';
import { storedJson } from './stored-json.ts';

const MAX_COMMAND_BYTES = 8_000;

/**
 * What the pipeline emitted and nobody has handed over yet. A command is known by the moment of its emission: its position in a list
 * would be another one after the pipeline has changed.
 * @param since What was emitted up to here was decided before.
 * @throws {PermanentError} for a command that cannot be kept.
 */
export function outgoing(state: InstanceState, emissions: readonly Emission[], since: number): readonly Outgoing[] {
  const equals = new Map<string, number>();
  const waiting = new Set(state.outbox.map(({ id }) => id));
  const all = emissions.map(({ command, at }): Outgoing => {
    const type = typeOf(command);
    const { key } = command;
    const place = [state.saga, state.key, state.life, type, key ?? null, at];
    const alike = JSON.stringify(place);
    const ordinal = equals.get(alike) ?? 0;
    equals.set(alike, ordinal + 1);
    const data = storedJson(`The command ${type}`, Object.fromEntries(Object.entries(command)), MAX_COMMAND_BYTES);
    return {
      id: JSON.stringify([...place, ordinal]),
      type,
      ...(key !== undefined && { key }),
      data: isJsonObject(data) ? data : {},
      at,
    };
  });
  return all.filter(({ id, at }) => at > since && !waiting.has(id));
}

/** The literal that the ledger keeps: a minifier changes the names of classes. */
function typeOf(command: Command): string {
  const type: unknown = Reflect.get(command.constructor, 'type');
  if (typeof type === 'string' && type !== '') return type;
  throw new PermanentError(
    `The pipeline emitted a ${command.constructor.name} without a name: give the command a literal "static readonly type".`,
  );
}
