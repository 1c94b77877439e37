import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlToText } from '../../../desk/src/email/html-text.js';
import { textToHtml } from '../../../desk/src/email/text-html.js';
import { tidyText } from '../../../desk/src/email/text-lines.js';

const text = (html: string) => htmlToText(html).text;

describe('blocks', () => {
  it.each([
    ['spaces and line feeds are one space', '  a \n\t b<b> c</b> d ', 'a b c d'],
    ['a paragraph stands apart', '<p>a</p><p>b</p>', 'a\n\nb'],
    [
      "Outlook's paragraphs are lines",
      '<p class="MsoNormal">a</p><p class=MsoNormal>&nbsp;</p><p style="margin:0cm">b</p>',
      'a\n\nb',
    ],
    ['a div is a line', '<div>a</div><div>b</div>', 'a\nb'],
    ['an empty div with a break is an empty line', '<div>a</div><div><br></div><div>b</div>', 'a\n\nb'],
    ['a break at the end of a block is no line', '<div>a<br></div>b', 'a\nb'],
    ['many breaks are one empty line', 'a<br><br><br><br>b', 'a\n\nb'],
    ['a heading stands apart', 'a<h1>b</h1>c', 'a\n\nb\n\nc'],
    ['cells of a row share a line', '<table><tr><td>a</td><td>b</td></tr><tr><th>c<td>d</table>', 'a b\nc d'],
    ['list items have a mark', '<ul><li>a</li><li><p>b</p></li></ul>c', '- a\n- b\n\nc'],
    ['ordered items have their number', '<ol start=3><li>a<li>b</ol>', '3. a\n4. b'],
    ['preformatted text keeps its lines', 'x<pre>a\n  b\n</pre>y', 'x\n\na\n  b\n\ny'],
    ['so does a style', '<span style="white-space: pre-wrap">a\n b</span>', 'a\n b'],
    ['entities are read once', '&lt;b&gt; &amp;lt; &#x20AC; &eacute; &nosuch;', '<b> &lt; € é &nosuch;'],
    ['a hard space is a space, also at the start', '&nbsp; a&nbsp;&nbsp;b', '  a  b'],
  ])('%s', (_rule, html, expected) => {
    expect(text(html)).toBe(expected);
  });
});

describe('quotes', () => {
  it.each([
    ['a blockquote', 'a<blockquote>b<br>c</blockquote>d', 'a\n\n> b\n> c\n\nd'],
    [
      'one inside another',
      '<blockquote type="cite">a<blockquote type=cite>b</blockquote></blockquote>',
      '> a\n>\n> > b',
    ],
    ['Yahoo’s container', 'a<div class="yahoo_quoted x">b</div>', 'a\n> b'],
    ['GMX’s container', 'a<div name="quote">b</div>', 'a\n> b'],
    ["not Gmail's indenting", '<blockquote style="margin:0 0 0 40px;border:none;padding:0">a</blockquote>', 'a'],
  ])('%s', (_rule, html, expected) => {
    expect(text(html)).toBe(expected);
  });
});

describe('links', () => {
  it.each([
    [
      'a text with its address',
      '<a href="https://x.example/a?b=1&amp;c=2">here</a>',
      'here (https://x.example/a?b=1&c=2)',
    ],
    [
      'an address alone, once',
      '<a href="https://x.example/">x.example</a> <a href="http://www.y.example">y.example</a>',
      'x.example y.example',
    ],
    [
      'both, when the text names another',
      '<a href="https://evil.example">https://bank.example</a>',
      'https://bank.example (https://evil.example/)',
    ],
    ['no user name to disguise it', '<a href="https://bank.example@evil.example/">x</a>', 'x (https://evil.example/)'],
    [
      'an international domain in ASCII',
      '<a href="https://раураl.example">paypal</a>',
      'paypal (https://xn--l-7sba6dbr.example/)',
    ],
    ['the text of a picture', '<a href="https://x.example"><img alt="Logo" src=x></a>', '[Logo] (https://x.example/)'],
    ['nothing without text', 'a<a href="https://x.example"></a>', 'a'],
    ...[
      'javascript:alert(1)',
      ' JaVaScRiPt:alert(1)',
      'java\nscript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      '/relative',
      '//x.example',
      'cid:1',
      'mailto:a@b.example',
      'https://',
      'ftp://x.example',
      `https://x.example/${'a'.repeat(3_000)}`,
    ].map((href): [string, string, string] => [`no ${href.slice(0, 30)}`, `<a href="${href}">x</a>`, 'x']),
  ])('%s', (_rule, html, expected) => {
    expect(text(html)).toBe(expected);
  });
});

