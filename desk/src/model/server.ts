import type { LanguageModel } from 'ai';
import { ModelError } from './errors.js';
import { type Fetch, guarded } from './transport.js';

/** Where a model answers. */
export interface ServerOptions {
  /** The API's address, as `http://127.0.0.1:11434/v1`; a query in it goes along. */
  readonly url: string;
  readonly name: string;
  readonly key: string;
  readonly fetch: Fetch;
}

/** The SDK, and the model behind it. */
export interface Server {
  readonly ai: typeof import('ai');
  readonly model: LanguageModel;
}

/** @throws ModelError `model_settings_invalid` */
export function readAddress(url: string): URL {
  if (!URL.canParse(url)) throw new ModelError('model_settings_invalid');
  const address = new URL(url);
  const isUsable = /^https?:$/.test(address.protocol) && !address.username && !address.password && !address.hash;
  if (!isUsable) throw new ModelError('model_settings_invalid');
  return address;
}

/** Loads the SDK, which a desk without a model never does. */
export async function connect({ url, name, key, fetch }: ServerOptions): Promise<Server> {
  const [ai, { createOpenAICompatible }] = await Promise.all([import('ai'), import('@ai-sdk/openai-compatible')]);
  const address = readAddress(url);
  const provider = createOpenAICompatible({
    name: 'model',
    baseURL: `${address.origin}${address.pathname}`,
    queryParams: Object.fromEntries(address.searchParams),
    ...(key !== '' && { apiKey: key }),
    fetch: guarded(fetch),
    includeUsage: true,
    // Otherwise the schema is never sent, only "some JSON".
    supportsStructuredOutputs: true,
    // `max_tokens` is deprecated, and refused by models that reason.
    transformRequestBody: ({ max_tokens, ...body }) => ({ ...body, max_completion_tokens: max_tokens }),
  });
  return { ai, model: provider.chatModel(name) };
}
