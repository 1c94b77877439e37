import { userHash } from 'convot/server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContactProfile, ContactRow } from '../../desk/wire/index.js';
import { contentSecurityPolicy } from '../../examples/shop/policy.mjs';
import { launchChromium, picture } from '../browser/harness.js';
import { type CustomerSite, openCustomerSite, plainPage, visit } from './customer-site.js';
import { type OwnDesk, openOwnDesk } from './own-desk.js';
import { soon } from './people.js';

let desk: OwnDesk;
let site: CustomerSite;
let browser: Browser;
let app: string;
let secret: string;

beforeAll(async () => {
  [desk, site, browser] = await Promise.all([openOwnDesk(), openCustomerSite(), launchChromium()]);
  ({ id: app, verificationSecret: secret } = await desk.app({ name: 'Switched' }));
});

afterAll(async () => {
  await browser?.close();
  site?.close();
  await desk?.close();
});

const launcher = (page: Page) => page.getByRole('button', { name: /^Chat/ });
const panel = (page: Page) => page.getByRole('dialog');
const scriptOf = (messenger: string) => `${desk.url}/convot-${messenger}.js?app=${app}`;

/** Intercom's snippet as its pages have it; the one change is the address. */
const intercomSnippet = () => `<script>
  (function(){var w=window;var ic=w.Intercom;if(typeof ic==="function"){ic('reattach_activator');ic('update',w.intercomSettings);}else{var d=document;var i=function(){i.c(arguments);};i.q=[];i.c=function(args){i.q.push(args);};w.Intercom=i;var l=function(){var s=d.createElement('script');s.type='text/javascript';s.async=true;s.src='${scriptOf('intercom')}';var x=d.getElementsByTagName('script')[0];x.parentNode.insertBefore(s,x);};if(document.readyState==='complete'){l();}else if(w.attachEvent){w.attachEvent('onload',l);}else{w.addEventListener('load',l,false);}}})();
</script>`;

/** Chatwoot's, likewise. */
const chatwootSnippet = () => `<script>
  (function(d,t) {
    var BASE_URL="https://app.chatwoot.com";
    var g=d.createElement(t),s=d.getElementsByTagName(t)[0];
    g.src="${scriptOf('chatwoot')}";
    g.defer = true;
    g.async = true;
    s.parentNode.insertBefore(g,s);
    g.onload=function(){
      window.chatwootSDK.run({
        websiteToken: 'URhDAFxX8RkkDRSDy59wukBf',
        baseUrl: BASE_URL
      })
    }
  })(document,"script");
</script>`;

/** Crisp's, likewise. */
const crispSnippet = () => `<script type="text/javascript">
  window.$crisp=[];window.CRISP_WEBSITE_ID="e30a04ee-f81c-4935-b8d8-5fa55831b1c0";(function(){d=document;s=d.createElement("script");s.src="${scriptOf('crisp')}";s.async=1;d.getElementsByTagName("head")[0].appendChild(s);})();
</script>`;

const says = (code: string) => `<script>${code}</script>`;