describe('what nobody sees is left out', () => {
  it.each([
    '<script>x</script>',
    '<style>x</style>',
    '<title>x</title>',
    '<head><meta name=x content=x>x</head>',
    '<template>x</template>',
    '<noscript>x</noscript>',
    '<textarea>x</textarea>',
    '<select><option>x</select>',
    '<svg><text>x</text></svg>',
    '<math><mi>x</mi></math>',
    '<object>x</object>',
    '<!-- x -->',
    '<![CDATA[x]]>',
    '<p hidden>x</p>',
    '<p hidden="until-found">x</p>',
    '<p style="display:none">x</p>',
    '<p style="DISPLAY : NONE ! important">x</p>',
    '<p style="color:red;display:/* */none">x</p>',
    '<p style="display:block;display:none"><b style="display:inline">x</b></p>',
    '<div style="mso-hide:all">x</div>',
    '<div style="visibility:hidden">x</div>',
    '<div style="opacity:0.0">x</div>',
    '<div style="max-height:0px;overflow:hidden">x</div>',
    '<div style="font-size:0">x</div>',
    '<div style="font-size:1px">x</div>',
    '<div style="color:transparent">x</div>',
    '<img src="https://t.example/o.gif" width=1 height=1 alt="x">',
    '<img alt=x style="width:1px">',
    '<img src="x.png">',
    '<input value="x">',
  ])('%s', (html) => {
    expect(text(`a${html}b`).replace(/\s/g, '')).toBe('ab');
  });

  it('but a column inside a row of size nothing is seen', () => {
    expect(text('<td style="font-size:0"><div style="font-size:14px">a</div></td>')).toBe('a');
  });
});

describe('hostile HTML ends, and says that it was cut', () => {
  it.each([
    ['300,000 levels', '<b>'.repeat(300_000)],
    ['levels and ends that fit none', `${'<i>'.repeat(100_000)}${'</b>'.repeat(100_000)}`],
    ['300,000 quotes in quotes', '<blockquote>a'.repeat(80_000)],
    ['line feeds inside 900 quotes', `${'<blockquote>'.repeat(900)}<pre>${'\n'.repeat(500_000)}`],
    ['two million characters', 'a '.repeat(1_000_000)],
    ['a line of 900,000 characters', 'a'.repeat(900_000)],
  ])('%s', (_what, html) => {
    const result = htmlToText(`first ${html}`);
    expect(result.cut).toBe(true);
    expect(result.text.startsWith('first')).toBe(true);
    expect(result.text.length).toBeLessThan(260_000);
  });

  it.each([
    ['a style of a million digits', `<p style="font:${'1'.repeat(900_000)}">a</p>`],
    ['an attribute without its end', `a<p title="${'x'.repeat(900_000)}`],
    ['a hundred thousand attributes', `<p ${Array.from({ length: 100_000 }, (_, index) => `a${index}`).join(' ')}>a`],
    ['angle brackets', `a${'<'.repeat(900_000)}`.slice(0, 150_000)],
    ['comments without their end', `a${'<!--'.repeat(200_000)}`],
  ])('%s end too', (_what, html) => {
    expect(htmlToText(html).text).toContain('a');
  });
});

describe('text as HTML', () => {
  it('cannot become markup', () => {
    expect(textToHtml('<script>alert("1")</script> & \'x\'')).toBe(
      '<div>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;</div>',
    );
  });

  it('links web addresses alone, without the punctuation after them', () => {
    expect(textToHtml('(see https://x.example/a?b=1&c="2). javascript:alert(1)')).toBe(
      '<div>(see <a href="https://x.example/a?b=1&amp;c=">https://x.example/a?b=1&amp;c=</a>&quot;2). javascript:alert(1)</div>',
    );
    expect(textToHtml('https://bank.example@evil.example/x')).not.toContain('<a');
  });

  it('reads back as the text it was', () => {
    const words = fc.constantFrom(
      'a',
      '<b>',
      '&amp;',
      '  ',
      '\t',
      '"',
      'https://x.example/ä?b=1.',
      'http://u:p@x.example',
      '> ',
      '\u00a0',
      '[x]',
    );
    const line = fc
      .array(fc.oneof(words, fc.string({ unit: 'grapheme', maxLength: 8 })), { maxLength: 6 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const original = lines.join('\n').replace(/[\r\f]/g, '');
        const seen = original.replaceAll('\t', '    ').replaceAll('\u00a0', ' ');
        expect(text(textToHtml(original))).toBe(tidyText(seen));
      }),
      { numRuns: 500 },
    );
  });
});
