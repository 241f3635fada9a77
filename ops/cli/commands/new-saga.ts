import { existsSync } from 'node:fs';
import path from 'node:path';
import { UNTYPED } from '../../../functions/src/core/integration/places.ts';
import { providersIn } from '../../../generator/generate.ts';
import { holdsEngine, sourceFolder } from '../../../generator/places.ts';
import type { ProviderSource } from '../../../generator/model.ts';
import { EXIT, UsageError } from '../../exit.ts';
import { sampledTypes, typesOf } from '../../scaffold/engine-provider.ts';
import { useCaseNames } from '../../scaffold/names.ts';
import { sagaFiles } from '../../scaffold/saga.ts';
import { writeNew } from '../../scaffold/write.ts';
import type { Command } from '../command.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../options.ts';
import { ROOT, userConfig } from '../../../generator/project.ts';

const USAGE = `Creates a saga with its command, its handler and its test.

  npx integrations new saga stripe unpaid-orders --type invoice.payment_failed
  npm run new:saga -- stripe unpaid-orders

  --type <type>      the events that it handles (default: the first type that has a sample)
${COMMON_USAGE.json}
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, { json: COMMON.json, type: { type: 'string' } });
    const [provider, name, ...extra] = positionals;
    requireNoMore(extra);
    const source = sourceOf(provider);
    if (name === undefined)
      throw new UsageError(`Name the use case in kebab-case: new saga ${provider} unpaid-orders.`);
    const dependsOnEngine = !holdsEngine(sourceFolder(ROOT));
    const files = sagaFiles({ ...source, dependsOnEngine }, useCaseNames(name), await eventTypeOf(source, values.type));
    writeNew(ROOT, files);
    const written = [...files.keys()];
    terminal.print(values.json ? JSON.stringify({ files: written }) : textOf(written));
    return EXIT.done;
  },
};

/** @throws {UsageError} */
function sourceOf(provider: string | undefined): ProviderSource {
  const sources = providersIn(ROOT);
  const source = sources.find((candidate) => candidate.provider === provider);
  if (source !== undefined) return source;
  const complaint = provider === undefined ? 'Name the integration' : `There is no integration ${provider}`;
  throw new UsageError(`${complaint}. Choose from: ${sources.map((one) => one.provider).join(', ')}.`);
}

/** Read from the samples themselves: an integration that was made a moment ago is not in the generated catalogue. */
async function eventTypeOf({ provider, isInstance }: ProviderSource, wanted: string | undefined): Promise<string> {
  if (isInstance) {
    const { places } = (await userConfig()).instance(provider);
    if (places?.type === undefined) return untyped(provider, wanted);
    if (wanted !== undefined) return wanted;
    throw new UsageError(`Name the type of ${provider} event that it handles: --type order.paid.`);
  }
  const types = await typesIn(provider);
  const type = wanted ?? types[0];
  if (type !== undefined && types.includes(type)) return type;
  throw new UsageError(`There is no sample of ${wanted ?? 'any type'}. Choose from: ${types.join(', ')}.`);
}

/** @throws {UsageError} if another type is wanted: every event of such an instance has the same. */
function untyped(provider: string, wanted = UNTYPED): string {
  if (wanted === UNTYPED) return UNTYPED;
  throw new UsageError(
    `No place says where the type of ${provider} events is, so all of them are ${UNTYPED}: leave out --type, or add places.type to the instance.`,
  );
}

/** An integration of the project's own comes before one of the engine. */
function typesIn(provider: string): Promise<readonly string[]> {
  const own = path.join(sourceFolder(ROOT), 'integrations', provider, 'samples.ts');
  return existsSync(own) ? sampledTypes(own, provider) : typesOf(provider);
}

function textOf(files: readonly string[]): string {
  return `${files.map((file) => `  ${file}`).join('\n')}

Next:
  npm run generate
  npm test -- ${path.posix.dirname(files[0] ?? '')}`;
}
