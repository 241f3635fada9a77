/** A defect of the interpreter: a text of one of its files, and what replaces it. */
export interface Mutant {
  readonly defect: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Each of these would let someone in, or keep a provider out. The vectors have to tell each from the original. */
export const MUTANTS: readonly Mutant[] = [
  {
    defect: 'the prefix of a header is not checked',
    file: 'header-form.ts',
    from: 'return part.startsWith(before) && part.length > before.length ? part.slice(before.length) : undefined;',
    to: 'return part.slice(before.length);',
  },
  {
    defect: 'a form may be followed by anything',
    file: 'header-form.ts',
    from: "if (others === 'none') return { failed: items.at(-1) };\n      continue;",
    to: 'continue;',
  },
  {
    defect: 'an item may be there twice',
    file: 'header-form.ts',
    from: 'if (earlier.length > 0 && !item.repeats) return { failed: item };',
    to: '',
  },
  {
    defect: 'the second signature is ignored',
    file: 'mac.ts',
    from: 'return signatures.some((signature) =>',
    to: 'return signatures.slice(0, 1).some((signature) =>',
  },
  {
    defect: 'a signature is compared as far as it goes',
    file: 'mac.ts',
    from: 'return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);',
    to: 'return timingSafeEqual(given, expected.subarray(0, given.byteLength));',
  },
  {
    defect: 'base64 is decoded leniently for everyone',
    file: 'mac.ts',
    from: "return encoding === 'base64:decoded' ? Buffer",
    to: "return encoding.startsWith('base64') && encoding !== 'base64url' ? Buffer",
  },
  {
    defect: 'hex is taken in any case for everyone',
    file: 'mac.ts',
    from: "if (encoding === 'hex:any-case') return signature.toLowerCase();",
    to: "if (encoding.startsWith('hex')) return signature.toLowerCase();",
  },
  {
    defect: 'the time is not checked',
    file: 'required-time.ts',
    from: 'requireWithinWindow(provider, stated, now, window);',
    to: '',
  },
  {
    defect: 'the window is one-sided: no time is too far ahead',
    file: 'required-time.ts',
    from: 'requireWithinWindow(provider, stated, now, window);',
    to: 'if (stated.seconds * 1000 <= now.getTime()) requireWithinWindow(provider, stated, now, window);',
  },
  {
    defect: 'the window is one-sided: no time is too old',
    file: 'required-time.ts',
    from: 'requireWithinWindow(provider, stated, now, window);',
    to: 'if (!(stated.seconds * 1000 < now.getTime())) requireWithinWindow(provider, stated, now, window);',
  },
  {
    defect: 'the limit of how far ahead a time may be is ignored',
    file: 'required-time.ts',
    from: 'if (isAhead)',
    to: 'if (false)',
  },
  {
    defect: 'the body is hashed as trimmed text instead of as bytes',
    file: 'prove-signature.ts',
    from: 'const body = signedBody(scheme, request.rawBody);',
    to: 'const body = Buffer.from(Buffer.from(signedBody(scheme, request.rawBody)).toString().trim());',
  },
  {
    defect: 'what a provider respells is hashed as it was sent',
    file: 'prove-signature.ts',
    from: 'const body = signedBody(scheme, request.rawBody);',
    to: 'const body = request.rawBody;',
  },
  {
    defect: 'only the first registered URL and secret are tried',
    file: 'prove-signature.ts',
    from: 'firstThatVerifies(provider, secrets, (candidate) =>',
    to: 'firstThatVerifies(provider, secrets.slice(0, 1), (candidate) =>',
  },
  {
    defect: 'a spelling of an Ed25519 signature other than its own is taken',
    file: 'prove-signature.ts',
    from: "if (kind === 'ed25519' && signature.toString(spelling) !== given) return false;",
    to: '',
  },
  {
    defect: 'a key of another id than the request names is taken',
    file: 'prove-token.ts',
    from: "id === undefined || id === header['kid']",
    to: 'id !== null',
  },
  {
    defect: 'the token says which algorithm is used',
    file: 'prove-token.ts',
    from: "const algorithm = scheme.algorithms.find((one) => one === token?.header['alg']);",
    to: "const algorithm = (['HS256', 'HS384', 'HS512', 'ES256', 'RS256'] as const).find((one) => one === token?.header['alg']);",
  },
  {
    defect: 'a token never expires',
    file: 'prove-token.ts',
    from: "if (typeof exp === 'number' && seconds >= exp + leeway) throw badSignature(provider);",
    to: '',
  },
  {
    defect: 'a token is valid before its time',
    file: 'prove-token.ts',
    from: "if (typeof nbf === 'number' && seconds < nbf - leeway) throw badSignature(provider);",
    to: '',
  },
  {
    defect: 'the claims of a token are not compared with the request',
    file: 'prove-token.ts',
    from: 'if (!fits || !isComplete) throw badSignature(provider);',
    to: 'if (!isComplete) throw badSignature(provider);',
  },
  {
    defect: 'a token may live for as long as it says',
    file: 'prove-token.ts',
    from: 'if (lifetime === undefined) return;',
    to: 'if (lifetime !== undefined) return;',
  },
  {
    defect: 'a key in base64 is decoded leniently',
    file: 'keys.ts',
    from: 'return key.length > 0 && unpadded(key.toString(encoding)) === canonical ? key : undefined;',
    to: 'return Buffer.from(text);',
  },
  {
    defect: 'a credential is found anywhere in its header',
    file: 'prove.ts',
    from: 'safeEqual(given, credentialOf(form, candidate))',
    to: 'given.includes(candidate)',
  },
  {
    defect: 'of several schemes only the first is tried',
    file: 'prove.ts',
    from: 'const attempts = carried.length === 0 ? provers.slice(0, 1) : carried;',
    to: 'const attempts = provers.slice(0, 1);',
  },
  {
    defect: 'a header that the scheme needs may be missing',
    file: 'headers.ts',
    from: 'if (!this.#bearing.includes(name) || this.#bearing.length === 1) return false;',
    to: 'if (this.#bearing.includes(name) && this.#bearing.length === 1) return false;\n    if (!this.#bearing.includes(name)) return true;',
  },
  {
    defect: 'a digest of the body is that of nothing',
    file: 'template.ts',
    from: "['sha256', (value) => createHash('sha256').update(value).digest('hex')]",
    to: "['sha256', () => createHash('sha256').digest('hex')]",
  },
];
