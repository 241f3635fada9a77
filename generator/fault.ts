/** A fault of the tree that its author can fix. The message is a sentence or two that say where and how. */
export class GeneratorError extends Error {
  override readonly name = 'GeneratorError';
}
