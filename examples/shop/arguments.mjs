import { parseArgs } from 'node:util';

export const HELP = `Starts the reference desk and a demo shop that is a customer of it.

  npm start -- --port N    the desk's port; the shop and mail take the next two   (PORT, 4400)
               --data DIR  where everything is kept                       (CONVOT_DATA, .data)
               --help

--port 0 takes any three free ports. DATABASE_URL keeps the desk's data in a PostgreSQL instead (then it needs
CONVOT_SECRET_KEY, 64 hex characters). SMTP_URL takes the answers to mails, as smtp://127.0.0.1:1025. MODEL_URL, MODEL_NAME
and MODEL_KEY name a language model, any OpenAI-compatible API. CONVOT_SKIP_BUILD=1 starts what the last build wrote.
`;

const DEFAULT_PORT = '4400';
const DEFAULT_DATA = '.data';

/** The shop's port is the desk's and one, that of mails the desk's and two. */
const LARGEST_PORT = 65_533;

/** What the person who starts it can mend; the message is a sentence for them. */
export class StartFault extends Error {}

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export function readArguments(args, env) {
  const { port, data, help } = parse(args);
  return {
    help: help === true,
    port: readPort(port ?? (env.PORT || DEFAULT_PORT)),
    data: data ?? (env.CONVOT_DATA || DEFAULT_DATA),
    databaseUrl: env.DATABASE_URL || undefined,
    secretKey: env.CONVOT_SECRET_KEY || undefined,
    smtpUrl: env.SMTP_URL || undefined,
    model: { url: env.MODEL_URL, name: env.MODEL_NAME, key: env.MODEL_KEY },
    skipBuild: env.CONVOT_SKIP_BUILD === '1',
  };
}

/** @param {readonly string[]} args */
function parse(args) {
  try {
    const options = /** @type {const} */ ({
      port: { type: 'string' },
      data: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    });
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new StartFault(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}

/** @param {string} text */
function readPort(text) {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= LARGEST_PORT) return port;
  throw new StartFault(
    `The port must be a number from 0 to ${LARGEST_PORT}, as in npm start -- --port ${DEFAULT_PORT}.`,
  );
}
