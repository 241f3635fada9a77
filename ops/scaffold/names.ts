import { titleOf, variablePrefixOf } from '../../functions/src/core/event/names.ts';
import { GeneratorError } from '../../generator/fault.ts';
import { functionId, isDeviceName, requirePrefix } from '../../generator/names.ts';
import { parseTypeScript } from '../../generator/syntax.ts';
import { UsageError } from '../exit.ts';

/**
 * Checks that a new integration can have a name.
 * @param taken The names of existing integrations.
 * @throws {UsageError}
 */
export function requireProviderName(name: string, taken: readonly string[]): void {
  try {
    requirePrefix(name);
    parseTypeScript(name, `export const ${name} = 1;`);
    functionId(name, `on${titleOf(name)}Event`);
  } catch (error) {
    if (!(error instanceof GeneratorError)) throw error;
    throw new UsageError(
      `An integration cannot be called "${name}". Choose a camelCase word of at most 27 letters, such as acme.`,
      {
        cause: error,
      },
    );
  }
  if (!/^[a-z]/.test(name))
    throw new UsageError(`"${name}" must begin with a lower-case letter, because it names a constant.`);
  const clash = taken.find((other) => other.toLowerCase() === name.toLowerCase());
  if (clash !== undefined) throw new UsageError(`The integration ${clash} already exists. Choose another name.`);
}

/** A use case by its file's name, as its saga, its command and its file are called. @throws {UsageError} */
export function useCaseNames(name: string): UseCaseNames {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new UsageError(`A use case is named as its file is, in kebab-case: unpaid-orders, not "${name}".`);
  }
  if (isDeviceName(name)) {
    throw new UsageError(`Windows reserves the name "${name}" for a device. Choose another one.`);
  }
  const saga = name.replace(/-([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
  try {
    parseTypeScript(name, `export const ${saga} = 1;`);
  } catch (cause) {
    throw new UsageError(`"${saga}" is a reserved word. Choose another name for the use case.`, { cause });
  }
  return { file: name, saga, title: titleOf(saga) };
}

export interface UseCaseNames {
  /** `unpaid-orders` */
  readonly file: string;
  /** `unpaidOrders` */
  readonly saga: string;
  /** `UnpaidOrders` */
  readonly title: string;
}

/** A template that speaks of Acme, made to speak of another provider. */
export function renamed(template: string, provider: string): string {
  return template
    .replaceAll('x-acme', `x-${provider.toLowerCase()}`)
    .replaceAll('//acme.example', `//${provider.toLowerCase()}.example`)
    .replaceAll('ACME', variablePrefixOf(provider))
    .replaceAll('Acme', titleOf(provider))
    .replaceAll('acme', provider);
}
