/**
 * Words that an instruction may have beside what it says, without another meaning. Whatever is not here, and is not
 * part of a phrase that the reader knows, makes an instruction unclear: a word that was passed over ("unless", "not",
 * "last") could turn it round.
 */
const FILLERS = new Set(
  [
    "the a an any its it it's is are be been being was were which that this those these they them there here",
    'their your our his her my for to by in on at as and or with from only just simply always usually typically normally generally',
    'please can could may might will would should must you we i also one ones whichever whatever',
    'use find look looks looking up search searching extract take get read pick grab return send pull identify determine',
    'contain contains contained containing has have having include includes included appear appears appearing stand stands',
    'identified identifies come comes written write given located found listed shown mentioned present provided stated placed sits put known called named',
    'followed exact exactly whole full value values text word words string strings there either both lookup sent customers users senders',
    'identifier identifiers id ids number numbers no code codes reference references ref refs key keys slug slugs handle handles uuid',
    "customer customer's user user's client client's account account's person person's contact contact's company shop store workspace",
    "order order's invoice invoice's subscription membership licence license tenant team organisation organization project site",
    'email emails e-mail e-mails mail mails message messages ticket tickets body subject line content letter',
    'name username login form format shape kind type unique internal public own associated corresponding relevant related first',
  ]
    .join(' ')
    .split(' '),
);

/** What the sought value is called; a word or two before it may be the owner's own ("the hotel booking reference"). */
const HEADS = new Set(
  'id ids identifier identifiers number numbers no code codes reference references ref key slug handle name username'.split(
    ' ',
  ),
);

/** Never part of a name: each of them changes what is meant. */
const TURNS = new Set(
  (
    "not no don't doesn't isn't never ignore ignoring skip skipping unless except excluding without but instead rather than " +
    'last second third latest newest oldest previous next other another old older former before between until nor neither none ' +
    'if when while because since although every each all multiple several longest shortest most least quoted signature footer phone telephone mobile'
  ).split(' '),
);

/** The words of a rest that nobody understands. */
export function unknownWords(rest: string): string[] {
  const words = wordsOf(rest);
  return words.filter((word, index) => {
    if (FILLERS.has(word)) return false;
    const following = words.slice(index + 1, index + 3);
    return TURNS.has(word) || !/^[a-z][a-z-]*(?:'s)?$/.test(word) || !following.some((next) => HEADS.has(next));
  });
}

/** Heads whose values are words: without a label or a form nobody can tell them from the rest of a mail. */
const NO_NUMBERS = new Set(['name', 'username', 'handle', 'slug']);

/** Words before the head that say nothing of what it is. */
const BARE = new Set(
  (
    'the a an any its their your our his her my this that use find look for extract take get read pick grab return send pull identify in ' +
    'is it of please with from by or and unique internal own exact first lookup value full whole search up customers users one also which'
  ).split(' '),
);

/**
 * What the value is called in a rest, as `order number`: for an instruction that says no more than that.
 *
 * @returns `null` for a mere "the ID" or "the value".
 */
export function nameIn(rest: string): { readonly noun: string; readonly head: string } | null {
  const words = wordsOf(rest);
  for (const [index, word] of words.entries()) {
    if (!HEADS.has(word) || NO_NUMBERS.has(word)) continue;
    const before: string[] = [];
    for (let at = index - 1; at >= 0 && before.length < 2; at--) {
      const each = words[at] ?? '';
      if (BARE.has(each) || HEADS.has(each)) break;
      before.unshift(each.replace(/'s$/, ''));
    }
    if (before.length > 0) return { noun: before.join(' '), head: singular(word) };
  }
  return null;
}

/** Whether a rest speaks of the address itself: not of a number or a name in it. */
export function isOfWhole(rest: string): boolean {
  return wordsOf(rest).every((word) => !HEADS.has(word) || /^(?:ids?|identifiers?)$/.test(word));
}

/** Labels under which mails carry what is called so. */
export function labelsOf({ noun, head }: { readonly noun: string; readonly head: string }): string[] {
  const heads =
    head === 'number' || head === 'no'
      ? ['number', 'no', 'nr', 'num', 'id']
      : [head, ...(head === 'id' ? ['identifier', 'number', 'no'] : [])];
  return [...heads.map((each) => `${noun} ${each}`), `${noun} #`, `${noun}:`];
}

function singular(word: string): string {
  return word.length > 2 ? word.replace(/s$/, '') : word;
}

function wordsOf(rest: string): string[] {
  return rest
    .replace(/[^a-z0-9'\u00c0-\u024f-]+/g, ' ')
    .split(' ')
    .map((word) => word.replace(/^[-']+|[-']+$/g, ''))
    .filter((word) => word !== '');
}
