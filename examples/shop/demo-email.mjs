// `npm run demo:email`: with `npm start` running, sends its desk a few real mails.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createTransport } from 'nodemailer';
import { INBOX, MAILS, TRUSTED_RECEIVER } from './mails.mjs';

const HELP = `Sends a few mails to the desk that \`npm start\` has started, by SMTP.

  npm run demo:email -- --port N    the desk's port                      (PORT, 4400)
                        --shop N    the shop's, where it isn't the next  (port + 1)
                        --mail N    that of mails, where it isn't the one after that
`;

/** What the person at the keyboard can mend. */
class DemoFault extends Error {}

/**
 * Logs a customer in at the shop and opens a session at the desk with the shop's token, as the shop's page would: from then
 * on the desk knows whose address it is.
 *
 * @param {string} shop
 * @param {string} desk
 */
async function visitAsAda(shop, desk) {
  const page = await (await fetch(shop)).text();
  const [, app] = /data-app="([^"]+)"/.exec(page) ?? [];
  const login = await fetch(`${shop}/login`, {
    method: 'POST',
    headers: { origin: shop },
    body: new URLSearchParams({ customer: 'ada' }),
    redirect: 'manual',
  });
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const answer = await fetch(`${shop}/api/megadesk-identity`, { headers: { cookie, 'sec-fetch-site': 'same-origin' } });
  const { identity } = await answer.json();
  const opened = await fetch(`${desk}/v1/apps/${app}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ identity }),
  });
  if (!opened.ok) throw new DemoFault(`The desk did not take the shop's token (${opened.status}).`);
}

/** @param {number} port where the desk takes mails */
async function sendMails(port) {
  const transport = createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true });
  /** @type {string[]} */
  const ids = [];
  for (const { shows, from, subject, text, dmarc, isSpam, answers, attachment } of MAILS) {
    const domain = /@([^>]+)/.exec(from)?.[1] ?? '';
    const id = `<${randomUUID()}@${domain}>`;
    const answered = answers === undefined ? undefined : ids[answers];
    // The transport writes these below its own headers, so the mail is put together here: a verdict stands on top.
    const verdict = `Authentication-Results: ${TRUSTED_RECEIVER}; dmarc=${dmarc} header.from=${domain}\r\n`;
    const mail = await composed({
      from,
      to: INBOX,
      subject,
      text,
      messageId: id,
      ...(answered && { inReplyTo: answered, references: answered }),
      ...(isSpam && { headers: { 'X-Spam-Flag': 'YES' } }),
      ...(attachment && { attachments: [attachment] }),
    });
    const sender = /<?([^<>\s]+@[^<>\s]+?)>?$/.exec(from)?.[1] ?? '';
    await transport.sendMail({ envelope: { from: sender, to: INBOX }, raw: verdict + mail });
    ids.push(id);
    console.log(`  ${subject}\n    ${shows}`);
  }
}

/** @param {import('nodemailer').SendMailOptions} mail */
async function composed(mail) {
  const { message } = await createTransport({ streamTransport: true, buffer: true, newline: 'windows' }).sendMail(mail);
  return message.toString();
}

async function main() {
  const options = /** @type {const} */ ({
    port: { type: 'string' },
    shop: { type: 'string' },
    mail: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const port = Number(values.port ?? (process.env.PORT || 4400));
  const shop = Number(values.shop ?? port + 1);
  await visitAsAda(`http://127.0.0.1:${shop}`, `http://127.0.0.1:${port}`);
  await sendMails(Number(values.mail ?? port + 2));
  console.log(`\n  ${MAILS.length} mails are in. See http://127.0.0.1:${port}`);
}

main().catch((error) => {
  const isOut = /ECONNREFUSED|ESOCKET|fetch failed/.test(`${error?.code} ${error?.message}`);
  const told = isOut ? `Nobody answers there. Start the demo first with npm start.\n\n${HELP}` : error;
  console.error(error instanceof DemoFault ? error.message : told);
  process.exitCode = 1;
});
