import { expect, test } from 'vitest';
import { mainThread } from './trace.mjs';

const PAGE = 'http://page/';
const OURS = 'http://desk/convot.js';
const MS = 1_000;

const main = { pid: 1, tid: 1 };
const navigation = (url: string, ts: number) => ({
  ...main,
  name: 'navigationStart',
  ts,
  args: { data: { documentLoaderURL: url } },
});
/** On the clock everything takes twice as long as its thread runs. */
const event = (name: string, atMs: number, lengthMs: number, url = '') => ({
  ...main,
  name,
  ts: 2 * atMs * MS,
  tts: atMs * MS,
  dur: 2 * lengthMs * MS,
  tdur: lengthMs * MS,
  args: { data: { url } },
});

const read = (...traceEvents: object[]) => mainThread(JSON.stringify({ traceEvents }), PAGE, /\/convot\.js$/);

test('time is counted once, on the page’s own thread, from its navigation on', () => {
  const measured = read(
    navigation('http://other/', 0),
    event('RunTask', 1, 5, OURS),
    navigation(PAGE, 20 * MS),
    event('RunTask', 20, 40),
    event('EvaluateScript', 21, 30, OURS),
    event('v8.compile', 22, 10, OURS),
    { ...event('RunTask', 30, 500), tid: 2 },
    event('RunTask', 70, 10),
  );
  expect(measured).toEqual({ busy: 50, ours: 30, longest: 40, longTasks: 0 });
});

test('a long task is ours when a script of ours ran in it, and only then', () => {
  const measured = read(
    navigation(PAGE, 0),
    event('RunTask', 10, 60),
    event('FunctionCall', 11, 50, 'http://page/own.js'),
    event('RunTask', 100, 51),
    event('FunctionCall', 150, 0.5, OURS),
  );
  expect(measured).toEqual({ busy: 111, ours: 0.5, longest: 51, longTasks: 1 });
});

test('a trace without the page is told as such', () => {
  expect(() => read(event('RunTask', 1, 5))).toThrow(/no navigation/);
});
