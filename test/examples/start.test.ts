import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { readArguments, StartFault } from '../../examples/shop/arguments.mjs';
import { listen } from '../../examples/shop/listen.mjs';

describe('npm start takes', () => {
  test('port and directory from its arguments before the environment, and has its own', () => {
    const env = { PORT: '5000', CONVOT_DATA: '/var/desk' };
    expect(readArguments([], {})).toMatchObject({ port: 4400, data: '.data', skipBuild: false, help: false });
    expect(readArguments([], env)).toMatchObject({ port: 5000, data: '/var/desk' });
    expect(readArguments(['--port', '6000', '--data', 'here'], env)).toMatchObject({ port: 6000, data: 'here' });
  });

  test('a language model from the environment', () => {
    const env = { MODEL_URL: 'http://127.0.0.1:1/v1', MODEL_NAME: 'small', MODEL_KEY: 'k' };
    expect(readArguments([], env).model).toEqual({ url: 'http://127.0.0.1:1/v1', name: 'small', key: 'k' });
    expect(readArguments([], {}).model).toEqual({ url: undefined, name: undefined, key: undefined });
  });

  test('an empty variable for none', () => {
    const env = { PORT: '', CONVOT_DATA: '', DATABASE_URL: '', CONVOT_SKIP_BUILD: '' };
    expect(readArguments([], env)).toMatchObject({
      port: 4400,
      data: '.data',
      databaseUrl: undefined,
      skipBuild: false,
    });
  });

  test.each([['--port', 'x'], ['--port', '-1'], ['--port', '65535'], ['--port', '80.5'], ['--prot', '1'], ['serve']])(
    'not %s %s, and says what instead',
    (...args) => {
      const read = () => readArguments(args.filter(Boolean), {});
      expect(read).toThrow(StartFault);
      expect(read).toThrow(/npm start -- --port/);
    },
  );
});

describe('the shop’s port', () => {
  const undo: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const each of undo.splice(0)) await each();
  });

  test('is taken at once, and requests wait until somebody answers', async () => {
    const door = await listen(0);
    undo.push(door.close);
    const early = fetch(door.url);
    door.serve(() => new Response('open'));
    expect(await (await early).text()).toBe('open');
  });

  test('that somebody has is told with its number and a way out', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
    undo.push(() => new Promise((resolve) => other.close(resolve)));
    await expect(listen(port)).rejects.toThrow(new RegExp(`Port ${port}.*taken.*--port N`));
  });
});
