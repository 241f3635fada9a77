/** What a role can be granted on, in gcloud's words. */
type Kind = 'projects' | 'secrets' | 'run services' | 'pubsub topics';

/** Something that a role is granted on. */
export interface GrantTarget {
  readonly kind: Kind;
  /** `stripe-secret` */
  readonly name: string;
  /** Undefined for a project, which is named already. */
  readonly project?: string;
  readonly region?: string;
}

/** The kinds whose policies know no conditions. */
const UNCONDITIONAL: ReadonlySet<Kind> = new Set(['pubsub topics']);

/**
 * The command that grants a role. If a policy has a condition on any binding, gcloud asks for one, and without a terminal
 * it fails: so it is told that there is none.
 * @param member As the shell reads it.
 */
export function grantCommand(target: GrantTarget, member: string, role: string): string {
  return bindingCommand('add', target, member, role);
}

/** The command that takes a role back. @param member As a policy names it. */
export function revokeCommand(target: GrantTarget, member: string, role: string): string {
  // All identities of a pool end in an asterisk.
  const word = /^[\w.@:/+-]+$/.test(member) ? member : `'${member.replaceAll("'", String.raw`'\''`)}'`;
  return bindingCommand('remove', target, word, role);
}

function bindingCommand(
  verb: 'add' | 'remove',
  { kind, name, project, region }: GrantTarget,
  member: string,
  role: string,
): string {
  return [
    `gcloud ${kind} ${verb}-iam-policy-binding ${name}`,
    ...(region === undefined ? [] : [`--region=${region}`]),
    `--member=${member} --role=${role}`,
    ...(UNCONDITIONAL.has(kind) ? [] : ['--condition=None']),
    ...(project === undefined ? [] : [`--project=${project}`]),
  ].join(' ');
}
