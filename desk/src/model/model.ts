import { createConnector } from '../outgoing/index.js';
import type { Limited, Model } from './contract.js';
import { startDeadline } from './deadline.js';
import { ModelError } from './errors.js';
import { writePrompt } from './prompt.js';
import { connect, readAddress, type Server } from './server.js';
import { askForObject } from './structured.js';
import { streamText } from './text.js';
import { ANSWER_BYTES, type Fetch } from './transport.js';

/** How long an object may take, a second attempt included, in milliseconds. */
const OBJECT_TIME_MS = 30_000;
/** How long a text may take, in milliseconds. */
const TEXT_TIME_MS = 90_000;
/** How long a text's next piece may take, in milliseconds; a large model reads long before it writes. */
const TEXT_IDLE_MS = 30_000;
/** The most for one call, whatever its own deadline is, in milliseconds. */
const CALL_TIME_MS = 600_000;
/** A chunk more than is read: the transport's own limit comes first, and names its error. */
const CALL_BYTES = ANSWER_BYTES + 65_536;
/** Longest answer, in tokens, those of reasoning included. */
const ANSWER_TOKENS = 4_096;

/** Which model: `MODEL_URL`, `MODEL_NAME` and `MODEL_KEY` of the environment. */
export interface ModelOptions {
  /** Any OpenAI-compatible API, as `http://127.0.0.1:11434/v1`. Absent or empty: no model. */
  readonly url?: string | undefined;
  readonly name?: string | undefined;
  /** Sent as a bearer token; a server of one's own may need none. */
  readonly key?: string | undefined;
  /** What calls the server. @defaultValue the desk's outgoing connector, which here reaches any host */
  readonly fetch?: Fetch | undefined;
}

/**
 * The one door to a language model.
 *
 * @returns `null` when none is configured; everything works without one.
 * @throws ModelError `model_settings_invalid`
 */
export function createModel(options: ModelOptions): Model | null {
  const { url = '', name = '', key = '', fetch = callAnywhere() } = options;
  if (url.trim() === '') return null;
  if (name.trim() === '') throw new ModelError('model_settings_invalid');
  const settings = { url: url.trim(), name: name.trim(), key: key.trim(), fetch };
  const { host } = readAddress(settings.url);
  let server: Promise<Server> | undefined;
  const connected = () => {
    server ??= connect(settings);
    return server;
  };
  return {
    name: settings.name,
    host,
    async structured(call) {
      const prompt = writePrompt(call);
      const deadline = startDeadline(call.timeoutMs ?? OBJECT_TIME_MS, call.signal);
      try {
        return await askForObject(await connected(), limited(call), prompt, deadline);
      } finally {
        deadline.close();
      }
    },
    async *stream(call) {
      const prompt = writePrompt(call);
      // Loading the SDK is no silence of the server's.
      const server = await connected();
      const deadline = startDeadline(call.timeoutMs ?? TEXT_TIME_MS, call.signal, call.idleMs ?? TEXT_IDLE_MS);
      try {
        return yield* streamText(server, limited(call), prompt, deadline);
      } finally {
        deadline.close();
      }
    },
  };
}

/** The address is the operator's own: a model may well run on this machine, or beside it. */
function callAnywhere(): Fetch {
  return createConnector({ reach: 'anywhere' }).fetch({ timeMs: CALL_TIME_MS, maxBytes: CALL_BYTES });
}

function limited<C extends { answerTokens?: number | undefined }>(call: C): Limited<C> {
  return { ...call, answerTokens: call.answerTokens ?? ANSWER_TOKENS };
}
