/** A phrase that makes a reader stop and read the sentence again, and what a native engineer writes instead. */
export interface Phrase {
  /** Global and linear. It sees one line of prose at a time, with code blanked out. */
  readonly pattern: RegExp;
  readonly instead: string;
  /** Sentences that the pattern must find. */
  readonly wrong: readonly string[];
  /** Correct sentences that look alike, and that it must not find. */
  readonly right: readonly string[];
}

export const PHRASES: readonly Phrase[] = [
  {
    pattern:
      /(?<!\bthere )(?<!\bthere (?:will|would|may|might|must|can|could|should) )\b(?:is|are|was|were|be|been) no (?!longer\b|more\b|less\b|fewer\b|other\b|better\b|worse\b|different\b|greater\b|later\b|earlier\b|doubt\b)\w+/gi,
    instead: '“is not a …”, “is not …” or “there is no …”',
    wrong: ['A verify token is no key.', 'What follows must be no list.', 'Those are no events.'],
    right: [
      'There is no API key.',
      'It is no longer deployed.',
      'There would be no overlap.',
      'The answer is no more than 1 kB.',
    ],
  },
  {
    pattern: /\banew\b/gi,
    instead: '“again”, or “start over”',
    wrong: ['This run begins anew.'],
    right: ['This run starts over, a new one.'],
  },
  {
    pattern: /(?:^[-*\d.| ]*|[.:;!] |\*\* )Where (?!to\b)(?![^.|]*\?)\w+[^.:|]*,/g,
    instead: '“If …,”',
    wrong: [
      'Where a time is signed, set the window.',
      '- Where nothing waits, the message is acked.',
      'It stops. Where no secret is set, one is made.',
    ],
    right: [
      'Where to look',
      'Where do I look first, and why?',
      'Where a moment is drawn: 0 is the left edge, 1 the right one.',
      'It is set where the endpoint is registered.',
    ],
  },
  {
    pattern:
      /\bwhere (?:there (?:is|are) (?:one|none|any)|(?:it|they|he|she) (?:has|have|does|do|can|did) (?:one|none|any|so|not)|nothing is|nobody|none is)\b/g,
    instead: '“if …”',
    wrong: [
      'the types of its SDK where it has one',
      'for the SDK where there is none',
      'where nothing is out, look at the roles',
    ],
    right: ['the file where it has its types', 'the page where the run stopped'],
  },
  {
    pattern: /\bso many\b(?![^.]*\bthat\b)/gi,
    instead: 'the number itself, or “this many”',
    wrong: ['It holds so many events.', 'Wait for so many seconds.'],
    right: ['There were so many events that the quota was used up.'],
  },
  {
    pattern:
      /(?<!\b(?:will|life|mind) )\bof (?:its|their|his) own\b(?! (?!(?:and|as|at|beside|but|by|for|from|if|in|is|on|over|so|than|that|to|where|which|with)\b)\w)/gi,
    instead: '“its own …”, “a separate …” or “a dedicated …”',
    wrong: ['an account of its own', 'They have retries of their own.'],
    right: [
      'It has its own retries.',
      'It runs on its own.',
      'a domain of your own',
      'the expiry of its own collections',
    ],
  },
  {
    pattern: /\bas (?:it|they) stands?\b/gi,
    instead: '“unchanged”, “as is” or “currently”',
    wrong: ['The value is taken as it stands.'],
    right: ['It is used unchanged.'],
  },
  {
    pattern: /\b(?:stands?|stood) (?:in(?! for\b)|beside|behind|under|before|above|there|at|on them|next to)\b/gi,
    instead: '“is in …”, “is next to …”',
    wrong: ['The option stands in the configuration.', 'Dismiss stands beside Redrive.', 'what stands under functions'],
    right: ['A fake stands in for the client.', 'HMAC stands for a keyed hash.'],
  },
  {
    pattern: /\b(?:goes|go|going|went) before\b/gi,
    instead: '“overrides”, “takes precedence over” or “comes before”',
    wrong: ['What an integration says goes before the rest.'],
    right: ['It overrides the environment.'],
  },
  {
    pattern: /\b(?:that|those) of (?:which|whom|what)\b/gi,
    instead: 'a relative clause with “whose”',
    wrong: ['the event that of which the time is signed'],
    right: ['the event whose time is signed'],
  },
  {
    pattern: /\bof (?:no|any) use\b(?! to\b)/gi,
    instead: '“no longer valid”, “useless” or “helps”',
    wrong: ['The place is of no use any more.'],
    right: ['The position is no longer valid.'],
  },
  {
    pattern: /\b(?:mend|mends|mended|mending)\b/gi,
    instead: '“fix”',
    wrong: ['It prints the command that mends it.'],
    right: ['Amend the commit and fix the cause.'],
  },
  {
    pattern: /\b(?:shall|hitherto|thereof|therein|whereof|wherein|thereby|thereupon)\b/gi,
    instead: '“should”, “must”, or a plain sentence',
    wrong: ['What shall differ goes into the configuration.'],
    right: ['What should differ goes into the configuration.'],
  },
  {
    pattern:
      /(?:^[-*| ]*|[.:;] )Who (?![^.|]*\?)(?:\w+s|may|can|is|has|wants)\b(?! may do\b)[^.|]*\b(?:should|must|can|may|needs?|gets?)\b/g,
    instead: '“If you …,” or “Whoever …”',
    wrong: ['Who raises concurrency should raise memory with it.'],
    right: ['Who deploys it, and who may read it?', 'If you raise concurrency, raise memory too.'],
  },
  {
    pattern: /\bthat there (?:is|are)\b(?=\s*(?:[.,;:)”’"]|$))/gi,
    instead: '“that exists”, “that exist”',
    wrong: ['It names only scripts that there are.'],
    right: ['It says that there are two.', 'It names only scripts that exist.'],
  },
  {
    pattern:
      /\b(?:Firestore|Pub\/Sub|Secret Manager|Cloud Storage|store|API|database|bucket|service|provider) (?:is|are|was|were) away\b/gi,
    instead: '“is down” or “is unreachable”',
    wrong: ['Firestore is away.', 'the API was away for an hour'],
    right: ['Firestore is down.', 'The operator is away.'],
  },
  {
    pattern: /\b(?:is|was|are|were) said (?:of|there|here|in)\b|\bwhat is said\b/gi,
    instead: 'name the page or the setting: “… says”, “see …”',
    wrong: ['What is said of the CLI here holds for both.', 'How functions are deployed is said there too.'],
    right: ['The page says how functions are deployed.'],
  },
  {
    pattern:
      /\b(?:Github|Hubspot|Sendgrid|Woocommerce|WooComerce|Workos|WorkOs|Easypost|Shipstation|Javascript|Typescript)\b/g,
    instead:
      'the name as its owner writes it: GitHub, HubSpot, SendGrid, WooCommerce, WorkOS, EasyPost, ShipStation, JavaScript, TypeScript',
    wrong: ['Github and Hubspot sign the body.'],
    right: ['GitHub, HubSpot, SendGrid, WooCommerce and WorkOS', 'github.com'],
  },
];
