import { SAGAS } from '../../functions/src/core/event/names.ts';
import { parseTypeScript, walk } from '../../generator/syntax.ts';

/**
 * The integrations of which one has to be on for the functions of durable sagas to be deployed: what the generated index
 * asks for. Read from its syntax, since loading it would load every function.
 * @param index The text of functions/src/generated/index.ts.
 */
export function sagaSourcesIn(index: string): readonly string[] {
  const { program } = parseTypeScript('generated/index.ts', index);
  const sources: string[] = [];
  for (const node of program.body) {
    if (node.type !== 'ExportNamedDeclaration' || node.declaration?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of node.declaration.declarations) {
      if (id.type === 'Identifier' && id.name === SAGAS) walk(init, (child) => sources.push(...textOf(child)));
    }
  }
  return sources;
}

function textOf(node: object): readonly string[] {
  if (!('type' in node) || node.type !== 'Literal' || !('value' in node)) return [];
  return typeof node.value === 'string' ? [node.value] : [];
}
