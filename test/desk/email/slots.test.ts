import { expect, it } from 'vitest';
import { createSlots } from '../../../desk/src/email/slots.js';

/** Starts tasks that end when they are told to, and notes which run. */
function startTasks() {
  const slots = createSlots({ all: 3, each: 2 });
  const running = new Map<string, () => void>();
  const start = (name: string) =>
    slots.run(
      name[0] ?? '',
      () =>
        new Promise<void>((resolve, reject) => {
          const end = (settle: () => void) => () => {
            running.delete(name);
            settle();
          };
          running.set(name, end(name.endsWith('!') ? () => reject(new Error(name)) : resolve));
        }),
    );
  return { start, running };
}

it('a party that runs as many as it may lets the others past, and goes on in its order', async () => {
  const { start, running } = startTasks();
  const done = ['a1!', 'a2', 'a3', 'a4', 'b1', 'c1'].map((name) => start(name).catch(() => 'failed'));
  const names = () => [...running.keys()];
  await expect.poll(names).toEqual(['a1!', 'a2', 'b1']);
  running.get('b1')?.();
  await expect.poll(names).toEqual(['a1!', 'a2', 'c1']);
  running.get('a1!')?.();
  await expect.poll(names).toEqual(['a2', 'c1', 'a3']);
  running.get('a2')?.();
  await expect.poll(names).toEqual(['c1', 'a3', 'a4']);
  for (const end of [...running.values()]) end();
  expect(await Promise.all(done)).toEqual(['failed', ...Array(5).fill(undefined)]);
});
