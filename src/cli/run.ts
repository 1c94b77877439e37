import { contextCheck, type Environment, identityCheck, type Options, readArguments, WrongUse } from './arguments.js';
import { checkContext } from './check-context.js';
import { checkIdentity } from './check-identity.js';
import type { Finding } from './findings.js';
import { keygen } from './keygen.js';
import { report } from './report.js';
import { UNEXPECTED, USAGE, WRONG_USE } from './text.js';

/** What the command is run with, and where it speaks. */
export interface Surroundings {
  readonly environment: Environment;
  readonly version: string;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
}

/** 0: every rule is kept. 1: a rule is broken. 2: the command was used wrongly, or failed by itself. */
export type ExitCode = 0 | 1 | 2;

/** Runs `convot` with these arguments. Never throws. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { print, complain } = surroundings;
  try {
    const { values, positionals } = readArguments(args);
    const [command, ...rest] = positionals;
    if (values.version) return say(print, surroundings.version);
    if (values.help || command === 'help') return say(print, USAGE);
    if (command === 'keygen') return say(print, keygen(rest, values.json === true));
    if (command === 'check') return await check(rest, values, surroundings);
    throw new WrongUse(WRONG_USE.command);
  } catch (error) {
    const known = error instanceof WrongUse;
    complain(
      known ? `${error.message}\n${WRONG_USE.help}` : UNEXPECTED(error instanceof Error ? error.name : 'unknown'),
    );
    return 2;
  }
}

function say(print: (text: string) => void, text: string): ExitCode {
  print(text);
  return 0;
}

async function check(
  [endpoint, address, ...more]: readonly string[],
  options: Options,
  { environment, print }: Surroundings,
): Promise<ExitCode> {
  if ((endpoint !== 'identity' && endpoint !== 'context') || more.length > 0) throw new WrongUse(WRONG_USE.endpoint);
  let url: URL;
  let findings: readonly Finding[];
  if (endpoint === 'identity') {
    const asked = identityCheck(address, options, environment);
    [url, findings] = [asked.url, await checkIdentity(asked)];
  } else {
    const asked = contextCheck(address, options, environment);
    [url, findings] = [asked.url, await checkContext(asked)];
  }
  const { text, passed } = report(findings, {
    endpoint,
    url,
    json: options.json === true,
    strict: options.strict === true,
  });
  print(text);
  return passed ? 0 : 1;
}
