import type { Method } from './discovery.ts';

/**
 * The names that stand for `{+…}` in a path, if they do not follow from the method's id.
 * `*` is one segment, `**` any number of them.
 */
const NAMES: Readonly<Record<string, string>> = {
  'firebase.v1beta1.projects.getAdminSdkConfig': 'projects/*/adminSdkConfig',
  'firestore.v1.projects.databases.documents.runQuery': 'projects/*/databases/*/documents',
  'serviceusage.v1.services.get': 'projects/*/services/*',
  'serviceusage.v1.services.enable': 'projects/*/services/*',
  'serviceusage.v1beta1.services.generateServiceIdentity': 'projects/*/services/*',
};

/** The variables of a path: `{ name: 'projects/p/topics/t' }`. */
export type PathVariables = Readonly<Record<string, string>>;

/** Reads the variables of a method's path. */
export type PathReader = (path: string) => PathVariables | undefined;

/**
 * Makes the reader of a method's paths. In the discovery documents, a variable `{+name}` has a pattern; the package
 * `googleapis` has left it out. It follows from the resources in the method's id: `{+parent}/topics` of
 * `projects.topics.list` begins with a project, `{+name}` of `projects.topics.get` is a topic.
 */
export function pathReader(id: string, { path }: Pick<Method, 'path'>): PathReader {
  const resources = id.split('.').slice(2, -1);
  const variables: string[] = [];
  const source = path.split(/(\{\+?\w+\})/).map((part) => {
    const [, plus, variable] = /^\{(\+?)(\w+)\}$/.exec(part) ?? [];
    if (variable === undefined) return escaped(part);
    variables.push(variable);
    return plus === '' ? '([^/:]+)' : `(${nameOf(id, resources, path)})`;
  });
  const pattern = new RegExp(`^${source.join('')}$`);
  return (sent) => {
    const values = pattern.exec(sent)?.slice(1);
    return values && Object.fromEntries(variables.map((variable, index) => [variable, values[index] ?? '']));
  };
}

function nameOf(id: string, resources: readonly string[], path: string): string {
  const given = NAMES[id];
  if (given !== undefined) return escaped(given).replaceAll('\\*', '[^/:]+');
  const isOfParent = new RegExp(`\\}/${resources.at(-1) ?? ''}(?:$|[/:])`, 'i').test(path);
  return (isOfParent ? resources.slice(0, -1) : resources).map((resource) => `${resource}/[^/:]+`).join('/');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^$|()[\]\\]/g, '\\$&');
}
