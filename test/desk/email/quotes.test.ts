import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitQuotes } from '../../../desk/src/email/quotes.js';

const NEW = 'This is new.\n\nIn two paragraphs.';
const QUOTE = '> old line\n>\n> another';

describe('a quote at the end is parted from what is new', () => {
  it.each([
    ['English', 'On Thu, Nov 20, 2025 at 12:35 PM Support <s@desk.example> wrote:'],
    ['English over two lines', 'On Thu, Nov 20, 2025 at 12:35 PM Support of the Shop <\ns@desk.example> wrote:'],
    ['German', 'Am 20.11.25 um 12:35 schrieb Support:'],
    ['German, the Gmail way', 'Am Do., 20. Nov. 2025 um 12:35 Uhr schrieb Support <s@desk.example>:'],
    ['French', 'Le 20/11/2025 à 12:35, Support a écrit :'],
    ['Spanish', 'El jue, 20 nov 2025 a las 12:35, Support (<s@desk.example>) escribió:'],
    ['Italian', 'Il giorno gio 20 nov 2025 alle ore 12:35 Support <s@desk.example> ha scritto:'],
    ['Portuguese', 'Em qui., 20 de nov. de 2025 às 12:35, Support <s@desk.example> escreveu:'],
    ['Dutch', 'Op do 20 nov 2025 om 12:35 schreef Support <s@desk.example>:'],
    ['Danish', 'Den 20.11.2025 kl. 12.35 skrev Support:'],
  ])('%s, with and without marks before its lines', (_language, introduction) => {
    for (const quote of [QUOTE, 'old line\n\nanother']) {
      const quoted = `${introduction}\n\n${quote}`;
      expect(splitQuotes(`${NEW}\n\n${quoted}`)).toEqual({ text: NEW, quoted, signature: '' });
    }
  });

  it.each([
    ['Japanese', '2025年11月20日(木) 12:35 Support <s@desk.example>:'],
    ['Polish', 'czw., 20 lis 2025 o 12:35 Support <s@desk.example> napisał(a):'],
    ['Russian', 'чт, 20 нояб. 2025 г. в 12:35, Support <s@desk.example>:'],
    ['mutt', 'Quoting Support (s@desk.example):'],
    ['dashes', '-----Original Message-----'],
  ])('any language, by its marks: %s', (_language, introduction) => {
    const quoted = `${introduction}\n${QUOTE}`;
    expect(splitQuotes(`${NEW}\n\n${quoted}`)).toEqual({ text: NEW, quoted, signature: '' });
  });

  it('no introduction', () => {
    expect(splitQuotes(`${NEW}\n${QUOTE}`)).toEqual({ text: NEW, quoted: QUOTE, signature: '' });
  });

  it.each([
    ['English', 'From: Support <s@desk.example>\nSent: Thursday, November 20, 2025 12:35 PM\nTo: Anna\nSubject: Re: x'],
    [
      'German',
      'Von: Support <s@desk.example>\nGesendet: Donnerstag, 20. November 2025 12:35\nAn: Anna\nBetreff: AW: x',
    ],
    [
      'French',
      'De : Support <s@desk.example>\nEnvoyé : jeudi 20 novembre 2025 12:35\nÀ : Anna\nCc : Bob\nObjet : RE: x',
    ],
    [
      'Spanish',
      'De: Support <s@desk.example>\nEnviado el: jueves, 20 de noviembre de 2025 12:35\nPara: Anna\nAsunto: RE: x',
    ],
    ['bold in text', '*From:* Support <s@desk.example>\n*Sent:* Thursday 12:35\n*To:* Anna\n*Subject:* Re: x'],
  ])("Outlook's header: %s", (_language, header) => {
    const below = `${header}\n\nold text`;
    expect(splitQuotes(`${NEW}\n\n${below}`)).toEqual({ text: NEW, quoted: below, signature: '' });
    const ruled = `________________________________\n${below}`;
    expect(splitQuotes(`${NEW}\n${ruled}`)).toEqual({ text: NEW, quoted: ruled, signature: '' });
  });

  it.each(['Original Message', 'Ursprüngliche Nachricht', "Message d'origine", 'Mensaje original'])(
    '----- %s -----',
    (title) => {
      const quoted = `-----${title}-----\nold text`;
      expect(splitQuotes(`${NEW}\n\n${quoted}`)).toEqual({ text: NEW, quoted, signature: '' });
    },
  );
});

