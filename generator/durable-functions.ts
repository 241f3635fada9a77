import { SAGAS } from '../functions/src/core/event/names.ts';
import { headerOf, importsOf, inlineObjectOf, listOf, objectOf, quote, type ImportedName } from './layout.ts';
import type { DurableGroup, ExportSource, Files } from './model.ts';

const PURE = '/* @__PURE__ */';
/** From generated/ to functions/src/. */
const SOURCE = '../';
/** What another codebase imports the engine by. */
const ENGINE = 'integration-service/functions';

/**
 * The file of the functions that all durable sagas share: the consumer of their topic, the keeper of its dead letters, and the
 * scheduled function that finds what is due. Nothing if there is no durable saga.
 */
export function renderDurableSagas(
  { sagas, handlers, settings }: DurableGroup,
  { codebase }: { readonly codebase?: string } = {},
): Files {
  if (sagas.length === 0) return new Map();
  const engine = (name: string, path: string): ImportedName => ({
    name,
    from: codebase === undefined ? SOURCE + path : ENGINE,
  });
  const imports = [
    engine('deadLetterFunction', 'gcp/dead-letter-function.ts'),
    engine('sagaFunction', 'gcp/saga-function.ts'),
    engine('sagaWakeFunction', 'gcp/saga-wake-function.ts'),
    ...[...sagas, ...handlers, ...settings].map(({ name, path }) => ({ name, from: SOURCE + path })),
  ];
  const wired = (indent: string) =>
    [
      'durable',
      inlineObjectOf(
        sagas.map(({ name }) => [name, name] as const),
        indent,
        'durable: '.length,
      ),
    ] as const;
  const named = (key: string, exports: readonly ExportSource[]) =>
    [
      key,
      listOf(
        exports.map(({ name }) => name),
        '  ',
        `${key}: `.length,
      ),
    ] as const;
  const definition = [
    wired('  '),
    named('handlers', handlers),
    ...(settings.length > 0 ? [named('settings', settings)] : []),
  ];
  const text =
    headerOf('functions/src/sagas') +
    (codebase === undefined ? '' : `import '../integrations.config.ts';\n`) +
    importsOf(imports) +
    `\nexport const onSagaEvent = ${PURE} sagaFunction(${objectOf(definition, '')});\n` +
    `\nexport const onDeadLetter = ${PURE} deadLetterFunction(${quote(SAGAS)});\n` +
    `\nexport const wake = ${PURE} sagaWakeFunction(${objectOf([wired('  ')], '')});\n`;
  return new Map([[`${SAGAS}.ts`, text]]);
}