describe('a page of Intercom’s', () => {
  test('with settings of a person who is logged in', async () => {
    const settings = {
      app_id: 'abc12345',
      alignment: 'left',
      user_id: 'intercom_1',
      user_hash: await userHash(secret, { external_id: 'intercom_1' }),
      plan: 'pro',
      company: { company_id: 'c1', name: 'Engine and Loom' },
    };
    const head = says(`window.intercomSettings = ${JSON.stringify(settings)};`) + intercomSnippet();
    const { page, complaints } = await visit(browser, site.show('/intercom', plainPage(head)));
    await soon(() => desk.customData('intercom_1', app)).toEqual({
      plan: ['pro', 'verified'],
      company_id: ['c1', 'verified'],
      company_name: ['Engine and Loom', 'verified'],
    });
    const box = await launcher(page).boundingBox();
    expect(box?.x).toBeLessThan(100);
    await page.evaluate("window.events = []; Intercom('onShow', () => events.push('show')); Intercom('show')");
    await panel(page).getByRole('textbox', { name: 'Message' }).waitFor();
    await picture(page, 'shim-intercom');
    await page.evaluate("Intercom('shutdown')");
    await panel(page).waitFor({ state: 'detached' });
    await launcher(page).waitFor({ state: 'detached' });
    expect(await page.evaluate('events')).toEqual(['show']);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('that boots when somebody logs in, with calls from before the script was there', async () => {
    const head = `${intercomSnippet()}${says(`
      Intercom('boot', { app_id: 'abc12345', user_id: 'intercom_2', name: 'Grace' });
      Intercom('update', { seats: 5 });
      Intercom('showNewMessage');
    `)}`;
    const { page, complaints } = await visit(browser, site.show('/intercom-later', plainPage(head)));
    await soon(() => desk.customData('intercom_2', app)).toEqual({
      name: ['Grace', 'unverified'],
      seats: [5, 'unverified'],
    });
    await panel(page).getByRole('textbox', { name: 'Message' }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('that has not booted shows no launcher', async () => {
    const { page } = await visit(browser, site.show('/intercom-silent', plainPage(intercomSnippet())));
    await soon(() => page.evaluate("typeof Convot === 'object' && Intercom.booted === false")).toBe(true);
    expect(await launcher(page).count()).toBe(0);
    await page.evaluate("Intercom('boot', {})");
    await launcher(page).waitFor();
    await page.close();
  });
});

test('a page of Chatwoot’s, which waits for its event', async () => {
  const hash = await userHash(secret, { external_id: 'chatwoot_1' });
  const head = `${says("window.chatwootSettings = { position: 'left', locale: 'en', darkMode: 'dark' };")}${chatwootSnippet()}${says(`
    window.addEventListener('chatwoot:ready', function () {
      window.$chatwoot.setUser('chatwoot_1', { email: 'ada@example.com', name: 'Ada', identifier_hash: '${hash}' });
      window.$chatwoot.setCustomAttributes({ plan: 'pro', trial: true, tags: ['a'] });
      window.$chatwoot.deleteCustomAttribute('trial');
    });
  `)}`;
  const { page, complaints } = await visit(browser, site.show('/chatwoot', plainPage(head)));
  await soon(() => desk.customData('chatwoot_1', app)).toEqual({
    name: ['Ada', 'verified'],
    plan: ['pro', 'verified'],
  });
  expect((await launcher(page).boundingBox())?.x).toBeLessThan(100);
  expect(await page.evaluate("document.querySelector('script[data-app]').dataset.theme")).toBe('dark');
  await page.evaluate("$chatwoot.toggle('open')");
  await panel(page).getByRole('textbox', { name: 'Message' }).waitFor();
  expect(await page.evaluate('[$chatwoot.isOpen, $chatwoot.hasLoaded]')).toEqual([true, true]);
  await page.evaluate("$chatwoot.toggleBubbleVisibility('hide')");
  await launcher(page).waitFor({ state: 'detached' });
  await page.evaluate('$chatwoot.reset()');
  await panel(page).waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await page.close();
});

test('a page of Crisp’s, with commands from before the script was there', async () => {
  const email = 'crisp_1@example.com';
  const signature = await userHash(secret, { email });
  const head = `${crispSnippet()}${says(`
    $crisp.push(["set", "user:nickname", ["Ada"]]);
    $crisp.push(["set", "user:email", ["${email}", "${signature}"]]);
    $crisp.push(["set", "session:data", [[["plan", "pro"], ["seats", 5]]]]);
    window.opened = 0;
    $crisp.push(["on", "chat:opened", function () { opened += 1; }]);
    $crisp.push(["do", "chat:open"]);
  `)}`;
  const { page, complaints } = await visit(browser, site.show('/crisp', plainPage(head)));
  await panel(page).getByRole('textbox', { name: 'Message' }).waitFor();
  expect(await page.evaluate('[opened, $crisp.is("chat:opened"), $crisp.get("user:email")]')).toEqual([1, true, email]);
  const values = async () => {
    const { contacts } = await desk.api<{ contacts: ContactRow[] }>(`/api/contacts?q=${encodeURIComponent(email)}`);
    const found = contacts.find((contact) => contact.email === email);
    const profile = found && (await desk.api<ContactProfile>(`/api/contacts/${found.id}`));
    const facts = profile?.apps[0]?.context.custom_data ?? [];
    return Object.fromEntries(facts.map(({ key, value, trust }) => [key, [value, trust]]));
  };
  await soon(values).toEqual({ name: ['Ada', 'verified'], plan: ['pro', 'verified'], seats: [5, 'verified'] });
  await page.evaluate('$crisp.push(["do", "chat:hide"])');
  await panel(page).waitFor({ state: 'detached' });
  await launcher(page).waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await page.close();
});

describe('the script alone, by a tag', () => {
  test('runs under a strict policy with Trusted Types, with nothing violated', async () => {
    const nonce = 'bm9uY2U';
    const settings = { app_id: 'abc12345', user_id: 'intercom_strict', plan: 'pro' };
    const head = `<script nonce="${nonce}">window.intercomSettings = ${JSON.stringify(settings)};</script>
      <script async nonce="${nonce}" src="${desk.url}/convot-intercom.js" data-app="${app}"></script>`;
    const policy = { 'Content-Security-Policy': contentSecurityPolicy(nonce, desk.url) };
    const { page, complaints } = await visit(browser, site.show('/shim-strict', plainPage(head), policy));
    await soon(() => desk.customData('intercom_strict', app)).toEqual({ plan: ['pro', 'unverified'] });
    await page.evaluate("Intercom('show')");
    await panel(page).getByRole('textbox', { name: 'Message' }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('starts no script of another maker that has an app of its own', async () => {
    const head = `<script data-app="another" type="text/plain" src="https://another.test/x.js"></script>
      <script async src="${scriptOf('crisp')}"></script>
      ${says('window.$crisp = [["set", "session:data", [[["seen", true]]]]];')}`;
    const { page, asked } = await visit(browser, site.show('/shim-others', plainPage(head)));
    await launcher(page).waitFor();
    await page.evaluate('Convot.update({}).then(({ settled }) => settled)');
    expect(asked.filter((url) => url.includes('another.test'))).toEqual([]);
    expect(asked.some((url) => url.startsWith(desk.url) && url.includes(app))).toBe(true);
    await page.close();
  });

  test('without an app is told what to do', async () => {
    const head = `<script async src="${desk.url}/convot-crisp.js"></script>`;
    const { page, complaints } = await visit(browser, site.show('/shim-nameless', plainPage(head)));
    await soon(() => complaints.length).toBe(1);
    expect(complaints[0]).toMatch(/^Convot wrong_use .*\?app=.*settings/);
    await page.close();
  });

  test('whose convot.js is blocked says so', async () => {
    const page = await browser.newPage();
    const lines: string[] = [];
    page.on('console', (line) => lines.push(line.text()));
    await page.route('**/convot.js', (route) => route.abort());
    await page.goto(site.show('/shim-blocked', plainPage(crispSnippet())));
    await soon(() => lines.filter((line) => line.startsWith('Convot offline'))).toHaveLength(1);
    await page.close();
  });
});
