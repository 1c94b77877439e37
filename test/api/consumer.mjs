// Compiles what a customer would write against the rolled-up declarations, with every check on and no library skipped:
// an import of each entry, and the README's TypeScript.
import { readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import ts from 'typescript';

/** @type {ts.CompilerOptions} */
const STRANGERS_OPTIONS = {
  strict: true,
  skipLibCheck: false,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: ['node'],
};

/** Both ways in which TypeScript finds a package's declarations. */
const RESOLUTIONS = [
  { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
];

const README_BLOCK = /^```ts\n(.*?)^```$/gms;

/**
 * The modules to compile, by the path of the file that each would be.
 * @param {string} root @returns {Map<string, string>}
 */
function consumers(root) {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entries = Object.keys(exports).filter((path) => exports[path].types);
  const imports = entries.map((path, index) => `export * as entry${index} from '${posix.join(name, path)}';`);
  const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(README_BLOCK)];
  const folder = join(root, 'dist/types');
  return new Map([
    [join(folder, 'every-entry.mts'), imports.join('\n')],
    ...blocks.map(([, text = ''], index) => /** @type {const} */ ([join(folder, `readme-${index + 1}.mts`), text])),
  ]);
}

/**
 * Compiles as a project that has installed `convot` from npm would.
 * @param {string} root @returns {string[]} one line per compiler error
 */
export function consumerFaults(root) {
  const files = consumers(root);
  return RESOLUTIONS.flatMap((resolution) => {
    const options = { ...STRANGERS_OPTIONS, ...resolution };
    const host = ts.createCompilerHost(options);
    const { fileExists, readFile } = host;
    host.fileExists = (path) => files.has(path) || fileExists(path);
    host.readFile = (path) => files.get(path) ?? readFile(path);
    const program = ts.createProgram([...files.keys()], options, host);
    return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
      const line = file
        ? `${relative(root, file.fileName)}:${file.getLineAndCharacterOfPosition(start).line + 1}: `
        : '';
      return `a consumer: ${line}${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}
