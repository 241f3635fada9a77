import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { IntegrationError } from '../../functions/src/core/event/errors.ts';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { ONLY_TYPES } from '../../generator/syntax.ts';
import { withoutLoad } from '../code/generations.ts';

/**
 * Why a project's own code could not be loaded, as a sentence that names the file: it imports something that is not
 * there, is not TypeScript that Node runs, or throws before any function is called.
 * @param error What an import rejected with.
 * @param root Root of the project.
 * @returns undefined if the error says something else, or is a sentence already.
 */
export function loadFault(error: unknown, root: string): string | undefined {
  if (!(error instanceof Error) || IntegrationError.is(error)) return undefined;
  return missingImport(error, root) ?? notRunnable(error, root) ?? thrownWhileLoading(error, root);
}

function missingImport({ message }: Error, root: string): string | undefined {
  const [, kind, wanted = '', by = ''] =
    /^Cannot find (module|package) '(.+?)' imported from (.+?)$/m.exec(message) ?? [];
  const file = ownFile(by, root);
  if (kind === undefined || file === undefined) return undefined;
  if (kind === 'package') return `${file} imports the package ${wanted}, which is not installed: npm install ${wanted}`;
  const target = relativeTo(root, wanted);
  if (existsSync(`${wanted}.ts`)) return `${file} imports ${target}: Node needs its ending, ${target}.ts.`;
  return `${file} imports ${target}, which does not exist. Correct the path, or write the file.`;
}

/** Node prints the place above the name of the error when it cannot even parse or link a module. */
function notRunnable(error: Error, root: string): string | undefined {
  const [, url = '', line] = /^((?:file:\/\/|\/|[A-Z]:\\).+?):(\d+)\n/.exec(error.stack ?? '') ?? [];
  const file = ownFile(url, root);
  if (file === undefined) return undefined;
  const types = 'code' in error && error.code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX';
  const hint = types ? ` ${ONLY_TYPES}` : '';
  return `${file}:${line} cannot be loaded: ${sentence(error)}${hint}`;
}

function thrownWhileLoading(error: Error, root: string): string | undefined {
  const frames = (error.stack ?? '').split('\n').map(placeIn);
  const isLoading = (error.stack ?? '').includes('node:internal/modules/esm/module_job');
  const own = frames.find((frame) => ownFile(frame?.[1] ?? '', root) !== undefined);
  if (!isLoading || own === undefined) return undefined;
  const [, url = '', line] = own ?? [];
  return `${ownFile(url, root)}:${line} throws while it is loaded: ${sentence(error)} What a file does outside of its functions runs in the build, at each deploy and in every instance: do it in a handler, or set what it needs.`;
}

/** The file and the line of one line of a stack. */
function placeIn(frame: string): RegExpExecArray | null {
  return /^(file:\/\/[^)]+):(\d+):\d+\)?$/.exec(frame.slice(Math.max(0, frame.lastIndexOf('file://'))));
}

function sentence(error: Error): string {
  return messageOf(error).replace(/[^.!?]$/, '$&.');
}

/** A file that the owner of the project writes, from its root; undefined for every other. */
function ownFile(place: string, root: string): string | undefined {
  if (place === '') return undefined;
  const urlOrPath = withoutLoad(place);
  const file = relativeTo(root, urlOrPath.startsWith('file:') ? fileURLToPath(urlOrPath) : urlOrPath);
  return OWN.test(file) ? file : undefined;
}

const OWN = /^functions\/src\/(?:sagas|integrations)\/|^functions\/src\/integrations\.config\.ts$/;

/** A path from a folder, with slashes on every system. */
export function relativeTo(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join('/');
}
