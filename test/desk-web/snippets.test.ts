import { describe, expect, it } from 'vitest';
import { joseRoute, packageRoute, pasteSnippet } from '../../desk/web/settings/snippets.js';

describe('code to paste', () => {
  it('is the stub inline, then the script of this desk for this app', () => {
    expect(pasteSnippet('(()=>{})();\n', 'https://desk.example', 'app_1')).toBe(
      '<script>(()=>{})();</script>\n<script async src="https://desk.example/convot.js" data-app="app_1"></script>',
    );
  });

  it('cannot be ended early by what the stub holds', () => {
    expect(pasteSnippet('"</script>"', 'https://desk.example', 'app_1').split('</script>')).toHaveLength(3);
  });

  it('names the app and takes the key from the environment', () => {
    for (const route of [packageRoute('app_1'), joseRoute('app_1')]) {
      expect(route).toContain('"app_1"');
      expect(route).toContain('process.env.CONVOT_IDENTITY_KEY');
    }
  });
});
