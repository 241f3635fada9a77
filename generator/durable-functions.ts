import { SAGAS } from '../functions/src/core/event/names.ts';
import { defaultAddresses } from './addresses.ts';
import type { GeneratorOptions } from './cloud-function-generator.ts';
import { headerOf, importsOf, inlineObjectOf, listOf, objectOf, quote, type ImportedName } from './layout.ts';
import type { DurableGroup, ExportSource, Files } from './model.ts';

const PURE = '/* @__PURE__ */';

/**
 * The file of the functions that all durable sagas share: the consumer of their topic, the keeper of its dead letters, and the
 * scheduled function that finds what is due. Only the last if there is no durable saga, but a handler that may ask to be
 * tried again later; nothing if there is neither.
 */
export function renderDurableSagas(
  { sagas, handlers, settings, waiting }: DurableGroup,
  { codebase, addresses = defaultAddresses(codebase) }: GeneratorOptions = {},
): Files {
  if (sagas.length + waiting.length === 0) return new Map();
  const from = (name: string, path: string): ImportedName => ({ name, from: addresses(path) });
  const imports = [
    ...(sagas.length === 0
      ? []
      : [from('deadLetterFunction', 'gcp/dead-letter-function.ts'), from('sagaFunction', 'gcp/saga-function.ts')]),
    from('sagaWakeFunction', 'gcp/saga-wake-function.ts'),
    ...(waiting.length === 0 ? [] : [from('wakeParked', 'core/letters/wake-parked.ts')]),
    ...[...sagas, ...handlers, ...settings].map(({ name, path }) => from(name, path)),
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
  const wakes = [wired('  '), ...(waiting.length === 0 ? [] : [['parked', 'wakeParked'] as const])];
  const text =
    headerOf('functions/src/sagas') +
    (codebase === undefined ? '' : `import '../integrations.config.ts';\n`) +
    importsOf(imports) +
    (sagas.length === 0
      ? ''
      : `\nexport const onSagaEvent = ${PURE} sagaFunction(${objectOf(definition, '')});\n` +
        `\nexport const onDeadLetter = ${PURE} deadLetterFunction(${quote(SAGAS)});\n`) +
    `\nexport const wake = ${PURE} sagaWakeFunction(${objectOf(wakes, '')});\n`;
  return new Map([[`${SAGAS}.ts`, text]]);
}
