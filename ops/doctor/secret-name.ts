/** The parts of a configured secret's name. */
export interface SecretName {
  /** Undefined if the name leaves it to the project that the functions are in. */
  readonly project: string | undefined;
  readonly id: string;
  /** Undefined if none is pinned. */
  readonly version: string | undefined;
}

/** `projects/vault/secrets/stripe/versions/3` → vault, stripe, 3; `stripe` → stripe. */
export function parseSecretName(name: string): SecretName {
  const [, project, id = name, version] =
    /^(?:projects\/([^/]+)\/secrets\/)?([^/]+)(?:\/versions\/([^/]+))?$/.exec(name) ?? [];
  return { project, id, version };
}
