import { stripTypeScriptTypes } from 'node:module';
import { parse, type Program } from 'acorn';
import { GeneratorError } from './fault.ts';

/** A module's syntax, and the JavaScript whose places its nodes name. */
export interface ParsedModule {
  readonly program: Program;
  readonly javascript: string;
}

/** Parses a TypeScript module of erasable syntax. @throws {GeneratorError} that names the file. */
export function parseTypeScript(path: string, text: string): ParsedModule {
  try {
    const javascript = stripTypeScriptTypes(text);
    return { javascript, program: parse(javascript, { ecmaVersion: 'latest', sourceType: 'module' }) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GeneratorError(`functions/src/${path} cannot be read: ${reason}. ${adviceFor(cause)}`, { cause });
  }
}

/** What an author has to know of the TypeScript that Node runs. */
export const ONLY_TYPES =
  'Node takes types away and runs the rest, so what is more than a type has to be written out: declare a field and assign it in the constructor in place of a parameter property, and write an object with "as const" in place of an enum.';

function adviceFor(cause: unknown): string {
  const isMoreThanTypes =
    cause instanceof Error && 'code' in cause && cause.code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX';
  return isMoreThanTypes ? ONLY_TYPES : 'Fix the syntax and run npm run generate again.';
}

/** Visits every node below a value, in the order of the text. */
export function walk(value: unknown, visit: (node: object) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  else if (typeof value === 'object' && value !== null && 'type' in value) {
    visit(value);
    for (const child of Object.values(value)) walk(child, visit);
  }
}