describe('nothing that somebody wrote is hidden', () => {
  const whole = (text: string, subject = '') =>
    expect(splitQuotes(text, subject)).toEqual({ text, quoted: '', signature: '' });

  it('answers between quoted lines', () => whole('> one?\n\nyes\n\n> two?\n\nno'));
  it('a quote and nothing else', () => whole(QUOTE));
  it('an original and nothing else', () => whole('-----Original Message-----\nold text'));
  it('a forwarded mail, by its subject', () => {
    whole('See below\n\nFrom: A <a@b>\nSent: Monday\nTo: C\nSubject: x\n\nold text', 'FW: x');
    whole(`${NEW}\n\n${QUOTE}`, 'WG: x');
  });
  it('a forwarded mail, by its mark', () => whole('See below\n\nBegin forwarded message:\n\nFrom: A\n\n> old'));
  it('a form with fields of such names', () =>
    whole(
      'A message from the form:\n\nFrom: Anna\nDate: 2025-11-20\nSubject: Help\nAccount ID: acct_1\n\nIt is broken.',
    ));
  it('a sentence that begins as an introduction', () =>
    whole('On Monday I asked.\n\nAm I wrong? He wrote: yes.\nOp 5 was fine:\nok'));
  it('a single line with a mark in the middle', () => whole('a\n> b\nc'));
  it('a text that begins with dashes', () => whole('--\nAnna'));

  it('whatever a mail holds, every line is in one of the parts', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '',
        '> x',
        '>',
        '> > y',
        '-- ',
        '--',
        'On 1 Jan 2025 wrote:',
        'Am 1. schrieb x:',
        'From: a',
        'Sent: b',
        'To: c',
      ),
      fc.constantFrom(
        'Subject: d',
        '-----Original Message-----',
        '________________',
        'Sent from my phone',
        'Von meinem iPad gesendet',
        'x:',
      ),
      fc.string({ maxLength: 20 }),
    );
    const lines = (text: string) =>
      text
        .split('\n')
        .filter((one) => one !== '')
        .sort();
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (all) => {
        const { text, quoted, signature } = splitQuotes(all.join('\n'));
        const kept = all
          .join('\n')
          .split('\n')
          .map((one) => one.trimEnd());
        expect([...lines(text), ...lines(quoted), ...lines(signature)].sort()).toEqual(lines(kept.join('\n')));
        if (kept.some((one) => one !== '')) expect(text).not.toBe('');
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a signature', () => {
  it('begins at its dashes', () => {
    expect(splitQuotes('Hello\n\n-- \nAnna\nShop')).toEqual({ text: 'Hello', quoted: '', signature: '--\nAnna\nShop' });
  });

  it('stands above or below a quote', () => {
    expect(splitQuotes(`Hello\n-- \nAnna\n\n${QUOTE}`)).toEqual({
      text: 'Hello',
      quoted: QUOTE,
      signature: '--\nAnna',
    });
    expect(splitQuotes(`Hello\n\n${QUOTE}\n-- \nAnna`)).toEqual({
      text: 'Hello',
      quoted: QUOTE,
      signature: '--\nAnna',
    });
  });

  it.each([
    'Sent from my iPhone',
    'Get Outlook for iOS',
    'Von meinem iPhone gesendet',
    'Envoyé de mon iPhone',
    'Enviado desde mi iPhone',
  ])('%s', (signature) => {
    expect(splitQuotes(`Hello\n\n${signature}`)).toEqual({ text: 'Hello', quoted: '', signature });
  });

  it('of many lines is text', () => {
    const long = `Hello\n--\n${Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n')}`;
    expect(splitQuotes(long).text).toBe(long);
  });
});
