// Compiles what a customer would write against the rolled-up declarations, with every check on and no library skipped.
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** @type {ts.CompilerOptions} */
const STRANGERS_OPTIONS = {
  strict: true,
  skipLibCheck: false,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
};

/** Both ways in which TypeScript finds a package's declarations. */
const RESOLUTIONS = [
  { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
];

/**
 * Imports every public entry by name, as a package that has installed `convot`.
 * @param {string} root @returns {string[]} one line per compiler error
 */
export function consumerFaults(root) {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entries = Object.keys(exports).filter((path) => exports[path].types);
  const text = entries.map((path, index) => `export * as entry${index} from '${posix.join(name, path)}';`).join('\n');
  const file = join(root, 'dist/types/consumer.mts');
  return RESOLUTIONS.flatMap((resolution) => {
    const options = { ...STRANGERS_OPTIONS, ...resolution };
    const host = ts.createCompilerHost(options);
    const { fileExists, readFile } = host;
    host.fileExists = (path) => path === file || fileExists(path);
    host.readFile = (path) => (path === file ? text : readFile(path));
    const program = ts.createProgram([file], options, host);
    return ts.getPreEmitDiagnostics(program).map((found) => {
      const where = found.file ? `${found.file.fileName.replace(root, '')}: ` : '';
      return `a consumer: ${where}${ts.flattenDiagnosticMessageText(found.messageText, ' ')}`;
    });
  });
}
