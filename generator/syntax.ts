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
    throw new GeneratorError(
      `functions/src/${path} cannot be read: ${reason}. Fix the syntax and run npm run generate again.`,
      {
        cause,
      },
    );
  }
}

/** Visits every node below a value, in the order of the text. */
export function walk(value: unknown, visit: (node: object) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  else if (typeof value === 'object' && value !== null && 'type' in value) {
    visit(value);
    for (const child of Object.values(value)) walk(child, visit);
  }
}
