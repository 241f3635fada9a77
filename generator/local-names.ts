import type { BusinessLogicSource, ExportSource } from './model.ts';

/** What a saga, a task, a handler or a setting is called in the generated file. */
export type LocalName = string;

/**
 * What the business logic of one provider is called in the file of its functions: by its exported name, unless the file
 * has that name for something else.
 * @param taken The names that the file needs for itself: functions, and what makes them.
 */
export function localNamesOf(
  { sagas, tasks, handlers, durable, settings }: BusinessLogicSource,
  taken: ReadonlySet<string>,
): ReadonlyMap<ExportSource, LocalName> {
  const kinds: readonly (readonly [readonly ExportSource[], string])[] = [
    [sagas, 'Saga'],
    [tasks, 'Task'],
    [durable, 'Durable'],
    [handlers, 'Handler'],
    [settings, 'Setting'],
  ];
  const logic = kinds.flatMap(([parts, kind]) => parts.map((one) => ({ one, kind })));
  const used = new Set([...taken, ...logic.map(({ one }) => one.name)]);
  return new Map(
    logic.map(({ one, kind }) => {
      if (!taken.has(one.name)) return [one, one.name];
      let local = one.name + kind;
      while (used.has(local)) local += '_';
      used.add(local);
      return [one, local];
    }),
  );
}
