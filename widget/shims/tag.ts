import type { Client } from '../../src/client/client.js';
import type { StartOptions } from '../../src/shims/options.js';

/**
 * A script that stands where another messenger's stood, its address alone changed:
 * `https://desk.example/convot-intercom.js?app=app_…`. It imports `convot.js` from beside itself, because injecting a
 * script tag trips Trusted Types; that script reads the data attributes of this one's tag, which are set here.
 */

interface Page {
  readonly Convot?: Partial<Client>;
}

// Only now does the browser say which tag this is.
const current = document.currentScript;
// An image of that name would be taken for it, and its folder for ours.
const tag = current instanceof HTMLScriptElement ? current : null;

const report = (code: 'wrong_use' | 'offline', advice: string) => console.error('Convot', code, advice);

/**
 * Starts the client, unless the page has one.
 *
 * @param options - what the page's settings of the other messenger say; attributes of the tag go before.
 * @returns the client, or nothing when there is none: the console says why.
 */
export async function startConvot(options: StartOptions): Promise<Client | undefined> {
  if (!tag?.src) {
    report('wrong_use', 'Load this file by a script tag with its address; a module calls convot/shims instead');
    return;
  }
  const { dataset } = tag;
  dataset.app ||= new URL(tag.src).searchParams.get('app') ?? '';
  if (!dataset.app) {
    report('wrong_use', "Add ?app=… to this script's address: the app's id is in the desk's settings");
    return;
  }
  for (const [name, value] of Object.entries(options)) dataset[name] ||= value;
  // The imported script knows no tag of its own and takes the page's first with an app.
  if (document.querySelector('script[data-app]') !== tag) document.documentElement.prepend(tag);
  try {
    await import(new URL('convot.js', tag.src).href);
  } catch {
    report('offline', 'convot.js could not be loaded from beside this script: blocked, or not there');
  }
  const { Convot } = window as Page;
  return Convot?.destroy ? (Convot as Client) : undefined;
}
